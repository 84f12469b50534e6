"""A small model of jobs, and what a recorded history says against it.

The model knows nothing of stores, queues and workers: only what whoever had a job accepted was
promised. It is checked by tests of its own, which show that it finds what it is there to find.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    JobState,
)

_ENDS = frozenset(state for state in JobState if state.is_final)
_NEXT = {
    JobState.QUEUED: frozenset({JobState.RUNNING, JobState.CANCELLED, JobState.EXPIRED}),
    JobState.RUNNING: _ENDS | {JobState.QUEUED, JobState.RUNNING},
}
"""What may follow what; nothing follows an end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobHistory:
    """All that the store holds of a job.

    Args:
        job_id: The job.
        request_id: The request that made it; empty for none.
        item_count: Of how many items it consists.
        state: Where it stands.
        attempts: How often it was begun.
        releases: How many of those attempts were given back in order.
        effects: The index of each outcome, in the order in which they are stored.
        events: Its changes, in the order of their sequence numbers.
    """

    job_id: str
    request_id: str
    item_count: int
    state: JobState
    attempts: int
    releases: int
    effects: Sequence[int]
    events: Sequence[JobEvent]

    @property
    def is_success(self) -> bool:
        """Whether it stands in its row that the job succeeded."""
        return self.state is JobState.SUCCEEDED


@dataclass(frozen=True, slots=True)
class Takeover:
    """An attempt that was lost with its worker, by the clock of the store.

    Args:
        begun_at: When it began, in seconds since 1970.
        again_at: When the next one began.
    """

    begun_at: float
    again_at: float

    @property
    def wait_s(self) -> float:
        """From the one to the other, which is how long nobody worked on a short job."""
        return self.again_at - self.begun_at


def violations(jobs: Sequence[JobHistory], *, accepted: Collection[str]) -> list[str]:
    """What is wrong with a history after all work is done; empty where nothing is.

    Args:
        jobs: All jobs of the store.
        accepted: The ids of the jobs that somebody was told were accepted.
    """
    counted = Counter(job.job_id for job in jobs)
    found = [f"{job_id} is lost" for job_id in accepted if job_id not in counted]
    found += [f"{job_id} is there {count} times" for job_id, count in counted.items() if count > 1]
    requests = Counter(job.request_id for job in jobs if job.request_id)
    found += [f"{name} made {count} jobs" for name, count in requests.items() if count > 1]
    for job in jobs:
        found += [f"{job.job_id}: {what}" for what in _wrong(job)]
    return found


def takeovers(job: JobHistory) -> list[Takeover]:
    """The attempts of a job that were lost."""
    return [
        Takeover(earlier.at.timestamp(), later.at.timestamp())
        for earlier, later in pairwise(_begins(job.events))
        if not any(
            each.state is JobState.QUEUED and earlier.sequence < each.sequence < later.sequence
            for each in job.events
        )
    ]


def _begins(events: Sequence[JobEvent]) -> list[JobEvent]:
    """The changes with which attempts began."""
    before = [0, *(event.attempts for event in events)]
    return [event for event, known in zip(events, before, strict=False) if event.attempts > known]


def _wrong(job: JobHistory) -> Iterator[str]:
    if not job.events:
        yield "nothing ever happened to it"
        return
    yield from _wrong_beginning(job.events[0])
    for earlier, later in pairwise(job.events):
        yield from _wrong_step(earlier, later)
    yield from _wrong_end(job)
    yield from _wrong_effects(job)


def _wrong_beginning(first: JobEvent) -> Iterator[str]:
    if (first.sequence, first.state, first.attempts) != (1, JobState.QUEUED, 0):
        yield f"it begins as {first.state.value}, change {first.sequence}"


def _wrong_step(earlier: JobEvent, later: JobEvent) -> Iterator[str]:
    if later.sequence != earlier.sequence + 1:
        yield f"change {later.sequence} follows change {earlier.sequence}"
    if later.state not in _NEXT.get(earlier.state, ()):
        yield f"{later.state.value} follows {earlier.state.value}"
    begun = later.attempts - earlier.attempts
    if begun not in {0, 1}:
        yield f"attempt {later.attempts} follows attempt {earlier.attempts}"
    if begun and later.state is not JobState.RUNNING:
        yield f"an attempt begins as {later.state.value}"
    if not begun and (earlier.state, later.state) == (JobState.QUEUED, JobState.RUNNING):
        yield "it runs without a new attempt"
    if later.done_count < earlier.done_count or later.failed_count < earlier.failed_count:
        yield f"it has {later.done_count} outcomes after {earlier.done_count}"


def _wrong_end(job: JobHistory) -> Iterator[str]:
    last = job.events[-1]
    ends = [event.state.value for event in job.events if event.state.is_final]
    if not ends:
        yield f"it never ended, and is {last.state.value}"
    if len(ends) > 1:
        yield f"it ended {len(ends)} times: {', '.join(ends)}"
    if (job.state, job.attempts) != (last.state, last.attempts):
        yield f"its row says {job.state.value}, its last change {last.state.value}"


def _wrong_effects(job: JobHistory) -> Iterator[str]:
    last = job.events[-1]
    if len(job.effects) != len(set(job.effects)):
        yield "an effect is there twice"
    if sorted(set(job.effects)) != list(range(last.done_count)):
        yield f"it has {len(set(job.effects))} effects, and knows of {last.done_count}"
    is_short = job.is_success and last.done_count < job.item_count
    if is_short or last.done_count > job.item_count:
        yield f"it {job.state.value} with {last.done_count} outcomes of {job.item_count} items"
