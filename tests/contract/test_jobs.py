"""What every adapter of ports.outbound.jobs.CompressionJobRepository must promise."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from domain.compression.jobs.faults import (
    JobChanged,
    JobNotFound,
)
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.shared.storage import RequestIdTaken
from ports.outbound.storage import Storage
from tests.contract.job_examples import HOUR, PROBLEM, a_job, changed, kept_job, stored, text_item
from tests.contract.storages import Opened, child

ODD_NAMES = [
    "a\x00b",
    "ไทย 😀",
    "e\u0301 is not é",
    "half \ud800",
    "' OR 1=1 --",
    "\\x41",
    " ",
    "\n",
]


def names_of(storage: Storage) -> list[str]:
    """The ids of all jobs whose deadline lies before the end of time, the earliest first."""
    with storage.begin(is_read_only=True) as unit:
        return list(unit.jobs.overdue(unit.now() + 1_000 * HOUR, limit=1_000))


def test_a_job_comes_back_as_it_was(storage: Storage) -> None:
    """Every field of a job is kept, moments to the microsecond."""
    with storage.begin() as unit:
        at = unit.now().replace(microsecond=123_457)
        expected = replace(
            a_job(unit, at=at),
            request_id="r",
            state=JobState.FAILED,
            attempts=2,
            releases=1,
            done_count=2,
            failed_count=1,
            is_cancel_requested=True,
            finished_at=at + timedelta(microseconds=1),
            problem=PROBLEM,
            sequence=7,
        )
        unit.jobs.add(expected, [text_item()])
        unit.commit()

    assert expected == stored(storage)


def test_a_new_job_comes_back_as_it_was(storage: Storage) -> None:
    """What a job does not have yet is missing when it comes back, too."""
    expected = kept_job(storage)

    assert expected == stored(storage)


@pytest.mark.parametrize("job_id", ["unknown", "", *ODD_NAMES])
def test_an_unknown_job_is_not_found(storage: Storage, job_id: str) -> None:
    """Whatever is given as a name, the answer is that there is no such job."""
    kept_job(storage)

    with storage.begin() as unit, pytest.raises(JobNotFound) as caught:
        unit.jobs.get(job_id, is_locked=True)

    assert {"job_id": job_id} == caught.value.metadata


@pytest.mark.parametrize("request_id", ["r", "x" * 128, *ODD_NAMES])
def test_a_job_is_found_by_its_request(storage: Storage, request_id: str) -> None:
    """The request id finds the job that it made, and no other one."""
    kept_job(storage, "other", request_id="other")
    expected = kept_job(storage, request_id=request_id)

    with storage.begin(is_read_only=True) as unit:
        actual = unit.jobs.find_by_request(request_id)

    assert expected == actual


@pytest.mark.parametrize("request_id", ["", "unknown", "R"])
def test_no_job_is_found_by_a_request_that_made_none(storage: Storage, request_id: str) -> None:
    """An unknown request id finds nothing, and an empty one never does."""
    kept_job(storage, request_id="r")
    kept_job(storage, "anonymous")

    with storage.begin(is_read_only=True) as unit:
        assert unit.jobs.find_by_request(request_id) is None


def test_jobs_need_no_request_id(storage: Storage) -> None:
    """Any number of jobs may have no request id."""
    expected = ["one", "two"]

    for name in expected:
        kept_job(storage, name)

    assert expected == sorted(names_of(storage))


def test_a_request_makes_one_job(storage: Storage) -> None:
    """A second job with the same request id is refused; the unit of work may be used on."""
    expected = {"first", "third"}
    kept_job(storage, "first", request_id="r")

    with storage.begin() as unit:
        with pytest.raises(RequestIdTaken):
            unit.jobs.add(a_job(unit, "second", request_id="r"), [text_item()])
        unit.jobs.add(a_job(unit, "third", request_id="s"), [text_item()])
        unit.commit()

    assert expected == set(names_of(storage))


def _compete(storage: Storage, name: str) -> bool:
    """Whether a job with a name of its own and everybody's request id was the first one."""
    with storage.begin() as unit:
        try:
            unit.jobs.add(a_job(unit, name, request_id="r"), [text_item()])
        except RequestIdTaken:
            return unit.jobs.find_by_request("r") is None
        unit.queue.put(name, priority=0)
        unit.commit()
    return True


def test_of_threads_with_one_request_one_wins(storage: Storage) -> None:
    """When a request is repeated at the same moment, one job is made, and all others see it."""
    expected = [False] * 5 + [True]
    together = threading.Barrier(6)

    def work(number: int) -> bool:
        together.wait()
        return _compete(storage, f"job-{number}")

    with ThreadPoolExecutor(6) as pool:
        actual = sorted(pool.map(work, range(6)))

    assert expected == actual
    assert len(names_of(storage)) == 1


def test_of_processes_with_one_request_one_wins(database: Opened) -> None:
    """When a request is repeated by another process, one job is made, and it is in the queue."""
    works = [partial(_compete, database.storage, f"job-{number}") for number in range(4)]

    with ExitStack() as stack:
        for work in works:
            stack.enter_context(child(work))

    with database.storage.begin(is_read_only=True) as unit:
        assert unit.queue.waiting_count() == 1
    assert len(names_of(database.storage)) == 1


def test_a_transition_is_kept(storage: Storage) -> None:
    """After a transition the job is as the transition made it."""
    before = kept_job(storage)
    expected = before.begin(before.created_at + HOUR / 2)

    changed(storage, expected)

    assert expected == stored(storage)


def test_transitions_can_be_kept_together(storage: Storage) -> None:
    """Several transitions in one unit of work are all kept, one after the other."""
    before = kept_job(storage)
    begun = before.begin(before.created_at)
    expected = begun.fail(before.created_at, PROBLEM)

    changed(storage, begun, expected)

    assert expected == stored(storage)


def test_a_stale_transition_is_refused(storage: Storage) -> None:
    """Of two units of work that have read the same job, the second one to save is refused."""
    before = kept_job(storage)
    expected = before.begin(before.created_at)

    with storage.begin() as first, storage.begin() as second:
        first.jobs.save(expected)
        first.commit()
        with pytest.raises(JobChanged):
            second.jobs.save(before.cancel(before.created_at))

    assert expected == stored(storage)


@pytest.mark.parametrize("steps", [0, 2])
def test_only_the_next_transition_is_kept(storage: Storage, steps: int) -> None:
    """A job that is not exactly one transition ahead of the stored one is refused."""
    before = kept_job(storage)

    with storage.begin() as unit, pytest.raises(JobChanged):
        unit.jobs.save(replace(before, sequence=before.sequence + steps))

    assert before == stored(storage)


def test_an_unknown_job_cannot_be_saved(storage: Storage) -> None:
    """A job that was never added, or is forgotten, is not brought to life by a transition."""
    with storage.begin() as unit, pytest.raises(JobChanged):
        unit.jobs.save(a_job(unit).begin(unit.now()))


def test_events_tell_what_happened(storage: Storage) -> None:
    """Each transition leaves an event, in order, with the state since then."""
    job = kept_job(storage)
    begun = job.begin(job.created_at + HOUR / 4)
    advanced = begun.advance(begun.updated_at, done=1, failed=1)
    postponed = advanced.postpone(begun.updated_at, PROBLEM)
    expected = [JobEvent.of(each) for each in (job, begun, advanced, postponed)]

    changed(storage, begun, advanced)
    changed(storage, postponed)

    with storage.begin(is_read_only=True) as unit:
        assert expected == list(unit.jobs.events("job", after=0, limit=10))


@pytest.mark.parametrize(("after", "limit", "expected"), [(0, 2, [1, 2]), (2, 9, [3]), (3, 9, [])])
def test_events_can_be_read_in_stretches(
    storage: Storage, after: int, limit: int, expected: list[int]
) -> None:
    """Only events behind a sequence number are given, and no more than asked for."""
    job = kept_job(storage)
    begun = job.begin(job.created_at)
    changed(storage, begun, begun.release(job.created_at))

    with storage.begin(is_read_only=True) as unit:
        events = unit.jobs.events("job", after=after, limit=limit)

    assert expected == [event.sequence for event in events]


def test_sequences_of_many_jobs_are_told_at_once(storage: Storage) -> None:
    """The latest sequence number of each job is told; what is unknown is missing."""
    expected = {"one": 1, "two": 2}
    kept_job(storage, "one")
    two = kept_job(storage, "two")
    changed(storage, two.begin(two.created_at))
    unknown = [*(f"unknown-{number}" for number in range(2_500)), *ODD_NAMES]

    with storage.begin(is_read_only=True) as unit:
        actual = unit.jobs.sequences(["one", *unknown, "two"])

    assert expected == actual


def test_no_sequences_of_no_jobs(storage: Storage) -> None:
    """Who asks for nothing is told nothing."""
    with storage.begin(is_read_only=True) as unit:
        assert {} == unit.jobs.sequences([])


def test_open_jobs_are_counted(storage: Storage) -> None:
    """Jobs that wait or run are open, those that have ended are not."""
    expected = 2
    kept_job(storage, "waits")
    runs, ended = kept_job(storage, "runs"), kept_job(storage, "ended")

    changed(storage, runs.begin(runs.created_at), ended.cancel(ended.created_at))

    with storage.begin(is_read_only=True) as unit:
        assert expected == unit.jobs.open_count()


def test_late_jobs_are_found(storage: Storage) -> None:
    """Jobs that still wait at their deadline are overdue, the oldest deadline first."""
    expected = (["older", "old"], ["older"])
    first = kept_job(storage, "old")
    kept_job(storage, "older", at=first.created_at - HOUR / 2)
    kept_job(storage, "new", at=first.created_at + timedelta(microseconds=1))
    runs = kept_job(storage, "runs", at=first.created_at - HOUR / 4)
    changed(storage, runs.begin(runs.created_at))

    with storage.begin(is_read_only=True) as unit:
        all_late = list(unit.jobs.overdue(first.deadline, limit=10))
        oldest = list(unit.jobs.overdue(first.deadline, limit=1))

    assert expected == (all_late, oldest)


def test_problems_are_kept_with_odd_characters(storage: Storage) -> None:
    """Reason, message and facts of a problem come back character by character."""
    expected = Problem("REASON", "\x00 é", {name: name for name in ODD_NAMES})
    job = kept_job(storage)

    changed(storage, job.fail(job.created_at, expected))

    assert expected == stored(storage).problem
