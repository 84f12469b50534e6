"""What callers ask about the use of a model: whether something fits, and what it costs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from domain.tokens.cost import ServiceTier, TokenUsage


@dataclass(frozen=True, slots=True)
class ModelBudget:
    """A model, and what must be left free in it.

    Args:
        model: Its name.
        reserved_output_tokens: Tokens to keep free for the output.
        token_limit: The most tokens of input and output together, instead of the model's own
            limits; None for those.
    """

    model: str
    reserved_output_tokens: int = 0
    token_limit: int | None = None


@dataclass(frozen=True, slots=True)
class CostQuestion:
    """What a caller knows of a call that is to be priced.

    Args:
        cached_input_tokens: How many of its input tokens are read from a cache.
        cache_write_tokens: How many are written to a cache.
        output_tokens: How many tokens are expected as output.
        tier: At which service tier.
        on: The day whose prices count; None for now.

    Raises:
        InvalidValue: A number is negative.
    """

    cached_input_tokens: int = 0
    cache_write_tokens: int = 0
    output_tokens: int = 0
    tier: ServiceTier = ServiceTier.STANDARD
    on: date | None = None

    def __post_init__(self) -> None:
        least = max(0, self.cached_input_tokens) + max(0, self.cache_write_tokens)
        self.usage(least)

    def usage(self, input_tokens: int) -> TokenUsage:
        """The usage of a call with so many tokens of input.

        Raises:
            InvalidValue: The number is negative, or less than what the caches have of it.
        """
        return TokenUsage(
            input_tokens, self.cached_input_tokens, self.cache_write_tokens, self.output_tokens
        )

    def moment(self, now: datetime) -> datetime:
        """When the call is made: now, or at noon of the day that was given."""
        return datetime.combine(self.on, time(12), UTC) if self.on else now
