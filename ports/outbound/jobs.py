"""What the core needs to keep of compression jobs, and to know which one is next."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.items import JobItem
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.compression.jobs.outcomes import Outcome
from domain.shared.pages import Page, PageRequest


class CompressionJobRepository(Protocol):
    """The compression jobs, their items, outcomes and events.

    Prompts and results are sealed before they are stored (see ports.outbound.seals).
    """

    def add(self, job: CompressionJob, items: Sequence[JobItem]) -> None:
        """Keep a new job with its first event.

        Raises:
            RequestIdTaken: There is a job with the same request id that is not empty; nothing has
                been changed, and the unit of work may be used on.
        """
        ...

    def get(self, job_id: str, *, is_locked: bool = False) -> CompressionJob:
        """A job.

        Args:
            job_id: Its name.
            is_locked: Whether nobody else may change it before the end of this unit of work.

        Raises:
            JobNotFound: There is none of that name.
        """
        ...

    def find_by_request(self, request_id: str) -> CompressionJob | None:
        """The job that a request made; None where there is none, or the id is empty."""
        ...

    def save(self, job: CompressionJob) -> None:
        """Keep a job after one transition, with its event.

        Raises:
            JobChanged: The stored job is not the one before that transition.
        """
        ...

    def page(self, wanted: JobFilter, request: PageRequest) -> Page[CompressionJob]:
        """A page of jobs, the newest first.

        A job that is there while all pages are read is on exactly one of them, whatever is added or
        changes its state in the meantime.

        Raises:
            PageTokenInvalid: The token was not made by such a page.
        """
        ...

    def items(self, job_id: str, *, start: int, limit: int) -> Sequence[JobItem]:
        """Items of a job from an index on, in order; empty once the prompts are forgotten.

        Raises:
            SealBroken: They cannot be read with the keys at hand.
        """
        ...

    def add_outcomes(self, job_id: str, outcomes: Mapping[int, Outcome]) -> None:
        """Keep what became of items, by index.

        Raises:
            JobChanged: One of the items has an outcome already.
        """
        ...

    def outcomes(
        self, job_id: str, *, start: int, limit: int, byte_limit: int
    ) -> Mapping[int, Outcome]:
        """What became of items from an index on, in order of index.

        Args:
            job_id: The job.
            start: The first index.
            limit: The most outcomes.
            byte_limit: About the most bytes; one outcome is returned however large it is.

        Raises:
            SealBroken: They cannot be read with the keys at hand.
        """
        ...

    def next_item(self, job_id: str) -> int:
        """The first index without an outcome; items get theirs in order."""
        ...

    def events(self, job_id: str, *, after: int, limit: int) -> Sequence[JobEvent]:
        """The changes of a job behind a sequence number, in order."""
        ...

    def sequences(self, job_ids: Collection[str]) -> Mapping[str, int]:
        """The latest sequence number of each of these jobs; those that are unknown are missing."""
        ...

    def open_count(self) -> int:
        """How many jobs are queued or running."""
        ...

    def overdue(self, at: datetime, *, limit: int) -> Sequence[str]:
        """Ids of queued jobs whose deadline has passed, the oldest deadline first."""
        ...

    def forget_items(self, *, finished_before: datetime, limit: int) -> int:
        """Delete the prompts of jobs that ended before a moment; return of how many jobs."""
        ...

    def forget_outcomes(self, *, finished_before: datetime, limit: int) -> int:
        """Delete the results of jobs that ended before a moment; return of how many jobs."""
        ...

    def forget(self, *, finished_before: datetime, limit: int) -> int:
        """Delete jobs that ended before a moment, and all that is theirs; return how many."""
        ...


class JobQueue(Protocol):
    """Which jobs are to be worked on, and who works on which.

    A job that was put is handed out at least once, to one worker at a time. A worker that does not
    give signs of life for the length of a lease is lost, and its job is handed out again. Times are
    those of the store's clock.
    """

    def put(self, job_id: str, *, priority: int, delay_s: float = 0.0) -> None:
        """Have a job worked on.

        Args:
            job_id: The job; it is not in the queue.
            priority: Higher ones come first, and among equals the one that was put first.
            delay_s: Not before so many seconds from now.
        """
        ...

    def withdraw(self, job_id: str) -> None:
        """Take a job that waits out of the queue; nothing if it is worked on or unknown."""
        ...

    def join(self) -> str:
        """Register a worker; return its name, which no other one has or had."""
        ...

    def stay(self, worker: str) -> None:
        """Give a sign of life."""
        ...

    def leave(self, worker: str) -> None:
        """Unregister a worker, which has returned or completed all that it took."""
        ...

    def take(self, worker: str) -> str | None:
        """Hand out the next job to a worker; None where there is nothing to do now.

        Two workers that take at the same moment get different jobs, without waiting for each other
        longer than a short transaction.
        """
        ...

    def complete(self, worker: str, job_id: str) -> None:
        """Take a job out of the queue that the worker has done; nothing if it does not hold it."""
        ...

    def give_back(self, worker: str, job_id: str, *, delay_s: float = 0.0) -> None:
        """Have a job that the worker holds handed out again; nothing if it does not hold it.

        Args:
            worker: Who has it.
            job_id: The job.
            delay_s: Not before so many seconds from now.
        """
        ...

    def recover(self, *, lease_s: float) -> int:
        """Have the jobs of lost workers handed out again; return how many.

        Args:
            lease_s: Lost is who has given no sign of life for so many seconds.
        """
        ...

    def waiting_count(self) -> int:
        """How many jobs wait, those that are delayed included."""
        ...
