"""What a caller may ask about compression that outlives the call."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.items import JobItem
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.compression.jobs.outcomes import Outcome
from domain.shared.pages import Page, PageRequest


@dataclass(frozen=True, slots=True)
class JobReport:
    """A job and what became of some of its items.

    Args:
        job: The job.
        outcomes: Of the items asked for, by index, in order; those that have none are missing, and
            so are all of them once they are forgotten.
        next_token: Where the next items begin; empty behind the last outcome that there is now.
    """

    job: CompressionJob
    outcomes: Mapping[int, Outcome]
    next_token: str


class CompressionJobs(Protocol):
    """Accepts jobs, and tells what became of them; workers do the work.

    Every method may raise StorageUnavailable, StorageFull and StorageOutdated.
    """

    def create_compression_job(
        self, *, request_id: str, items: Sequence[JobItem], priority: int, lifetime_ms: int
    ) -> CompressionJob:
        """Accept a job. When this returns it will be worked on, whatever is stopped or fails.

        Args:
            request_id: Makes the request repeatable: the job that it made the first time is
                returned, as it stands now; empty to make a new one each time.
            items: What is to be compressed.
            priority: From 0 to 9; higher ones come first.
            lifetime_ms: How long it may take from now, in milliseconds; 0 for the server's default,
                clamped to its maximum.

        Raises:
            RequestIdReused: The request id was used for other content.
            JobTooLarge: There are too many items, or too much text in them.
            TooManyJobs: As many jobs wait as the server keeps.
            InvalidValue: There are no items, or the priority or lifetime is none.
        """
        ...

    def get_compression_job(self, *, job_id: str, request: PageRequest) -> JobReport:
        """A job, and a page of what became of its items.

        Raises:
            JobNotFound: There is none of that name.
        """
        ...

    def list_compression_jobs(
        self, *, wanted: JobFilter, request: PageRequest
    ) -> Page[CompressionJob]:
        """A page of jobs, the newest first."""
        ...

    def cancel_compression_job(self, *, job_id: str) -> CompressionJob:
        """Cancel a job: at once where it waits; where it runs, as soon as its worker notices.

        A job that is cancelled already is returned as it is.

        Raises:
            JobNotFound: There is none of that name.
            JobFinished: It has ended in another way.
        """
        ...

    def watch_compression_job(self, *, job_id: str, after: int) -> Sequence[JobEvent]:
        """What happened to a job since a sequence number, in order; not all at once if it is much.

        Raises:
            JobNotFound: There is none of that name.
        """
        ...

    def latest_sequences(self, job_ids: Collection[str]) -> Mapping[str, int]:
        """How far each of these jobs has come; what is unknown is missing."""
        ...
