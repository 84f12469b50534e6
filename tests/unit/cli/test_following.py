import io
import sys

import pytest

from adapters.inbound.cli.following import OUTAGE_S, PatientLook, follow, shown_job
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.items import TextItem
from domain.compression.requests import CompressionRules, TextToCompress
from domain.shared.storage import StorageUnavailable
from domain.tokens.model import TokenizerSelector
from tests.unit.cli.fake_jobs import BusyJobs

ITEM = TextItem(
    selector=TokenizerSelector(model="known"),
    content=TextToCompress("hello"),
    rules=CompressionRules(token_budget=5),
)


class Terminal(io.StringIO):
    """What a person watches."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def jobs() -> BusyJobs:
    """A job of one text that waits, and a worker."""
    jobs = BusyJobs()
    jobs.create_compression_job(request_id="", items=[ITEM], priority=0, lifetime_ms=0)
    return jobs


def away() -> StorageUnavailable:
    """An error that passes."""
    return StorageUnavailable("the database does not answer", cause="08006")


def test_job_is_followed_while_nothing_happens(jobs: BusyJobs) -> None:
    """Who follows a job looks again, until there is a change."""
    jobs.event_limit = 1
    expected = [1, 2, 3, 4]

    sequences = [event.sequence for event in follow(jobs, "job-1")]

    assert expected == sequences


def test_outage_does_not_end_the_following(jobs: BusyJobs) -> None:
    """A database that is restarted is borne."""
    jobs.outages = [away(), away()]
    expected = [1, 2, 3, 4]

    sequences = [event.sequence for event in follow(jobs, "job-1")]

    assert expected == sequences


def test_outage_at_the_beginning_is_told(jobs: BusyJobs) -> None:
    """A store that has not answered yet may never do."""
    jobs.fault = away()

    with pytest.raises(StorageUnavailable):
        next(follow(jobs, "job-1"))


def test_patience_has_an_end(jobs: BusyJobs) -> None:
    """A store that stays away for longer than a minute ends the following."""
    now = [0.0]
    look = PatientLook(jobs, "job-1", clock=lambda: now[0])
    look(0)
    jobs.fault = away()
    now[0] = OUTAGE_S
    look(1)
    now[0] += 1

    with pytest.raises(StorageUnavailable):
        look(1)


def test_bar_shows_how_far_a_job_is(jobs: BusyJobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A person at a terminal sees the state and the items that are done."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    with shown_job(1, wanted=True) as tell:
        for event in follow(jobs, "job-1"):
            tell(event)

    shown = terminal.getvalue()
    assert "succeeded" in shown
    assert "1/1" in shown


@pytest.mark.parametrize("wanted", [True, False])
def test_nobody_is_shown_a_bar_who_does_not_watch(
    jobs: BusyJobs, monkeypatch: pytest.MonkeyPatch, *, wanted: bool
) -> None:
    """A log gets no bar, and a program none either."""
    terminal = io.StringIO() if wanted else Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    expected = ""

    with shown_job(1, wanted=wanted) as tell:
        tell(JobEvent.of(jobs.jobs["job-1"]))

    assert expected == terminal.getvalue()
