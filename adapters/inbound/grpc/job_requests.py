"""What the requests about compression jobs say, as values of the domain."""

from collections.abc import Iterator
from contextlib import contextmanager

from steelyard.v1 import compression_service_pb2 as pb

from adapters.inbound.grpc.compression_requests import to_content, to_rules, to_staying
from adapters.inbound.grpc.token_requests import choice, to_chat, to_selector, to_unknown_model
from domain.compression.jobs.history import JobFilter
from domain.compression.jobs.items import ChatItem, JobItem, TextItem
from domain.compression.jobs.job import (
    JobState,
)
from domain.shared.errors import InvalidValue

_STATES = {
    pb.CompressionJob.STATE_QUEUED: JobState.QUEUED,
    pb.CompressionJob.STATE_RUNNING: JobState.RUNNING,
    pb.CompressionJob.STATE_SUCCEEDED: JobState.SUCCEEDED,
    pb.CompressionJob.STATE_FAILED: JobState.FAILED,
    pb.CompressionJob.STATE_CANCELLED: JobState.CANCELLED,
    pb.CompressionJob.STATE_EXPIRED: JobState.EXPIRED,
}


def to_items(request: pb.CreateCompressionJobRequest) -> list[JobItem]:
    """What the job consists of.

    Raises:
        InvalidValue: A field of an item is wrong; its path begins with the item.
    """
    return [_to_item(item, path=f"items[{index}]") for index, item in enumerate(request.items)]


def to_job_filter(request: pb.ListCompressionJobsRequest) -> JobFilter:
    """Which jobs to list."""
    states = [
        choice(_STATES, state, field=f"states[{index}]")
        for index, state in enumerate(request.states)
    ]
    return JobFilter(states=frozenset(states), request_id=request.request_id)


def to_sequence(request: pb.WatchCompressionJobRequest) -> int:
    """The number of the last change that is known."""
    if request.after_sequence < 0:
        raise InvalidValue("a sequence number is at least 0", field="after_sequence")
    return request.after_sequence


def _to_item(item: pb.CompressionItem, *, path: str) -> JobItem:
    match item.WhichOneof("item"):
        case "text":
            with _fields_below(f"{path}.text"):
                return _to_text_item(item.text)
        case "messages":
            with _fields_below(f"{path}.messages"):
                return _to_chat_item(item.messages)
        case _:
            raise InvalidValue("give a text or messages", field=path)


def _to_text_item(request: pb.CompressTextRequest) -> TextItem:
    return TextItem(
        selector=to_selector(request.tokenizer),
        content=to_content(request),
        rules=to_rules(request.options, token_budget=request.token_budget),
    )


def _to_chat_item(request: pb.CompressMessagesRequest) -> ChatItem:
    return ChatItem(
        model=request.model,
        chat=to_chat(request.chat),
        rules=to_rules(request.options, token_budget=request.token_budget),
        staying=to_staying(request),
        unknown_model=to_unknown_model(request.unknown_model),
    )


@contextmanager
def _fields_below(path: str) -> Iterator[None]:
    """Let errors name their field from the top of the request."""
    try:
        yield
    except InvalidValue as error:
        error.field = error.metadata["field"] = f"{path}.{error.field}"
        raise
