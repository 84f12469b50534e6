"""What is answered about compressed texts and chat requests."""

import json
from dataclasses import dataclass
from typing import Any

from steelyard_client.enums import (
    CompressionReason,
    CompressionRung,
    CompressionStrategy,
    SegmentKind,
)
from steelyard_client.results.counts import TextRange, TokenCount


@dataclass(frozen=True, slots=True)
class ByteRange:
    """A range of a text in UTF-8, so that ``text.encode()[start:end]`` is it."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class CompressedSpan:
    """What became of a stretch of a text. The stretches of a text tile it, in order.

    Args:
        source: The stretch, in characters of the text that was sent.
        source_bytes: The same in bytes.
        output: What stands for it in the result, in characters; None where nothing does.
        kind: What it is.
        rung: How much of it is left.
        reason: Why.
        handle: Gives it back through ``expand``; empty unless expandable was asked for and it was
            left out.
    """

    source: TextRange
    source_bytes: ByteRange
    output: TextRange | None
    kind: SegmentKind
    rung: CompressionRung
    reason: CompressionReason
    handle: str


@dataclass(frozen=True, slots=True)
class RungCount:
    """How many parts ended on a rung.

    Args:
        rung: The rung.
        part_count: The parts that ended there.
    """

    rung: CompressionRung
    part_count: int


@dataclass(frozen=True, slots=True)
class CompressionRatio:
    """How much shorter something became.

    Args:
        original_token_count: Its tokens before.
        compressed_token_count: Its tokens now.
        ratio: The first divided by the second; 1 for nothing.
    """

    original_token_count: int
    compressed_token_count: int
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressedText:
    """A compressed text.

    Args:
        text: The text; at most as many tokens as the budget, by their upper bound.
        count: Its tokens.
        ratio: How much shorter it is.
        lossless: Whether the original can be made from it, blanks at line ends and the like apart.
        spans: What became of each stretch of the text.
        rungs: How many parts ended on which rung, from the most left to the least.
        compressor_version: The version of the pipeline: the same request and version give the same
            text.
        strategy: What made it; AUTO where a named strategy fell back to it.
    """

    text: str
    count: TokenCount
    ratio: CompressionRatio
    lossless: bool
    spans: tuple[CompressedSpan, ...]
    rungs: tuple[RungCount, ...]
    compressor_version: str
    strategy: CompressionStrategy


@dataclass(frozen=True, slots=True)
class CompressedChatText:
    """What became of a text of a message.

    Args:
        path: Where it stands in the request's body, such as ``messages[3].content``.
        spans: What became of each stretch of it, in characters of the text, not of the JSON.
    """

    path: str
    spans: tuple[CompressedSpan, ...]


@dataclass(frozen=True, slots=True)
class CompressedMessage:
    """What became of a message.

    Args:
        index: Its index in the request.
        removed: Whether it was removed.
        reason: Why it is as it is.
        texts: Its texts that were looked at.
    """

    index: int
    removed: bool
    reason: CompressionReason
    texts: tuple[CompressedChatText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressedMessages:
    """A compressed chat request.

    Args:
        chat_json: The request, in the shape it came in, as JSON text: send these bytes where a
            provider's cache of the prompt is to go on serving.
        count: Its tokens.
        ratio: How much shorter it is.
        lossless: Whether the original can be made from it.
        messages: What became of each message that was changed or removed, in order.
        rungs: How many parts ended on which rung, from the most left to the least.
        compressor_version: The version of the pipeline.
        message_count: The messages of the result: ``frozen_message_count`` of the next turn, once
            they have been sent.
        model: The model that was counted for.
        shape: Whose request it is: ``openai``, ``anthropic`` or ``gemini``, as the argument is
            called that it came in.
    """

    chat_json: str
    count: TokenCount
    ratio: CompressionRatio
    lossless: bool
    messages: tuple[CompressedMessage, ...]
    rungs: tuple[RungCount, ...]
    compressor_version: str
    message_count: int
    model: str
    shape: str = ""

    @property
    def body(self) -> dict[str, Any]:
        """The request as a provider's library takes it: ``create(**compressed.body)``."""
        body: dict[str, Any] = json.loads(self.chat_json)
        return body


@dataclass(frozen=True, slots=True)
class PlannedCompression:
    """What a budget would keep.

    Args:
        token_budget: The budget.
        feasible: Whether it can be kept.
        predicted_token_count: About how many tokens the result would have.
        predicted_kept_value: How much of the text's worth would be kept, from 0 to 1, as the
            pipeline judges it; it orders budgets and promises no number of right answers.
    """

    token_budget: int
    feasible: bool
    predicted_token_count: int
    predicted_kept_value: float


@dataclass(frozen=True, slots=True)
class CompressionPlan:
    """What several budgets would keep.

    Args:
        plans: The budgets, in the order asked for.
        count: The tokens of the text.
        minimum_token_budget: About the least budget that can be kept.
        compressor_version: The version of the pipeline.
    """

    plans: tuple[PlannedCompression, ...]
    count: TokenCount
    minimum_token_budget: int
    compressor_version: str
