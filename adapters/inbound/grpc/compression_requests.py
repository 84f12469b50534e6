"""What the requests of CompressionService say, as values of the domain."""

from collections.abc import Iterable
from typing import Protocol

from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc.token_requests import TextRequest, choice, to_text
from domain.compression.model import SegmentKind
from domain.compression.requests import (
    Accuracy,
    CompressionRules,
    StayingMessages,
    Strategy,
    TextToCompress,
)
from domain.tokens.truncation import TextRange


class ContentRequest(TextRequest, Protocol):
    """A request with a text and what the caller says of it."""

    @property
    def pins(self) -> Iterable[types_pb2.TextRange]:
        """What stays as it is."""
        ...

    @property
    def kind(self) -> pb.SegmentKind:
        """What the text is."""
        ...


_STRATEGIES = {
    pb.COMPRESSION_STRATEGY_UNSPECIFIED: Strategy.AUTO,
    pb.COMPRESSION_STRATEGY_AUTO: Strategy.AUTO,
    pb.COMPRESSION_STRATEGY_LOSSLESS: Strategy.LOSSLESS,
    pb.COMPRESSION_STRATEGY_EXTRACTIVE: Strategy.EXTRACTIVE,
    pb.COMPRESSION_STRATEGY_TRUNCATE_HEAD: Strategy.TRUNCATE_HEAD,
    pb.COMPRESSION_STRATEGY_TRUNCATE_TAIL: Strategy.TRUNCATE_TAIL,
    pb.COMPRESSION_STRATEGY_TRUNCATE_MIDDLE: Strategy.TRUNCATE_MIDDLE,
    pb.COMPRESSION_STRATEGY_ABSTRACTIVE: Strategy.ABSTRACTIVE,
}
_ACCURACIES = {
    pb.COMPRESSION_ACCURACY_UNSPECIFIED: Accuracy.STANDARD,
    pb.COMPRESSION_ACCURACY_STANDARD: Accuracy.STANDARD,
    pb.COMPRESSION_ACCURACY_HIGH: Accuracy.HIGH,
}
_KINDS: dict[pb.SegmentKind, SegmentKind | None] = {
    pb.SEGMENT_KIND_UNSPECIFIED: None,
    pb.SEGMENT_KIND_PROSE: SegmentKind.PROSE,
    pb.SEGMENT_KIND_DIALOGUE: SegmentKind.DIALOGUE,
    pb.SEGMENT_KIND_CODE: SegmentKind.CODE,
    pb.SEGMENT_KIND_JSON: SegmentKind.JSON,
    pb.SEGMENT_KIND_LOG: SegmentKind.LOG,
    pb.SEGMENT_KIND_DIFF: SegmentKind.DIFF,
    pb.SEGMENT_KIND_TABLE: SegmentKind.TABLE,
    pb.SEGMENT_KIND_MARKDOWN: SegmentKind.MARKDOWN,
    pb.SEGMENT_KIND_HTML: SegmentKind.HTML,
}


def to_content(request: ContentRequest) -> TextToCompress:
    """The text, its pins and what it is."""
    return TextToCompress(
        to_text(request),
        tuple([TextRange(pin.start, pin.end) for pin in request.pins]),
        choice(_KINDS, request.kind, field="kind"),
    )


def to_rules(options: pb.CompressionOptions, *, token_budget: int) -> CompressionRules:
    """To what, and how, something is compressed."""
    return CompressionRules(
        token_budget=token_budget,
        query=options.query,
        strategy=choice(_STRATEGIES, options.strategy, field="options.strategy"),
        accuracy=choice(_ACCURACIES, options.accuracy, field="options.accuracy"),
        literal_keep_tags=options.literal_keep_tags,
        expandable=options.expandable,
    )


def to_staying(request: pb.CompressMessagesRequest) -> StayingMessages:
    """Which messages stay as they are."""
    return StayingMessages(
        frozen=request.frozen_message_count,
        pinned=frozenset(request.pinned_messages),
        last_question=not request.compress_last_question,
    )
