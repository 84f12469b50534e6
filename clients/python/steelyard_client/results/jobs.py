"""What is answered about compression jobs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from steelyard_client.enums import JobState
from steelyard_client.reasons import Reason
from steelyard_client.results.compressions import CompressedMessages, CompressedText


@dataclass(frozen=True, slots=True)
class CompressionFailure:
    """Why a job or one of its items has no result; kept by the server, and never raised.

    Args:
        reason: Why, for a program.
        message: One sentence for a person.
        metadata: Facts for a program; its keys are those of ``error_reason.proto``.
    """

    reason: str
    message: str
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def known_reason(self) -> Reason | None:
        """The reason as a member of its enum; None where it is newer than this client."""
        return Reason.__members__.get(self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionJob:
    """Work that outlives the call that asked for it, as it stood when the server answered.

    Args:
        job_id: Its name.
        request_id: The name that it was made under; see ``job_request_id``.
        state: Where it stands.
        priority: From 0 to 9.
        item_count: Of how many items it consists.
        completed_item_count: How many of them have an outcome.
        failed_item_count: How many of those have an error instead of a result.
        attempt_count: How often it was begun.
        maximum_attempt_count: How many attempts may fail before the job does.
        cancel_requested: Whether somebody wants it to end.
        error: Why it failed or expired, or why its latest attempt failed; None otherwise.
        create_time: When it was accepted, in UTC like all times.
        update_time: When it last changed.
        finish_time: When it ended; None before.
        deadline: When it expires.
        sequence: Counts its changes, from 1.
    """

    job_id: str
    request_id: str
    state: JobState
    priority: int
    item_count: int
    completed_item_count: int
    failed_item_count: int
    attempt_count: int
    maximum_attempt_count: int
    cancel_requested: bool
    error: CompressionFailure | None
    create_time: datetime
    update_time: datetime
    finish_time: datetime | None
    deadline: datetime
    sequence: int


@dataclass(frozen=True, slots=True)
class CompressionItemResult:
    """What became of an item of a job.

    Args:
        index: Its place in the job, from 0.
        outcome: The compressed text or chat request, or why there is none.
    """

    index: int
    outcome: CompressedText | CompressedMessages | CompressionFailure


@dataclass(frozen=True, slots=True)
class CompressionJobReport:
    """A job and a page of results.

    Args:
        job: The job.
        results: What became of some of its items, in order; none once they are forgotten.
        next_page_token: Where the next results begin; empty where there are no more now.
    """

    job: CompressionJob
    results: tuple[CompressionItemResult, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True)
class CompressionJobPage:
    """A page of jobs, the newest first.

    Args:
        jobs: The jobs.
        next_page_token: Where the next page begins; empty on the last one.
    """

    jobs: tuple[CompressionJob, ...]
    next_page_token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionJobChange:
    """How a job stood after one of its changes.

    Args:
        sequence: The number of the change.
        time: When it happened, in UTC.
        state: The state since then.
        attempt_count: How often the job was begun.
        completed_item_count: How many items have an outcome.
        failed_item_count: How many of those have an error.
        cancel_requested: Whether somebody wants it to end.
        error: Why it failed or expired, or why its latest attempt failed; None otherwise.
    """

    sequence: int
    time: datetime
    state: JobState
    attempt_count: int
    completed_item_count: int
    failed_item_count: int
    cancel_requested: bool
    error: CompressionFailure | None
