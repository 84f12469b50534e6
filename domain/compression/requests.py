"""What a caller may ask of compression."""

from dataclasses import dataclass
from enum import Enum

from domain.compression.model import SegmentKind
from domain.shared.errors import FailedPrecondition, InvalidValue
from domain.tokens.truncation import Side, TextRange

PIN_LIMIT = 1_000
"""The most pins of a request."""
QUERY_CHARACTERS = 32_768
"""How much of a query is looked at."""


class Strategy(Enum):
    """How a text is shortened."""

    AUTO = "auto"
    LOSSLESS = "lossless"
    EXTRACTIVE = "extractive"
    TRUNCATE_HEAD = "truncate_head"
    TRUNCATE_TAIL = "truncate_tail"
    TRUNCATE_MIDDLE = "truncate_middle"
    ABSTRACTIVE = "abstractive"

    @property
    def kept_side(self) -> Side | None:
        """Which part a truncation keeps; None for what is no truncation."""
        return _SIDES.get(self)


_SIDES = {
    Strategy.TRUNCATE_HEAD: Side.HEAD,
    Strategy.TRUNCATE_TAIL: Side.TAIL,
    Strategy.TRUNCATE_MIDDLE: Side.MIDDLE,
}


class Accuracy(Enum):
    """How much work goes into judging what matters."""

    STANDARD = "standard"
    HIGH = "high"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionRules:
    """To what, and how, something is compressed.

    Args:
        token_budget: The most tokens of the result.
        query: The question that must still be answered; may be empty.
        strategy: How it is shortened.
        accuracy: How much work goes into judging what matters.
        literal_keep_tags: Whether keep tags are ordinary text.
        expandable: Whether what is left out may be asked for again.

    Raises:
        InvalidValue: The budget is negative.
    """

    token_budget: int
    query: str = ""
    strategy: Strategy = Strategy.AUTO
    accuracy: Accuracy = Accuracy.STANDARD
    literal_keep_tags: bool = False
    expandable: bool = False

    def __post_init__(self) -> None:
        if self.token_budget < 0:
            raise InvalidValue("a budget is at least 0 tokens", field="token_budget")


@dataclass(frozen=True, slots=True)
class TextToCompress:
    """A text, and what the caller says of it.

    Args:
        text: Any text.
        pins: Ranges of it that stay as they are.
        kind: What it is; None to have it found out.

    Raises:
        InvalidValue: There are too many pins, or one is not a range of the text.
    """

    text: str
    pins: tuple[TextRange, ...] = ()
    kind: SegmentKind | None = None

    def __post_init__(self) -> None:
        if len(self.pins) > PIN_LIMIT:
            raise InvalidValue(
                f"a text has at most {PIN_LIMIT} pins", field="pins", limit=PIN_LIMIT
            )
        for index, pin in enumerate(self.pins):
            if not 0 <= pin.start <= pin.end <= len(self.text):
                raise InvalidValue(
                    f"a pin is a range of the text, which has {len(self.text)} characters",
                    field=f"pins[{index}]",
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class StayingMessages:
    """Which messages of a chat stay as they are, beside those that always do.

    Args:
        frozen: How many of the first messages were sent before.
        pinned: Indexes of further messages.
        last_question: Whether the user's last question stays as it is.

    Raises:
        InvalidValue: A number is negative.
    """

    frozen: int = 0
    pinned: frozenset[int] = frozenset()
    last_question: bool = True

    def __post_init__(self) -> None:
        if self.frozen < 0:
            raise InvalidValue("at least 0 messages are frozen", field="frozen_message_count")
        if min(self.pinned, default=0) < 0:
            raise InvalidValue("an index is at least 0", field="pinned_messages")

    def check(self, message_count: int) -> None:
        """Refuse messages that there are not.

        Raises:
            InvalidValue: An index is none of a message.
        """
        for field, needed in (
            ("frozen_message_count", self.frozen),
            ("pinned_messages", max(self.pinned, default=-1) + 1),
        ):
            if needed > message_count:
                raise InvalidValue(
                    f"only {message_count:,} messages are in the request",
                    field=field,
                    limit=message_count,
                )


class TextTooLongToCompress(InvalidValue):
    """The text is longer than one call may compress."""

    reason = "TEXT_TOO_LONG_TO_COMPRESS"

    @classmethod
    def of(cls, character_count: int, *, limit: int, field: str) -> "TextTooLongToCompress":
        """The error for so many characters."""
        return cls(
            f"at most {limit} characters are compressed in one call",
            field=field,
            limit=limit,
            given=character_count,
        )


class BudgetInfeasible(FailedPrecondition):
    """What must stay is more than the budget."""

    reason = "BUDGET_INFEASIBLE"

    @classmethod
    def below(
        cls, minimum_tokens: int, *, token_budget: int, blamed: tuple[str, ...]
    ) -> "BudgetInfeasible":
        """The error for a budget below what must stay.

        Args:
            minimum_tokens: The least budget that can be kept.
            token_budget: The one that was asked for.
            blamed: What must stay, such as ``pins[2]``, the largest first.
        """
        return cls(
            f"the budget of {token_budget:,} tokens cannot be kept; at least {minimum_tokens:,} "
            f"are needed for {', '.join(blamed) or 'what has to stay'}",
            token_budget=token_budget,
            minimum_token_budget=minimum_tokens,
            blamed=",".join(blamed),
        )


class ExpansionOff(FailedPrecondition):
    """Nothing is kept of what is left out."""

    reason = "EXPANSION_OFF"


class AbstractionOff(FailedPrecondition):
    """No endpoint is set up that could write a text shorter."""

    reason = "ABSTRACTION_OFF"
