"""What the wire says of jobs and what the domain means by it fit each other."""

from datetime import UTC

import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc.job_answers import from_event, from_job, from_report
from adapters.inbound.grpc.job_requests import to_items, to_job_filter, to_sequence
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.items import ChatItem, TextItem
from domain.compression.jobs.job import (
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.shared.errors import InvalidValue
from domain.shared.pages import PageRequest
from tests.fakes.jobs import BEGIN, JobsInMemory
from tests.unit.grpc.job_requests import KNOWN, chat_item, creation, text_item

UNKNOWN_NUMBER = 99


def text(**fields: object) -> pb.CompressionItem:
    """A text item with fields of its own."""
    return pb.CompressionItem(text=pb.CompressTextRequest(tokenizer=KNOWN, **fields))  # type: ignore[arg-type]  # whatever the test gives


def messages(**fields: object) -> pb.CompressionItem:
    """A chat item with fields of its own."""
    return pb.CompressionItem(messages=pb.CompressMessagesRequest(model="known", **fields))  # type: ignore[arg-type]  # whatever the test gives


def test_every_state_has_its_counterpart() -> None:
    """A state that is added on one side only is noticed."""
    names = {name.removeprefix("STATE_") for name in pb.CompressionJob.State.keys()}  # noqa: SIM118 - an enum wrapper is no mapping

    assert {state.name for state in JobState} | {"UNSPECIFIED"} == names


def test_items_keep_their_order_and_kind() -> None:
    """Texts and chats may be mixed."""
    first, second = to_items(creation(text_item("héllo", token_budget=3), chat_item()))

    assert isinstance(first, TextItem)
    assert isinstance(second, ChatItem)
    assert ("héllo", 3, "known") == (
        first.content.text,
        first.rules.token_budget,
        first.selector.model,
    )
    assert ("known", 1_000) == (second.model, second.rules.token_budget)


@pytest.mark.parametrize(
    ("item", "path", "reason"),
    [
        (pb.CompressionItem(), "items[1]", "VALUE_INVALID"),
        (text(), "items[1].text.text", "TEXT_MISSING"),
        (text(text="a", token_budget=-1), "items[1].text.token_budget", "VALUE_INVALID"),
        (text(text="a", kind=UNKNOWN_NUMBER), "items[1].text.kind", "VALUE_INVALID"),
        (
            text(text="a", pins=[types_pb2.TextRange(start=0, end=9)]),
            "items[1].text.pins[0]",
            "VALUE_INVALID",
        ),
        (
            text(text="a", options=pb.CompressionOptions(strategy=UNKNOWN_NUMBER)),  # type: ignore[arg-type]  # an open enum takes any number
            "items[1].text.options.strategy",
            "VALUE_INVALID",
        ),
        (messages(), "items[1].messages.chat", "VALUE_INVALID"),
    ],
    ids=["nothing", "no text", "budget", "kind", "pin", "strategy", "no chat"],
)
def test_a_field_at_fault_is_named_from_the_top(
    item: pb.CompressionItem, path: str, reason: str
) -> None:
    """The path begins with the item, in the error and in its metadata."""
    with pytest.raises(InvalidValue) as caught:
        to_items(creation(text_item(), item))

    assert (path, path, reason) == (
        caught.value.field,
        caught.value.metadata["field"],
        caught.value.reason,
    )


@pytest.mark.parametrize("number", [pb.CompressionJob.STATE_UNSPECIFIED, UNKNOWN_NUMBER])
def test_a_filter_of_no_state_is_refused(number: int) -> None:
    """Neither the default nor a number of a newer client means a state."""
    request = pb.ListCompressionJobsRequest(states=[pb.CompressionJob.STATE_QUEUED, number])  # type: ignore[list-item]  # an open enum takes any number

    with pytest.raises(InvalidValue) as caught:
        to_job_filter(request)

    assert "states[1]" == caught.value.field


def test_a_negative_sequence_is_refused() -> None:
    """They are counted from 1; 0 stands before them."""
    with pytest.raises(InvalidValue) as caught:
        to_sequence(pb.WatchCompressionJobRequest(after_sequence=-1))

    assert "after_sequence" == caught.value.field


def test_a_job_that_waits_has_no_end_and_no_error() -> None:
    """What is not there is absent, and times keep their microseconds."""
    job = JobsInMemory().create_compression_job(
        request_id="r", items=to_items(creation()), priority=7, lifetime_ms=0
    )

    actual = from_job(job)

    assert (pb.CompressionJob.STATE_QUEUED, 7, 1) == (
        actual.state,
        actual.priority,
        actual.sequence,
    )
    assert BEGIN == actual.create_time.ToDatetime(UTC)
    assert not actual.HasField("finish_time")
    assert not actual.HasField("error")


def test_each_kind_of_outcome_has_its_place() -> None:
    """A text, a chat or an error, without the source they were made from."""
    jobs = JobsInMemory()
    unknown = text_item()
    unknown.text.tokenizer.model = "unknown"
    unknown.text.tokenizer.unknown_model = types_pb2.UNKNOWN_MODEL_HANDLING_REFUSE
    items = to_items(creation(text_item("héllo", token_budget=3), chat_item(), unknown))
    job = jobs.create_compression_job(request_id="", items=items, priority=0, lifetime_ms=0)
    jobs.finish(job.job_id)

    made, chat, failed = from_report(
        jobs.get_compression_job(job_id=job.job_id, request=PageRequest())
    ).results

    assert ("hél", [(0, 4), (4, 6)]) == (
        made.text.text,
        [(span.source_bytes.start, span.source_bytes.end) for span in made.text.spans],
    )
    assert ("messages", "known") == (chat.WhichOneof("outcome"), chat.messages.model)
    assert (2, "MODEL_NOT_FOUND", "unknown") == (
        failed.index,
        failed.error.reason,
        failed.error.metadata["model"],
    )


def test_an_event_tells_why() -> None:
    """The problem of the latest attempt goes with the change."""
    problem = Problem("STORAGE_FULL", "no room", {"cause": "full"})
    event = JobEvent(
        sequence=4,
        at=BEGIN,
        state=JobState.QUEUED,
        attempts=1,
        done_count=2,
        failed_count=1,
        is_cancel_requested=False,
        problem=problem,
    )

    actual = from_event(event)

    assert ("STORAGE_FULL", {"cause": "full"}) == (actual.error.reason, dict(actual.error.metadata))
    assert (4, 1, 2, 1) == (
        actual.sequence,
        actual.attempt_count,
        actual.completed_item_count,
        actual.failed_item_count,
    )
