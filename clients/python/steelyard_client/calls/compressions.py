"""Calls that compress texts and chat requests: the request of each, and how its answer is read."""

from collections.abc import Iterable
from typing import Unpack

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from steelyard_client.arguments import (
    CallOptions,
    ChatCompressing,
    ChatCompression,
    Compressing,
    Compression,
    TextCompressing,
)
from steelyard_client.calls.call import Call, Service
from steelyard_client.calls.reading import count_of, range_of
from steelyard_client.calls.sending import (
    building,
    chat_request,
    name_field,
    selector,
    text_field,
)
from steelyard_client.calls.texts import unknown_model_of
from steelyard_client.enums import (
    CompressionAccuracy,
    CompressionReason,
    CompressionRung,
    CompressionStrategy,
    SegmentKind,
    UnknownModel,
    from_wire,
    to_wire,
)
from steelyard_client.results.compressions import (
    ByteRange,
    CompressedChatText,
    CompressedMessage,
    CompressedMessages,
    CompressedSpan,
    CompressedText,
    CompressionPlan,
    CompressionRatio,
    PlannedCompression,
    RungCount,
)
from steelyard_client.results.counts import TextRange


def compress(text: str, *, token_budget: int, **how: Unpack[Compression]) -> Call[CompressedText]:
    """Compresses a text to a number of tokens."""
    request = text_request(text, how, token_budget=token_budget)
    return Call("CompressText", request, compressed_text, how, Service.COMPRESSION)


def compress_messages(
    *, token_budget: int, **how: Unpack[ChatCompression]
) -> Call[CompressedMessages]:
    """Compresses a chat request to a number of tokens."""
    request = messages_request(how, token_budget=token_budget)
    return Call("CompressMessages", request, compressed_messages, how, Service.COMPRESSION)


def plan_compression(
    text: str, *, token_budgets: Iterable[int] = (), **how: Unpack[Compression]
) -> Call[CompressionPlan]:
    """Says what several budgets would keep of a text."""
    with building("PlanCompression"):
        request = pb.PlanCompressionRequest(
            tokenizer=selector(how, unknown_model=unknown_model_of(how)),
            text=text_field(text, field="text"),
            token_budgets=token_budgets,
            options=_options(how),
            pins=_pins(how),
            kind=_kind(how),
        )
    return Call("PlanCompression", request, _plan, how, Service.COMPRESSION)


def expand(handle: str, **how: Unpack[CallOptions]) -> Call[str]:
    """Gives back what was left out."""
    request = pb.ExpandSpanRequest(handle=name_field(handle, field="handle"))
    return Call("ExpandSpan", request, _expanded, how, Service.COMPRESSION)


def text_request(text: str, how: TextCompressing, *, token_budget: int) -> pb.CompressTextRequest:
    """What is asked about a text, now or in a job."""
    with building("CompressText"):
        return pb.CompressTextRequest(
            tokenizer=selector(how, unknown_model=unknown_model_of(how)),
            text=text_field(text, field="text"),
            token_budget=token_budget,
            options=_options(how),
            pins=_pins(how),
            kind=_kind(how),
        )


def messages_request(how: ChatCompressing, *, token_budget: int) -> pb.CompressMessagesRequest:
    """What is asked about a chat request, now or in a job."""
    with building("CompressMessages"):
        return pb.CompressMessagesRequest(
            model=name_field(how.get("model", ""), field="model"),
            chat=chat_request(how),
            token_budget=token_budget,
            options=_options(how),
            frozen_message_count=how.get("frozen_message_count", 0),
            pinned_messages=how.get("pinned_messages", ()),
            unknown_model=to_wire(UnknownModel(how.get("unknown_model", UnknownModel.ESTIMATE))),
            compress_last_question=how.get("compress_last_question", False),
        )


def _options(how: Compressing) -> pb.CompressionOptions:
    return pb.CompressionOptions(
        strategy=to_wire(CompressionStrategy(how.get("strategy", CompressionStrategy.AUTO))),
        accuracy=to_wire(CompressionAccuracy(how.get("accuracy", CompressionAccuracy.STANDARD))),
        query=text_field(how.get("query", ""), field="options.query"),
        literal_keep_tags=how.get("literal_keep_tags", False),
        expandable=how.get("expandable", False),
    )


def _kind(how: TextCompressing) -> str:
    return to_wire(SegmentKind(how.get("kind", SegmentKind.UNSPECIFIED)))


def _pins(how: TextCompressing) -> list[types_pb2.TextRange]:
    ranges = [pin if isinstance(pin, TextRange) else TextRange(*pin) for pin in how.get("pins", ())]
    return [types_pb2.TextRange(start=each.start, end=each.end) for each in ranges]


def compressed_text(answer: pb.CompressTextResponse) -> CompressedText:
    """A compressed text."""
    return CompressedText(
        text=answer.text,
        count=count_of(answer.count, answer.provenance),
        ratio=_ratio(answer.ratio),
        lossless=answer.lossless,
        spans=tuple(map(_span, answer.spans)),
        rungs=tuple(map(_rung_count, answer.rungs)),
        compressor_version=answer.compressor_version,
        strategy=from_wire(answer.strategy, otherwise=CompressionStrategy.AUTO),
    )


def compressed_messages(answer: pb.CompressMessagesResponse) -> CompressedMessages:
    """A compressed chat request."""
    shape = answer.chat.WhichOneof("body")
    return CompressedMessages(
        chat_json=getattr(answer.chat, shape) if shape else "",
        count=count_of(answer.count, answer.provenance),
        ratio=_ratio(answer.ratio),
        lossless=answer.lossless,
        messages=tuple(map(_message, answer.messages)),
        rungs=tuple(map(_rung_count, answer.rungs)),
        compressor_version=answer.compressor_version,
        message_count=answer.message_count,
        model=answer.model,
        shape=(shape or "").removesuffix("_json"),
    )


def _plan(answer: pb.PlanCompressionResponse) -> CompressionPlan:
    plans = (
        PlannedCompression(
            each.token_budget,
            each.feasible,
            each.predicted_token_count,
            each.predicted_kept_value,
        )
        for each in answer.plans
    )
    return CompressionPlan(
        tuple(plans),
        count_of(answer.count, answer.provenance),
        answer.minimum_token_budget,
        answer.compressor_version,
    )


def _expanded(answer: pb.ExpandSpanResponse) -> str:
    return answer.text


def _message(message: pb.CompressedMessage) -> CompressedMessage:
    return CompressedMessage(
        message.index,
        message.removed,
        from_wire(message.reason, otherwise=CompressionReason.UNSPECIFIED),
        tuple(
            CompressedChatText(each.path, tuple(map(_span, each.spans))) for each in message.texts
        ),
    )


def _span(span: pb.CompressedSpan) -> CompressedSpan:
    return CompressedSpan(
        range_of(span.source),
        ByteRange(span.source_bytes.start, span.source_bytes.end),
        range_of(span.output) if span.HasField("output") else None,
        from_wire(span.kind, otherwise=SegmentKind.UNSPECIFIED),
        from_wire(span.rung, otherwise=CompressionRung.UNSPECIFIED),
        from_wire(span.reason, otherwise=CompressionReason.UNSPECIFIED),
        span.handle,
    )


def _rung_count(count: pb.RungCount) -> RungCount:
    return RungCount(from_wire(count.rung, otherwise=CompressionRung.UNSPECIFIED), count.part_count)


def _ratio(ratio: pb.CompressionRatio) -> CompressionRatio:
    return CompressionRatio(ratio.original_token_count, ratio.compressed_token_count, ratio.ratio)
