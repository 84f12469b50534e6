"""What CompressionService answers, made of values of the domain."""

from collections.abc import Iterable, Iterator, Mapping

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc.token_answers import from_count, from_provenance
from domain.compression import results
from domain.compression.model import SegmentKind
from domain.compression.requests import Strategy
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.truncation import TextRange

_KINDS = {kind: f"SEGMENT_KIND_{kind.name}" for kind in SegmentKind}
_RUNGS = {fate: f"COMPRESSION_RUNG_{fate.name}" for fate in results.Fate}
_REASONS = {reason: f"COMPRESSION_REASON_{reason.name}" for reason in results.Reason}
_STRATEGIES = {strategy: f"COMPRESSION_STRATEGY_{strategy.name}" for strategy in Strategy}
_BODIES = {
    ChatShape.OPENAI: "openai_json",
    ChatShape.ANTHROPIC: "anthropic_json",
    ChatShape.GEMINI: "gemini_json",
}


def from_text(compressed: results.CompressedText) -> pb.CompressTextResponse:
    """A compressed text."""
    return pb.CompressTextResponse(
        text=compressed.text,
        count=from_count(compressed.count),
        ratio=_ratio(compressed.ratio),
        lossless=compressed.is_lossless,
        spans=_spans(compressed.spans),
        rungs=_rungs(compressed.fates),
        provenance=from_provenance(compressed.provenance),
        compressor_version=results.COMPRESSOR_VERSION,
        strategy=_STRATEGIES[compressed.strategy],
    )


def from_chat(compressed: results.CompressedChat) -> pb.CompressMessagesResponse:
    """A compressed chat request."""
    return pb.CompressMessagesResponse(
        chat=_chat(compressed.chat),
        count=from_count(compressed.count),
        ratio=_ratio(compressed.ratio),
        lossless=compressed.is_lossless,
        messages=map(_message, compressed.messages),
        rungs=_rungs(compressed.fates),
        provenance=from_provenance(compressed.provenance),
        compressor_version=results.COMPRESSOR_VERSION,
        message_count=compressed.message_count,
        model=compressed.model,
    )


def from_plan(plan: results.CompressionPlan) -> pb.PlanCompressionResponse:
    """What several budgets would keep."""
    return pb.PlanCompressionResponse(
        plans=[
            pb.PlannedCompression(
                token_budget=each.token_budget,
                feasible=each.is_feasible,
                predicted_token_count=each.predicted_tokens,
                predicted_kept_value=each.kept_value_permille / 1_000,
            )
            for each in plan.plans
        ],
        count=from_count(plan.count),
        minimum_token_budget=plan.minimum_tokens,
        provenance=from_provenance(plan.provenance),
        compressor_version=results.COMPRESSOR_VERSION,
    )


def _chat(chat: ChatRequest) -> types_pb2.ChatRequest:
    message = types_pb2.ChatRequest()
    setattr(message, _BODIES[chat.shape], chat.body)
    return message


def _message(message: results.CompressedMessage) -> pb.CompressedMessage:
    return pb.CompressedMessage(
        index=message.index,
        removed=message.is_removed,
        reason=_REASONS[message.reason],
        texts=[
            pb.CompressedChatText(path=each.path, spans=_spans(each.spans))
            for each in message.texts
        ],
    )


def _spans(spans: Iterable[results.CompressedSpan]) -> Iterator[pb.CompressedSpan]:
    """The spans of a text, which tile it, with where they stand in its bytes."""
    byte_start = 0
    for span in spans:
        byte_end = byte_start + span.byte_count
        yield pb.CompressedSpan(
            source=_range(span.source),
            source_bytes=pb.ByteRange(start=byte_start, end=byte_end),
            output=None if span.output is None else _range(span.output),
            kind=_KINDS[span.kind],
            rung=_RUNGS[span.fate],
            reason=_REASONS[span.reason],
            handle=span.handle,
        )
        byte_start = byte_end


def _range(text_range: TextRange) -> types_pb2.TextRange:
    return types_pb2.TextRange(start=text_range.start, end=text_range.end)


def _ratio(ratio: results.CompressionRatio) -> pb.CompressionRatio:
    return pb.CompressionRatio(
        original_token_count=ratio.original_tokens,
        compressed_token_count=ratio.compressed_tokens,
        ratio=ratio.factor,
    )


def _rungs(fates: Mapping[results.Fate, int]) -> list[pb.RungCount]:
    """From the most left to the least."""
    return [
        pb.RungCount(rung=_RUNGS[fate], part_count=fates[fate])
        for fate in results.Fate
        if fates.get(fate)
    ]
