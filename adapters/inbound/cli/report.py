"""What became of each input, and of all of them together."""

from dataclasses import dataclass

from adapters.inbound.cli.exit_codes import ExitCode
from domain.tokens.model import TokenAnalysis


@dataclass(frozen=True, slots=True)
class CountedInput:
    """An input and its count.

    Args:
        path: As shown to people; ``-`` for standard input.
        token_count: Its tokens.
        byte_count: Its length in bytes.
    """

    path: str
    token_count: int
    byte_count: int


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
    def total_token_count(self) -> int:
        """Tokens of all inputs that were counted."""
        return sum(each.token_count for each in self.counted)

    @property
    def total_byte_count(self) -> int:
        """Bytes of all inputs that were counted."""
        return sum(each.byte_count for each in self.counted)

    @property
    def exit_code(self) -> ExitCode:
        """COMPLETE if nothing failed."""
        return ExitCode.PARTIAL if self.failed else ExitCode.COMPLETE
