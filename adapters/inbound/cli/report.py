"""What became of each input, and of all of them together."""

from dataclasses import dataclass
from functools import reduce

from adapters.inbound.cli.exit_codes import ExitCode
from domain.tokens.model import (
    TokenCount,
)
from domain.tokens.text_analyses import (
    TokenAnalysis,
)


@dataclass(frozen=True, slots=True)
class CountedInput:
    """An input and its count.

    Args:
        path: As shown to people; ``-`` for standard input.
        analysis: Its tokens, and what counted them.
        byte_count: Its length in bytes.
    """

    path: str
    analysis: TokenAnalysis
    byte_count: int

    @property
    def count(self) -> TokenCount:
        """Its tokens."""
        return self.analysis.count


@dataclass(frozen=True, slots=True)
class FailedInput:
    """An input that should have been counted and was not.

    Args:
        path: As shown to people; ``-`` for standard input.
        reason: Why, for programs.
        message: Why, for people.
    """

    path: str
    reason: str
    message: str


@dataclass(frozen=True, slots=True)
class SkippedInput:
    """Something in a tree that is no text.

    Args:
        path: As shown to people.
        reason: Why, for programs.
        message: Why, for people.
    """

    path: str
    reason: str
    message: str


type Outcome = CountedInput | FailedInput | SkippedInput


@dataclass(frozen=True, slots=True)
class CountReport:
    """All that a count command found.

    Args:
        model: The model that was named; empty where an encoding was.
        label: How the counts were made; its own count means nothing.
        outcomes: What became of each input, in order.
    """

    model: str
    label: TokenAnalysis
    outcomes: tuple[Outcome, ...]

    @property
    def counted(self) -> tuple[CountedInput, ...]:
        """The inputs that were counted."""
        return tuple(each for each in self.outcomes if isinstance(each, CountedInput))

    @property
    def failed(self) -> tuple[FailedInput, ...]:
        """The inputs that should have been counted and were not."""
        return tuple(each for each in self.outcomes if isinstance(each, FailedInput))

    @property
    def skipped(self) -> tuple[SkippedInput, ...]:
        """What the trees hold beside texts."""
        return tuple(each for each in self.outcomes if isinstance(each, SkippedInput))

    @property
    def total(self) -> TokenCount:
        """Tokens of all inputs that were counted, worth as much as the worst count of them."""
        counts = [each.count for each in self.counted]
        return reduce(TokenCount.plus, counts, TokenCount(0, 0, self.label.count.method))

    @property
    def total_byte_count(self) -> int:
        """Bytes of all inputs that were counted."""
        return sum(each.byte_count for each in self.counted)

    @property
    def exit_code(self) -> ExitCode:
        """COMPLETE if nothing failed."""
        return ExitCode.PARTIAL if self.failed else ExitCode.COMPLETE
