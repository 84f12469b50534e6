"""What a worker asks: for work, and to be remembered while it does it."""

from dataclasses import dataclass
from typing import Protocol

from ports.inbound.steps import Steps


@dataclass(frozen=True, slots=True)
class Assignment:
    """A job in the hands of a worker.

    Args:
        worker: The worker.
        job_id: The job.
        attempt: The number of the attempt.
    """

    worker: str
    job_id: str
    attempt: int


class CompressionWork(Protocol):
    """Hands jobs to workers and takes what they made of them.

    A job is done exactly once: what an attempt found out counts only while no later one has begun.
    Every method may raise StorageUnavailable, StorageFull and StorageOutdated; the job is then
    handed out again.
    """

    def join(self) -> str:
        """Register a worker; return its name."""
        ...

    def stay(self, worker: str) -> None:
        """Give a sign of life; to be called several times in the length of a lease."""
        ...

    def leave(self, worker: str) -> None:
        """Unregister a worker that works on nothing."""
        ...

    def take(self, worker: str) -> Assignment | None:
        """The next job, which is then running; None where there is nothing to do now."""
        ...

    def work(self, assignment: Assignment) -> Steps[bool]:
        """Do the job in steps, and keep what came of it.

        Between two steps it is looked at whether the job is cancelled, late or taken over; the work
        ends early then. Errors that may pass put the job back into the queue. The result is whether
        the attempt came to an end of its own.
        """
        ...

    def release(self, assignment: Assignment) -> None:
        """Give a job back unfinished; what is done of it stays done."""
        ...

    def set_back(self, assignment: Assignment) -> None:
        """Take note that the attempt failed for a reason that nobody expected.

        The job is tried again later, until it has failed too often.
        """
        ...

    def tend(self) -> int:
        """Hand out jobs of lost workers again, and end late ones; any worker, every second or so.

        Returns:
            How many jobs were touched.
        """
        ...

    def tidy(self) -> int:
        """Forget what is kept long enough; any worker, every few seconds.

        Returns:
            How many things were forgotten: prompts or results of a job, jobs, analyses. Not all at
            once if they are many; then it is not 0.
        """
        ...
