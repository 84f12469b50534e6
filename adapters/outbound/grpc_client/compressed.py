"""What the client answers of compression, as values of the domain."""

from collections.abc import Iterable, Mapping

import steelyard_client as client

from adapters.outbound.grpc_client import values
from domain.compression import results
from domain.compression.chats.texts import chat_texts
from domain.compression.model import SegmentKind
from domain.compression.requests import Strategy
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.truncation import TextRange

_PERMILLE = 1_000


def to_text(answer: client.CompressedText, *, source: str) -> results.CompressedText:
    """A compressed text."""
    return results.CompressedText(
        source=source,
        text=answer.text,
        count=values.to_count(answer.count),
        ratio=_ratio(answer.ratio),
        is_lossless=answer.lossless,
        spans=_spans(answer.spans),
        fates=_fates(answer.rungs),
        strategy=Strategy(answer.strategy.value),
        provenance=values.to_provenance(answer.count.provenance),
    )


def to_chat(
    answer: client.CompressedMessages, *, source: ChatRequest | None
) -> results.CompressedChat:
    """A compressed chat request.

    Args:
        answer: What the server made of it.
        source: The request; the answer says where the texts of its spans stand and not what they
            are. None where it is gone.
    """
    texts: Mapping[str, str] = {}
    if source and any(message.texts for message in answer.messages):
        texts = {slot.path: slot.text for slot in chat_texts(source).slots}
    return results.CompressedChat(
        chat=ChatRequest(ChatShape(answer.shape), answer.chat_json),
        model=answer.model,
        count=values.to_count(answer.count),
        ratio=_ratio(answer.ratio),
        is_lossless=answer.lossless,
        messages=tuple([_message(each, texts) for each in answer.messages]),
        message_count=answer.message_count,
        fates=_fates(answer.rungs),
        provenance=values.to_provenance(answer.count.provenance),
    )


def to_plan(answer: client.CompressionPlan) -> results.CompressionPlan:
    """What several budgets would keep."""
    plans = [
        results.PlannedCompression(
            each.token_budget,
            each.feasible,
            each.predicted_token_count,
            round(each.predicted_kept_value * _PERMILLE),
        )
        for each in answer.plans
    ]
    return results.CompressionPlan(
        tuple(plans),
        values.to_count(answer.count),
        answer.minimum_token_budget,
        values.to_provenance(answer.count.provenance),
    )


def _message(
    message: client.CompressedMessage, texts: Mapping[str, str]
) -> results.CompressedMessage:
    return results.CompressedMessage(
        message.index,
        message.removed,
        _REASONS.get(message.reason, results.Reason.PROTECTED),
        tuple(
            [
                results.CompressedChatText(each.path, texts.get(each.path, ""), _spans(each.spans))
                for each in message.texts
            ]
        ),
    )


def _spans(spans: Iterable[client.CompressedSpan]) -> tuple[results.CompressedSpan, ...]:
    return tuple(
        [
            results.CompressedSpan(
                _range(span.source),
                _range(span.output) if span.output else None,
                _KINDS.get(span.kind, SegmentKind.PROSE),
                _fate(span),
                _REASONS.get(span.reason, results.Reason.WORTH_ITS_TOKENS),
                span.handle,
                span.source_bytes.end - span.source_bytes.start,
            )
            for span in spans
        ]
    )


def _fate(span: client.CompressedSpan) -> results.Fate:
    """What became of a span; of a newer server's rung, that something else stands for it."""
    fallback = results.Fate.STUB if span.output else results.Fate.DROP
    return _FATES.get(span.rung, fallback)


def _fates(rungs: Iterable[client.RungCount]) -> dict[results.Fate, int]:
    return {_FATES[each.rung]: each.part_count for each in rungs if each.rung in _FATES}


def _range(text_range: client.TextRange) -> TextRange:
    return TextRange(text_range.start, text_range.end)


def _ratio(ratio: client.CompressionRatio) -> results.CompressionRatio:
    return results.CompressionRatio(ratio.original_token_count, ratio.compressed_token_count)


# What a newer server says beyond these has no member here.
_KINDS = {client.SegmentKind(kind.value): kind for kind in SegmentKind}
_FATES = {client.CompressionRung(fate.value): fate for fate in results.Fate}
_REASONS = {client.CompressionReason(reason.value): reason for reason in results.Reason}
