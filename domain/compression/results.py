"""What a compression gives: a text or a chat, and what became of each stretch of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from domain.compression.model import SegmentKind
from domain.compression.requests import Strategy
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import Provenance, TokenCount
from domain.tokens.truncation import TextRange

COMPRESSOR_VERSION = "1"
"""Changes whenever the same request may give other bytes than before."""


class Fate(Enum):
    """How much of something is left: a rung of the ladder, or what a whole text goes through."""

    FULL = "full"
    LOSSLESS = "lossless"
    EXTRACT = "extract"
    SKELETON = "skeleton"
    TEMPLATE = "template"
    STUB = "stub"
    DROP = "drop"
    ABSTRACT = "abstract"


class Reason(Enum):
    """Why something was kept or left out."""

    FITS = "fits"
    PINNED = "pinned"
    STRUCTURE = "structure"
    WORTH_ITS_TOKENS = "worth_its_tokens"
    OVER_BUDGET = "over_budget"
    TRUNCATED = "truncated"
    PROTECTED = "protected"


@dataclass(frozen=True, slots=True)
class CompressedSpan:
    """What became of a stretch of a text.

    Args:
        source: The stretch.
        output: What stands for it; None where nothing does.
        kind: What it is.
        fate: How much of it is left.
        reason: Why.
        handle: Gives it back; empty unless it was left out and kept.
        byte_count: Length of the stretch in UTF-8; 0 while the text is still being compressed.
    """

    source: TextRange
    output: TextRange | None
    kind: SegmentKind
    fate: Fate
    reason: Reason
    handle: str = ""
    byte_count: int = 0


@dataclass(frozen=True, slots=True)
class CompressionRatio:
    """How much shorter something became.

    Args:
        original_tokens: Its tokens before.
        compressed_tokens: Its tokens now.
    """

    original_tokens: int
    compressed_tokens: int

    @property
    def factor(self) -> float:
        """How many tokens became one; 1 for nothing."""
        return self.original_tokens / self.compressed_tokens if self.compressed_tokens else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressedText:
    """A compressed text.

    Args:
        source: The text it was made from; empty where the result is kept longer than that.
        text: What is left of it.
        count: Its tokens.
        ratio: How much shorter it is.
        is_lossless: Whether the original can be made from it.
        spans: What became of each stretch; they tile the source.
        fates: How many parts ended on which rung.
        strategy: What made it.
        provenance: What counted.
    """

    source: str
    text: str
    count: TokenCount
    ratio: CompressionRatio
    is_lossless: bool
    spans: tuple[CompressedSpan, ...]
    fates: Mapping[Fate, int]
    strategy: Strategy
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class CompressedChatText:
    """What became of a text of a message.

    Args:
        path: Where it stands.
        source: The text; empty where the result is kept longer than that.
        spans: What became of each stretch of it.
    """

    path: str
    source: str
    spans: tuple[CompressedSpan, ...]


@dataclass(frozen=True, slots=True)
class CompressedMessage:
    """What became of a message.

    Args:
        index: Its place in the request.
        is_removed: Whether it is gone.
        reason: Why it is as it is.
        texts: Its texts that were looked at.
    """

    index: int
    is_removed: bool
    reason: Reason
    texts: tuple[CompressedChatText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressedChat:
    """A compressed chat request.

    Args:
        chat: The request, in the shape it came in.
        model: The model that was counted for.
        count: Its tokens.
        ratio: How much shorter it is.
        is_lossless: Whether the original can be made from it.
        messages: What became of those that changed, in order.
        message_count: How many are left.
        fates: How many parts ended on which rung.
        provenance: What counted.
    """

    chat: ChatRequest
    model: str
    count: TokenCount
    ratio: CompressionRatio
    is_lossless: bool
    messages: tuple[CompressedMessage, ...]
    message_count: int
    fates: Mapping[Fate, int]
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PlannedCompression:
    """What a budget would keep.

    Args:
        token_budget: The budget.
        is_feasible: Whether it can be kept.
        predicted_tokens: About how many tokens the result would have.
        kept_value_permille: How much of the text's worth would be kept.
    """

    token_budget: int
    is_feasible: bool
    predicted_tokens: int
    kept_value_permille: int


@dataclass(frozen=True, slots=True)
class CompressionPlan:
    """What several budgets would keep.

    Args:
        plans: The budgets, in the order asked for.
        count: The tokens of the text.
        minimum_tokens: About the least budget that can be kept.
        provenance: What counted.
    """

    plans: tuple[PlannedCompression, ...]
    count: TokenCount
    minimum_tokens: int
    provenance: Provenance
