"""What a job makes of its attempts, of its outcomes, and of who wants it to end."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.compression.jobs.faults import (
    AttemptSuperseded,
    JobChanged,
    JobFinished,
    JobNotFound,
    RequestIdReused,
)
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.shared.errors import InvalidValue
from tests.unit.domain.compression.jobs.samples import (
    CREATED,
    DEADLINE,
    FINAL,
    LATER,
    PROBLEM,
    a_job,
    in_state,
    running,
)

JUST_BEFORE = DEADLINE - timedelta(microseconds=1)


def wanted_to_end() -> CompressionJob:
    """A running job that somebody has cancelled."""
    return running().request_cancel(CREATED)


@pytest.mark.parametrize("length", [0, 1, 128])
def test_a_request_id_has_up_to_128_characters(length: int) -> None:
    """A request id may be as long as its limit, or be missing."""
    assert "x" * length == a_job(request_id="x" * length).request_id


def test_a_longer_request_id_is_refused() -> None:
    """One character more than the limit is an error of the field."""
    expected = {"field": "request_id", "limit": "128"}

    with pytest.raises(InvalidValue) as caught:
        a_job(request_id="x" * 129)

    assert expected == caught.value.metadata


@pytest.mark.parametrize("priority", [0, 9])
def test_priorities_go_from_0_to_9(priority: int) -> None:
    """The lowest and the highest priority are allowed."""
    assert priority == a_job(priority=priority).priority


@pytest.mark.parametrize("priority", [-1, 10])
def test_another_priority_is_refused(priority: int) -> None:
    """One below or above is an error of the field."""
    expected = {"field": "priority", "limit": "9"}

    with pytest.raises(InvalidValue) as caught:
        a_job(priority=priority)

    assert expected == caught.value.metadata


def test_a_job_has_at_least_one_item() -> None:
    """A job of nothing is an error of its items."""
    with pytest.raises(InvalidValue) as caught:
        a_job(item_count=0)

    assert caught.value.field == "items"


def test_the_same_request_is_let_through() -> None:
    """A request with the same content may be repeated."""
    a_job(request_id="r").check_same_request("f1")


def test_another_request_with_the_same_id_is_refused() -> None:
    """The error names both the request and the job that it made."""
    expected = {"request_id": "r", "job_id": "job"}

    with pytest.raises(RequestIdReused) as caught:
        a_job(request_id="r").check_same_request("f2")

    assert expected == caught.value.metadata


def test_the_latest_attempt_may_report() -> None:
    """Whoever holds the number of the latest attempt is let through."""
    running().begin(LATER).check_attempt(2)


@pytest.mark.parametrize("attempt", [0, 1, 3])
def test_other_attempts_may_not_report(attempt: int) -> None:
    """Neither an earlier nor an invented attempt is let through."""
    expected = {"job_id": "job", "attempt": str(attempt)}

    with pytest.raises(AttemptSuperseded) as caught:
        running().begin(LATER).check_attempt(attempt)

    assert expected == caught.value.metadata


@pytest.mark.parametrize("state", [JobState.QUEUED, *FINAL])
def test_an_attempt_at_a_job_that_is_not_running_is_over(state: JobState) -> None:
    """Even the latest attempt is refused once the job waits again or has ended."""
    job = in_state(state)

    with pytest.raises(AttemptSuperseded):
        job.check_attempt(job.attempts)


def test_each_begin_is_an_attempt() -> None:
    """A job whose worker was lost begins again, with the next number."""
    expected = [1, 2, 3]

    first = a_job().begin(LATER)
    second = first.begin(LATER)
    third = second.postpone(LATER, PROBLEM).begin(LATER)

    assert expected == [first.attempts, second.attempts, third.attempts]


def test_a_job_whose_workers_are_lost_too_often_fails() -> None:
    """After the last attempt there is none, and the problem says why."""
    lost = running(maximum_attempts=2).begin(LATER)
    expected = (JobState.FAILED, "JOB_ATTEMPTS_EXHAUSTED", "2 workers were lost on the job")

    actual = lost.begin(LATER)

    assert actual.problem is not None
    assert expected == (actual.state, actual.problem.reason, actual.problem.message)


def test_a_failed_attempt_is_remembered_until_the_next_end() -> None:
    """The problem of the latest attempt is shown while the job waits, and gone with success."""
    waiting = running(item_count=1).postpone(LATER, PROBLEM)

    done = waiting.begin(LATER).conclude(LATER, done=1, failed=0, problem=None)

    assert waiting.problem == PROBLEM
    assert done.problem is None


def test_the_last_failed_attempt_fails_the_job() -> None:
    """With as many failed attempts as are allowed, the job has failed for the last reason."""
    expected = (JobState.FAILED, PROBLEM, LATER)

    actual = running(maximum_attempts=1).postpone(LATER, PROBLEM)

    assert expected == (actual.state, actual.problem, actual.finished_at)


def test_an_attempt_given_back_is_no_failed_one() -> None:
    """However often a worker is shut down, the job keeps all of its attempts."""
    job = a_job(maximum_attempts=1)

    for _ in range(5):
        job = job.begin(LATER).release(LATER)

    assert (5, 5, False) == (job.attempts, job.releases, job.is_exhausted)


def test_an_attempt_given_back_does_not_renew_failed_ones() -> None:
    """A release between two failures does not add an attempt."""
    job = running(maximum_attempts=2).postpone(LATER, PROBLEM).begin(LATER).release(LATER)

    actual = job.begin(LATER).postpone(LATER, PROBLEM)

    assert actual.state is JobState.FAILED


def test_outcomes_add_up() -> None:
    """Each report adds to what was done before, over attempts."""
    expected = (3, 1)

    job = running().advance(LATER, done=1, failed=1).begin(LATER).advance(LATER, done=2, failed=0)

    assert expected == (job.done_count, job.failed_count)


def test_a_job_with_one_result_has_succeeded() -> None:
    """A job succeeds with its items that do; what failed is told by item."""
    expected = (JobState.SUCCEEDED, 3, 2, None)

    actual = (
        running()
        .advance(LATER, done=2, failed=2)
        .conclude(LATER, done=1, failed=0, problem=PROBLEM)
    )

    assert expected == (actual.state, actual.done_count, actual.failed_count, actual.problem)


def test_a_job_without_a_result_has_failed() -> None:
    """Where every item has a problem, the job has the first of them."""
    expected = (JobState.FAILED, 3, 3, PROBLEM)

    actual = (
        running()
        .advance(LATER, done=2, failed=2)
        .conclude(LATER, done=1, failed=1, problem=PROBLEM)
    )

    assert expected == (actual.state, actual.done_count, actual.failed_count, actual.problem)


@pytest.mark.parametrize("done", [2, 4])
def test_a_job_is_done_when_every_item_is(done: int) -> None:
    """A job with an item too few, or too many, cannot come to its end."""
    with pytest.raises(JobChanged):
        running().conclude(LATER, done=done, failed=0, problem=None)


def test_the_deadline_is_the_first_late_moment() -> None:
    """A job is late from its deadline on, not a microsecond before."""
    job = a_job()

    assert (False, True) == (job.is_late(JUST_BEFORE), job.is_late(DEADLINE))


def test_a_job_that_begins_at_its_deadline_expires() -> None:
    """No attempt begins at a job that is late; the problem says why it ended."""
    expected = (JobState.EXPIRED, "JOB_DEADLINE_EXCEEDED", 0)

    actual = a_job().begin(DEADLINE)

    assert actual.problem is not None
    assert expected == (actual.state, actual.problem.reason, actual.attempts)


def test_a_job_just_before_its_deadline_begins() -> None:
    """The last moment before the deadline is early enough to begin."""
    assert a_job().begin(JUST_BEFORE).state is JobState.RUNNING


def test_a_running_job_is_asked_to_end() -> None:
    """A running job goes on until its worker notices that it is not wanted."""
    actual = wanted_to_end()

    assert (JobState.RUNNING, True, None) == (
        actual.state,
        actual.is_cancel_requested,
        actual.finished_at,
    )


def test_a_job_is_asked_to_end_once() -> None:
    """Asking again changes nothing, so that watchers are told nothing twice."""
    job = wanted_to_end()

    assert job is job.request_cancel(LATER)


@pytest.mark.parametrize(
    ("job", "at", "expected"),
    [
        (running(), LATER, None),
        (running(), DEADLINE, JobState.EXPIRED),
        (wanted_to_end(), LATER, JobState.CANCELLED),
        (wanted_to_end(), DEADLINE, JobState.EXPIRED),
    ],
    ids=["wanted", "late", "cancelled", "late and cancelled"],
)
def test_a_worker_learns_whether_the_job_is_wanted(
    job: CompressionJob, at: datetime, expected: JobState | None
) -> None:
    """A job is gone on with unless it is late or somebody wants it to end."""
    ended = job.unwanted(at)

    assert expected == (ended and ended.state)


def test_a_lost_job_that_is_not_wanted_is_cancelled() -> None:
    """Nobody works again on a job that was to end when its worker was lost."""
    assert wanted_to_end().begin(LATER).state is JobState.CANCELLED


@pytest.mark.parametrize("state", [JobState.SUCCEEDED, JobState.FAILED, JobState.EXPIRED])
def test_a_job_that_was_asked_to_end_and_ended_otherwise_cannot_be_cancelled(
    state: JobState,
) -> None:
    """Who cancels a second time is told that the job came to another end before."""
    job = replace(in_state(state), is_cancel_requested=True)

    with pytest.raises(JobFinished):
        job.request_cancel(LATER)


def test_a_waiting_job_that_was_asked_to_end_is_cancelled_at_once() -> None:
    """A job that was given back before its worker noticed does not wait for another one."""
    job = wanted_to_end().release(LATER)

    assert JobState.CANCELLED in (job.state, job.request_cancel(LATER).state)


def test_an_event_tells_how_the_job_stood() -> None:
    """An event has the number, moment, counts and problem of its change."""
    job = running().advance(LATER, done=2, failed=1).postpone(LATER, PROBLEM)
    expected = JobEvent(
        sequence=4,
        at=LATER,
        state=JobState.QUEUED,
        attempts=1,
        done_count=2,
        failed_count=1,
        is_cancel_requested=False,
        problem=PROBLEM,
    )

    assert expected == JobEvent.of(job)


def test_an_unknown_job_is_named_in_the_facts() -> None:
    """The error has the id for programs."""
    error = JobNotFound.named("x")

    assert ("JOB_NOT_FOUND", {"job_id": "x"}) == (error.reason, error.metadata)
