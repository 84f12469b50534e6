"""What the golden gate needs: a switch that every process sees, and checks off the hot path."""

from enum import Enum
from typing import Protocol

from domain.tokens.model import SpecialTokens


class CheckOutcome(Enum):
    """What a comparison of the fast engine with the reference showed."""

    EQUAL = "equal"
    DIFFERENT = "different"
    INCONCLUSIVE = "inconclusive"


class EngineSwitch(Protocol):
    """Which encodings have been switched from the fast engine to the reference.

    A switch is seen by every process of this server at once and holds until it restarts.
    """

    def is_on_reference(self, encoding: str) -> bool:
        """Whether the encoding has been switched; cheap enough for every count."""
        ...

    def to_reference(self, encoding: str) -> bool:
        """Switch the encoding; True when this call was the first to do so."""
        ...


class ShadowChecks(Protocol):
    """Takes counts of the fast engine to be checked elsewhere, later, or never."""

    def offer(
        self, *, encoding: str, text: str, special_tokens: SpecialTokens, token_count: int
    ) -> None:
        """Offer a count. Never raises, never waits; what is not taken is dropped."""
        ...


class EngineTelemetry(Protocol):
    """Takes note of what the golden gate saw; never raises, never blocks."""

    def engine_checked(self, *, encoding: str, outcome: CheckOutcome) -> None:
        """The fast engine was compared with the reference once."""
        ...

    def engine_switched(self, *, encoding: str) -> None:
        """The encoding was switched to the reference after a difference."""
        ...
