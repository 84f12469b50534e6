"""Every transition from every state: the diagram of JobState as a table."""

from collections.abc import Callable, Mapping
from itertools import product

import pytest

from domain.compression.jobs.faults import (
    JobChanged,
    JobFinished,
)
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.shared.errors import SteelyardError
from tests.unit.domain.compression.jobs.samples import (
    DEADLINE,
    FINAL,
    LATER,
    PROBLEM,
    in_state,
)

type Transition = Callable[[CompressionJob], CompressionJob]

QUEUED, RUNNING = JobState.QUEUED, JobState.RUNNING
TRANSITIONS: Mapping[str, Transition] = {
    "begin": lambda job: job.begin(LATER),
    "begin late": lambda job: job.begin(DEADLINE),
    "advance": lambda job: job.advance(LATER, done=1, failed=0),
    "conclude": lambda job: job.conclude(LATER, done=3, failed=0, problem=None),
    "conclude without success": lambda job: job.conclude(LATER, done=3, failed=3, problem=PROBLEM),
    "postpone": lambda job: job.postpone(LATER, PROBLEM),
    "release": lambda job: job.release(LATER),
    "fail": lambda job: job.fail(LATER, PROBLEM),
    "expire": lambda job: job.expire(LATER),
    "cancel": lambda job: job.cancel(LATER),
    "request cancel": lambda job: job.request_cancel(LATER),
}
OPEN: Mapping[str, tuple[JobState | type[SteelyardError], JobState]] = {
    "begin": (RUNNING, RUNNING),
    "begin late": (JobState.EXPIRED, JobState.EXPIRED),
    "advance": (JobChanged, RUNNING),
    "conclude": (JobChanged, JobState.SUCCEEDED),
    "conclude without success": (JobChanged, JobState.FAILED),
    "postpone": (JobChanged, QUEUED),
    "release": (JobChanged, QUEUED),
    "fail": (JobState.FAILED, JobState.FAILED),
    "expire": (JobState.EXPIRED, JobState.EXPIRED),
    "cancel": (JobState.CANCELLED, JobState.CANCELLED),
    "request cancel": (JobState.CANCELLED, RUNNING),
}
"""Where a queued and a running job come to, or why they do not."""


def allowed() -> list[tuple[str, JobState, JobState]]:
    """Each transition that there is: its name, from where, and to where."""
    return [
        (name, before, after)
        for name, ends in OPEN.items()
        for before, after in zip((QUEUED, RUNNING), ends, strict=True)
        if isinstance(after, JobState)
    ]


@pytest.mark.parametrize(("name", "before", "after"), allowed())
def test_an_open_job_goes_where_the_diagram_says(
    name: str, before: JobState, after: JobState
) -> None:
    """A transition that is allowed leads to its state, one change and one moment later."""
    job = in_state(before)
    at = DEADLINE if name == "begin late" else LATER
    expected = (after, job.sequence + 1, at)

    actual = TRANSITIONS[name](job)

    assert expected == (actual.state, actual.sequence, actual.updated_at)


@pytest.mark.parametrize(("name", "before", "after"), allowed())
def test_a_job_has_an_end_when_it_is_final(name: str, before: JobState, after: JobState) -> None:
    """The moment of the end is known from the end on, and not before."""
    actual = TRANSITIONS[name](in_state(before))

    assert after.is_final == (actual.finished_at == actual.updated_at)
    assert after.is_final == (actual.finished_at is not None)


@pytest.mark.parametrize("name", [name for name, (after, _) in OPEN.items() if after is JobChanged])
def test_a_queued_job_has_no_outcome_of_an_attempt(name: str) -> None:
    """What only a worker can tell of a job is refused while no worker has it."""
    job = in_state(QUEUED)

    with pytest.raises(JobChanged) as caught:
        TRANSITIONS[name](job)

    assert {"job_id": job.job_id} == caught.value.metadata


@pytest.mark.parametrize(("name", "state"), list(product(TRANSITIONS, FINAL)))
def test_nothing_happens_to_a_finished_job(name: str, state: JobState) -> None:
    """No transition leads out of an end; only a cancelled job may be cancelled again."""
    job = in_state(state)
    if (name, state) == ("request cancel", JobState.CANCELLED):
        assert job is TRANSITIONS[name](job)
        return

    with pytest.raises(JobFinished) as caught:
        TRANSITIONS[name](job)

    assert {"job_id": job.job_id, "state": state.value} == caught.value.metadata


def test_four_states_are_final() -> None:
    """Nothing comes after these states."""
    expected = {JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED, JobState.EXPIRED}

    assert expected == set(FINAL)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (JobState.SUCCEEDED, "the job has succeeded"),
        (JobState.FAILED, "the job has failed"),
        (JobState.CANCELLED, "the job has been cancelled"),
        (JobState.EXPIRED, "the job has expired"),
    ],
)
def test_a_refusal_says_how_the_job_ended(state: JobState, sentence: str) -> None:
    """People read in a sentence what became of the job."""
    with pytest.raises(JobFinished) as caught:
        in_state(state).cancel(LATER)

    assert sentence == caught.value.message
