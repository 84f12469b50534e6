"""A worker whose pauses take no time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event

from adapters.inbound.worker.worker import JobWorker, WorkerPatience
from tests.fakes.work import ScriptedWork

_PATIENCE_S = 60.0


class CountedPauses(Event):
    """An event for which nobody waits really; it writes down for how long they would."""

    def __init__(self) -> None:
        super().__init__()
        self.pauses_s: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Wait no longer than it takes to write it down."""
        self.pauses_s.append(timeout or 0.0)
        return self.is_set()


@dataclass
class Shift:
    """A worker that works until there are no jobs left.

    Args:
        work: What it asks.
        drain_s: How long the job at hand may go on once it is told to stop, in seconds.
    """

    work: ScriptedWork
    drain_s: float = _PATIENCE_S
    stop: CountedPauses = field(default_factory=CountedPauses)

    def run(self) -> "Shift":
        """Work, and stop when there is nothing left to do."""
        self.work.when_idle = self.stop.set
        self.worker().run(self.stop)
        return self

    def worker(self) -> JobWorker:
        """The worker."""
        return JobWorker(self.work, patience=WorkerPatience(drain_s=self.drain_s))


def steps(count: int, do: Callable[[], object] = lambda: None) -> Sequence[Callable[[], object]]:
    """Steps of a job, the first of which does something."""
    return [do, *(lambda: None for _ in range(count - 1))]


def raising(error: BaseException) -> Callable[[], object]:
    """A step that fails."""

    def fail() -> None:
        raise error

    return fail
