"""What is told of jobs: their changes, and which of them are listed."""

from dataclasses import dataclass
from datetime import datetime

from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class JobEvent:
    """How a job stood after one of its changes.

    Args:
        sequence: The number of the change.
        at: When it happened.
        state: The state since then.
        attempts: The attempts so far.
        done_count: The items with an outcome.
        failed_count: Those whose outcome is a problem.
        is_cancel_requested: Whether somebody wants it to end.
        problem: Why it failed, or why its latest attempt did.
    """

    sequence: int
    at: datetime
    state: JobState
    attempts: int
    done_count: int
    failed_count: int
    is_cancel_requested: bool
    problem: Problem | None

    @classmethod
    def of(cls, job: CompressionJob) -> "JobEvent":
        """The latest change of a job."""
        return cls(
            sequence=job.sequence,
            at=job.updated_at,
            state=job.state,
            attempts=job.attempts,
            done_count=job.done_count,
            failed_count=job.failed_count,
            is_cancel_requested=job.is_cancel_requested,
            problem=job.problem,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """Which jobs are listed.

    Args:
        states: Those in one of these states; empty for all.
        request_id: The one of this request; empty for all.
    """

    states: frozenset[JobState] = frozenset()
    request_id: str = ""
