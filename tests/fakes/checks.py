"""Shadow checks that remember what they were offered."""

from dataclasses import dataclass, field

from domain.tokens.model import SpecialTokens


@dataclass(slots=True)
class RecordingChecks:
    """Plays ports.outbound.engines.ShadowChecks.

    Args:
        offers: Encoding, text, how it was counted and the count of every offer.
    """

    offers: list[tuple[str, str, SpecialTokens, int]] = field(default_factory=list)

    def offer(
        self, *, encoding: str, text: str, special_tokens: SpecialTokens, token_count: int
    ) -> None:
        self.offers.append((encoding, text, special_tokens, token_count))
