"""What is answered about compression jobs, made of values of the domain."""

from steelyard.v1 import compression_service_pb2 as pb

from adapters.inbound.grpc.compression_answers import from_chat, from_text
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Outcome, Problem
from domain.compression.results import CompressedChat, CompressedText
from domain.shared.pages import Page
from ports.inbound.jobs import JobReport

_STATES = {state: f"STATE_{state.name}" for state in JobState}


def from_job(job: CompressionJob) -> pb.CompressionJob:
    """A job."""
    return pb.CompressionJob(
        job_id=job.job_id,
        request_id=job.request_id,
        state=_STATES[job.state],
        priority=job.priority,
        item_count=job.item_count,
        completed_item_count=job.done_count,
        failed_item_count=job.failed_count,
        attempt_count=job.attempts,
        maximum_attempt_count=job.maximum_attempts,
        cancel_requested=job.is_cancel_requested,
        error=_error(job.problem),
        create_time=job.created_at,
        update_time=job.updated_at,
        finish_time=job.finished_at,
        deadline=job.deadline,
        sequence=job.sequence,
    )


def from_report(report: JobReport) -> pb.GetCompressionJobResponse:
    """A job and results of it."""
    return pb.GetCompressionJobResponse(
        job=from_job(report.job),
        results=[_result(index, outcome) for index, outcome in report.outcomes.items()],
        next_page_token=report.next_token,
    )


def from_jobs(page: Page[CompressionJob]) -> pb.ListCompressionJobsResponse:
    """A page of jobs."""
    return pb.ListCompressionJobsResponse(
        jobs=map(from_job, page.items), next_page_token=page.next_token
    )


def from_event(event: JobEvent) -> pb.WatchCompressionJobResponse:
    """A change of a job."""
    return pb.WatchCompressionJobResponse(
        sequence=event.sequence,
        time=event.at,
        state=_STATES[event.state],
        attempt_count=event.attempts,
        completed_item_count=event.done_count,
        failed_item_count=event.failed_count,
        cancel_requested=event.is_cancel_requested,
        error=_error(event.problem),
    )


def _result(index: int, outcome: Outcome) -> pb.CompressionItemResult:
    match outcome:
        case CompressedText():
            return pb.CompressionItemResult(index=index, text=from_text(outcome))
        case CompressedChat():
            return pb.CompressionItemResult(index=index, messages=from_chat(outcome))
        case Problem():
            return pb.CompressionItemResult(index=index, error=_error(outcome))


def _error(problem: Problem | None) -> pb.CompressionError | None:
    if problem is None:
        return None
    return pb.CompressionError(
        reason=problem.reason, message=problem.message, metadata=problem.metadata
    )
