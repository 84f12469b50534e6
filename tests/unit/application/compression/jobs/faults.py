"""A storage that fails at one of its uses, and what must be true of it whenever it did."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.shared.errors import SteelyardError
from domain.shared.storage import StorageUnavailable
from ports.outbound.storage import Storage
from tests.fakes.storage_tables import Tables

FAULT = StorageUnavailable("the store went away", cause="TEST")


@dataclass(slots=True)
class FailingStorage:
    """Plays ports.outbound.storage.Storage.

    Args:
        storage: The storage.
        fails_at: The number of the use that fails, counted from 1.
        is_done_before: Whether that use has its effect all the same, as when an answer is lost.
        fault: What it raises.
        uses: How often it was used.
    """

    storage: Storage
    fails_at: int
    is_done_before: bool = False
    fault: SteelyardError = FAULT
    uses: int = 0

    @contextmanager
    def begin(self, *, is_read_only: bool = False) -> Iterator[Any]:
        with self.storage.begin(is_read_only=is_read_only) as unit:
            self.use(lambda: None)
            yield _Failing(unit, self)

    def use[Result](self, call: Callable[[], Result]) -> Result:
        """Do something with the storage, unless it is time to fail."""
        self.uses += 1
        if self.uses != self.fails_at:
            return call()
        if self.is_done_before:
            call()
        raise self.fault


@dataclass(frozen=True, slots=True)
class _Failing:
    part: Any
    storage: FailingStorage

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.part, name)
        if name in ("jobs", "queue", "analyses"):
            return _Failing(found, self.storage)
        return lambda *given, **named: self.storage.use(lambda: found(*given, **named))


def contradictions(tables: Tables) -> list[str]:
    """What does not fit together in a storage."""
    return [
        f"{job.job_id}: {what}"
        for job in tables.jobs.values()
        for what, holds in _promises(job, tables).items()
        if not holds
    ]


def _promises(job: CompressionJob, tables: Tables) -> dict[str, bool]:
    events = tables.events[job.job_id]
    outcomes = tables.outcomes.get(job.job_id, {})
    problems = [each for each in outcomes.values() if isinstance(each, Problem)]
    waiting = tables.queue.get(job.job_id)
    return {
        "each change has its event": [*range(1, job.sequence + 1)] == [e.sequence for e in events],
        "the last event is how it stands": JobEvent.of(job) == events[-1],
        "outcomes are counted": job.done_count == len(outcomes),
        "problems are counted": job.failed_count == len(problems),
        "outcomes have no gap": [*range(len(outcomes))] == [*outcomes],
        "an open job is in the queue": job.state.is_final == (waiting is None),
        "a queued job has no worker": job.state is not JobState.QUEUED
        or (waiting is not None and not waiting.worker),
    }
