"""Calls about compression jobs: the request of each, and how its answer is read."""

from collections.abc import Iterable
from typing import Unpack
from uuid import uuid4

from google.protobuf.message import Message
from steelyard.v1 import compression_service_pb2 as pb

from steelyard_client.arguments import CallOptions
from steelyard_client.calls.call import Call, Service
from steelyard_client.calls.compressions import compressed_messages, compressed_text
from steelyard_client.calls.reading import moment
from steelyard_client.calls.sending import building, name_field
from steelyard_client.enums import JobState, from_wire, to_wire
from steelyard_client.items import JobItem
from steelyard_client.kept_arguments import JobCreation, JobFilter, ResultPages
from steelyard_client.results.compressions import CompressedMessages, CompressedText
from steelyard_client.results.jobs import (
    CompressionFailure,
    CompressionItemResult,
    CompressionJob,
    CompressionJobChange,
    CompressionJobPage,
    CompressionJobReport,
)

_MS = 1_000


def create_job(items: Iterable[JobItem], **how: Unpack[JobCreation]) -> Call[CompressionJob]:
    """Has items compressed later, under a name that makes it safe to ask again."""
    if isinstance(items, JobItem):
        raise TypeError("items must be a list of items and is a single one")
    with building("CreateCompressionJob"):
        request = pb.CreateCompressionJobRequest(
            request_id=name_field(how.get("job_request_id") or str(uuid4()), field="request_id"),
            items=[item.message for item in items],
            priority=how.get("priority", 0),
            lifetime_ms=round(how.get("lifetime_seconds", 0) * _MS),
        )
    return _call("CreateCompressionJob", request, how)


def get_job(
    job_id: str, *, page_token: str = "", **how: Unpack[ResultPages]
) -> Call[CompressionJobReport]:
    """Tells where a job stands, and a page of its results."""
    with building("GetCompressionJob"):
        request = pb.GetCompressionJobRequest(
            job_id=name_field(job_id, field="job_id"),
            page_size=how.get("page_size", 0),
            page_token=name_field(page_token, field="page_token"),
        )
    return Call("GetCompressionJob", request, _report, how, Service.COMPRESSION)


def list_jobs_page(*, page_token: str = "", **how: Unpack[JobFilter]) -> Call[CompressionJobPage]:
    """Lists a page of jobs."""
    with building("ListCompressionJobs"):
        request = pb.ListCompressionJobsRequest(
            page_size=how.get("page_size", 0),
            page_token=name_field(page_token, field="page_token"),
            states=[to_wire(JobState(state)) for state in how.get("states", ())],
            request_id=name_field(how.get("job_request_id", ""), field="request_id"),
        )
    return Call("ListCompressionJobs", request, _page, how, Service.COMPRESSION)


def cancel_job(job_id: str, **how: Unpack[CallOptions]) -> Call[CompressionJob]:
    """Cancels a job."""
    request = pb.CancelCompressionJobRequest(job_id=name_field(job_id, field="job_id"))
    return _call("CancelCompressionJob", request, how)


def watch_request(job_id: str, *, after_sequence: int) -> pb.WatchCompressionJobRequest:
    """What is asked to be told what happens to a job."""
    with building("WatchCompressionJob"):
        return pb.WatchCompressionJobRequest(
            job_id=name_field(job_id, field="job_id"), after_sequence=after_sequence
        )


def change_of(answer: pb.WatchCompressionJobResponse) -> CompressionJobChange:
    """A change of a job."""
    return CompressionJobChange(
        sequence=answer.sequence,
        time=moment(answer.time),
        state=from_wire(answer.state, otherwise=JobState.UNSPECIFIED),
        attempt_count=answer.attempt_count,
        completed_item_count=answer.completed_item_count,
        failed_item_count=answer.failed_item_count,
        cancel_requested=answer.cancel_requested,
        error=_failure(answer.error) if answer.HasField("error") else None,
    )


def _call(rpc: str, request: Message, how: CallOptions) -> Call[CompressionJob]:
    """A call that is answered with a job."""
    return Call(rpc, request, _answered, how, Service.COMPRESSION)


def _answered(
    answer: pb.CreateCompressionJobResponse | pb.CancelCompressionJobResponse,
) -> CompressionJob:
    return _job(answer.job)


def _report(answer: pb.GetCompressionJobResponse) -> CompressionJobReport:
    return CompressionJobReport(
        _job(answer.job), tuple(map(_result, answer.results)), answer.next_page_token
    )


def _page(answer: pb.ListCompressionJobsResponse) -> CompressionJobPage:
    return CompressionJobPage(tuple(map(_job, answer.jobs)), answer.next_page_token)


def _job(job: pb.CompressionJob) -> CompressionJob:
    return CompressionJob(
        job_id=job.job_id,
        request_id=job.request_id,
        state=from_wire(job.state, otherwise=JobState.UNSPECIFIED),
        priority=job.priority,
        item_count=job.item_count,
        completed_item_count=job.completed_item_count,
        failed_item_count=job.failed_item_count,
        attempt_count=job.attempt_count,
        maximum_attempt_count=job.maximum_attempt_count,
        cancel_requested=job.cancel_requested,
        error=_failure(job.error) if job.HasField("error") else None,
        create_time=moment(job.create_time),
        update_time=moment(job.update_time),
        finish_time=moment(job.finish_time) if job.HasField("finish_time") else None,
        deadline=moment(job.deadline),
        sequence=job.sequence,
    )


def _result(result: pb.CompressionItemResult) -> CompressionItemResult:
    return CompressionItemResult(result.index, _outcome(result))


def _outcome(
    result: pb.CompressionItemResult,
) -> CompressedText | CompressedMessages | CompressionFailure:
    match result.WhichOneof("outcome"):
        case "text":
            return compressed_text(result.text)
        case "messages":
            return compressed_messages(result.messages)
        case _:
            return _failure(result.error)


def _failure(error: pb.CompressionError) -> CompressionFailure:
    return CompressionFailure(error.reason, error.message, dict(error.metadata))
