"""The model finds what it is there to find."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    JobState,
)
from tests.robustness.jobs.history import JobHistory, takeovers, violations

QUEUED, RUNNING, SUCCEEDED = JobState.QUEUED, JobState.RUNNING, JobState.SUCCEEDED
FAILED, CANCELLED = JobState.FAILED, JobState.CANCELLED
BEGINNING = datetime(2026, 11, 23, 12, tzinfo=UTC)

type Step = tuple[JobState, int, int]
"""A state, the attempts and the outcomes."""

DONE: Sequence[Step] = ((QUEUED, 0, 0), (RUNNING, 1, 0), (SUCCEEDED, 1, 1))


def events(steps: Sequence[Step]) -> list[JobEvent]:
    """Changes, one each second."""
    return [
        JobEvent(
            sequence=number,
            at=BEGINNING + timedelta(seconds=number),
            state=state,
            attempts=attempts,
            done_count=done,
            failed_count=0,
            is_cancel_requested=False,
            problem=None,
        )
        for number, (state, attempts, done) in enumerate(steps, 1)
    ]


def history(steps: Sequence[Step] = DONE, *, item_count: int = 1) -> JobHistory:
    """A job of which the row says the same as the last change."""
    state, attempts, done = steps[-1]
    return JobHistory(
        job_id="job",
        request_id="",
        item_count=item_count,
        state=state,
        attempts=attempts,
        releases=0,
        effects=range(done),
        events=events(steps),
    )


def found(*jobs: JobHistory) -> list[str]:
    return violations(jobs, accepted=["job"])


@pytest.mark.parametrize(
    "steps",
    [
        DONE,
        ((QUEUED, 0, 0), (RUNNING, 1, 0), (RUNNING, 2, 0), (SUCCEEDED, 2, 1)),
        ((QUEUED, 0, 0), (RUNNING, 1, 0), (QUEUED, 1, 0), (RUNNING, 2, 0), (SUCCEEDED, 2, 1)),
        ((QUEUED, 0, 0), (CANCELLED, 0, 0)),
        ((QUEUED, 0, 0), (RUNNING, 1, 0), (RUNNING, 1, 0), (CANCELLED, 1, 0)),
        ((QUEUED, 0, 0), (RUNNING, 1, 0), (FAILED, 1, 0)),
    ],
)
def test_what_is_allowed_is_not_complained_about(steps: Sequence[Step]) -> None:
    """Lost, returned, cancelled and failed attempts are part of the life of a job."""
    assert found(history(steps)) == []


def test_a_lost_job_is_found() -> None:
    """Somebody was told that it was accepted, and it is not there."""
    assert found() == ["job is lost"]


def test_a_job_that_never_ends_is_found() -> None:
    """Nobody works on it any more."""
    steps = ((QUEUED, 0, 0), (RUNNING, 1, 0))

    assert found(history(steps)) == ["job: it never ended, and is running"]


def test_a_doubled_effect_is_found() -> None:
    """Two workers kept an outcome of the same item."""
    assert found(replace(history(), effects=[0, 0])) == ["job: an effect is there twice"]


def test_a_lost_effect_is_found() -> None:
    """The job says that it is done, and there is no outcome."""
    said = ["job: it has 0 effects, and knows of 1"]

    assert said == found(replace(history(), effects=[]))


def test_too_many_effects_are_found() -> None:
    """Two workers each took note of an outcome of the only item."""
    steps = ((QUEUED, 0, 0), (RUNNING, 1, 0), (RUNNING, 2, 1), (SUCCEEDED, 2, 2))

    assert found(history(steps)) == ["job: it succeeded with 2 outcomes of 1 items"]


def test_an_early_success_is_found() -> None:
    """An item was passed over."""
    said = ["job: it succeeded with 1 outcomes of 2 items"]

    assert said == found(history(DONE, item_count=2))


def test_a_second_end_is_found() -> None:
    """Two workers each ended the job."""
    steps = (*DONE, (SUCCEEDED, 1, 1))

    assert found(history(steps)) == [
        "job: succeeded follows succeeded",
        "job: it ended 2 times: succeeded, succeeded",
    ]


def test_work_after_the_end_is_found() -> None:
    """A job that is done was handed out again."""
    steps = (*DONE, (RUNNING, 2, 1))

    assert "job: running follows succeeded" in found(history(steps))


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        (((QUEUED, 0, 0), (SUCCEEDED, 0, 1)), "succeeded follows queued"),
        (((QUEUED, 0, 0), (FAILED, 0, 0)), "failed follows queued"),
        (((QUEUED, 0, 0), (QUEUED, 0, 0), (CANCELLED, 0, 0)), "queued follows queued"),
        (((QUEUED, 0, 0), (RUNNING, 0, 0), (FAILED, 0, 0)), "it runs without a new attempt"),
        (((QUEUED, 0, 0), (RUNNING, 1, 0), (SUCCEEDED, 2, 1)), "an attempt begins as succeeded"),
        (((RUNNING, 1, 0), (SUCCEEDED, 1, 1)), "it begins as running, change 1"),
    ],
)
def test_an_illegal_transition_is_found(steps: Sequence[Step], said: str) -> None:
    """What no path of the model leads to."""
    assert found(history(steps)) == [f"job: {said}"]


@pytest.mark.parametrize("later", [0, 3])
def test_a_gap_in_the_attempts_is_found(later: int) -> None:
    """Attempts are counted one by one, and never back."""
    steps = ((QUEUED, 0, 0), (RUNNING, 1, 0), (RUNNING, later, 0), (SUCCEEDED, later, 1))

    assert f"job: attempt {later} follows attempt 1" in found(history(steps))


def test_a_gap_in_the_changes_is_found() -> None:
    """Who watches would have missed one."""
    first, _, last = history().events

    said = found(replace(history(), events=[first, last]))

    assert "job: change 3 follows change 1" in said


def test_outcomes_that_vanish_are_found() -> None:
    """What was done once is not to be done again."""
    steps = ((QUEUED, 0, 0), (RUNNING, 1, 1), (RUNNING, 2, 0), (FAILED, 2, 0))

    assert found(history(steps)) == ["job: it has 0 outcomes after 1"]


def test_a_row_that_says_something_else_is_found() -> None:
    """A transition was stored without its event."""
    steps = ((QUEUED, 0, 0), (RUNNING, 1, 0), (FAILED, 1, 0))

    said = found(replace(history(steps), state=CANCELLED))

    assert said == ["job: its row says cancelled, its last change failed"]


def test_a_doubled_request_is_found() -> None:
    """A client that repeated its request was given two jobs."""
    twins = [replace(history(), job_id=name, request_id="r1") for name in ("job", "other")]

    assert found(*twins) == ["r1 made 2 jobs"]


def test_a_doubled_job_is_found() -> None:
    """The store holds the same job twice."""
    assert found(history(), history()) == ["job is there 2 times"]


def test_takeovers_are_measured_from_begin_to_begin() -> None:
    """Between them nobody worked on the job."""
    lost = history(((QUEUED, 0, 0), (RUNNING, 1, 0), (RUNNING, 2, 0), (SUCCEEDED, 2, 1)))

    assert [each.wait_s for each in takeovers(lost)] == [1.0]


def test_returned_attempts_are_not_taken_over() -> None:
    """A worker that is shut down gives its job back; nobody waits for a lease."""
    steps = (*DONE[:2], (QUEUED, 1, 0), (RUNNING, 2, 0), (SUCCEEDED, 2, 1))

    assert takeovers(history(steps)) == []
