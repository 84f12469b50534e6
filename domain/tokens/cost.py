"""What tokens cost: the prices of a model, and the cost of a call at them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum

from domain.shared.errors import InvalidValue, NotFound

_PER = Decimal(1_000_000)
_NOTHING = Decimal(0)


class ServiceTier(Enum):
    """What a provider charges differently for."""

    STANDARD = "standard"
    BATCH = "batch"
    FLEX = "flex"
    PRIORITY = "priority"


class PriceUnknown(NotFound):
    """Nobody has a price for this model at this service tier."""

    reason = "PRICE_UNKNOWN"


def price_unknown(
    model: str, *, provider: str, service_tier: ServiceTier, known: Iterable[ServiceTier]
) -> PriceUnknown:
    """The error that names the service tiers for which there is a price.

    Args:
        model: The model that was asked for.
        provider: Who would bill it.
        service_tier: The tier that was asked for.
        known: The tiers that have a price.
    """
    tiers = [tier.value for tier in known]
    hint = f"; there is one for {', '.join(tiers)}" if tiers else ""
    return PriceUnknown(
        f"no {service_tier.value} price is known for {model!r} of {provider}{hint}",
        model=model,
        provider=provider,
        service_tier=service_tier.value,
        known=",".join(tiers),
    )


@dataclass(frozen=True, slots=True)
class PriceStep:
    """A price that counts for the whole call once its input is long enough.

    Args:
        above_input_token_count: The step counts for inputs of more tokens than this.
        usd_per_million: US dollars for a million tokens.
    """

    above_input_token_count: int
    usd_per_million: Decimal


@dataclass(frozen=True, slots=True)
class Price:
    """What one kind of token costs.

    Args:
        usd_per_million: US dollars for a million tokens, below every step.
        steps: Prices for longer inputs, in ascending order.

    Raises:
        InvalidValue: A price is negative or no number, or the steps do not ascend.
    """

    usd_per_million: Decimal
    steps: tuple[PriceStep, ...] = ()

    def __post_init__(self) -> None:
        prices = [self.usd_per_million, *(step.usd_per_million for step in self.steps)]
        if not all(price.is_finite() and price >= 0 for price in prices):
            raise InvalidValue("a price is a number of at least 0", field="usd_per_million")
        starts = [step.above_input_token_count for step in self.steps]
        if starts != sorted(set(starts)) or any(start < 0 for start in starts):
            raise InvalidValue("the steps of a price ascend from 0", field="steps")

    def step(self, input_token_count: int) -> PriceStep | None:
        """The step that counts for an input of so many tokens; None below the first."""
        reached = [step for step in self.steps if input_token_count > step.above_input_token_count]
        return reached[-1] if reached else None

    def cost(self, token_count: int, *, input_token_count: int) -> Decimal:
        """US dollars for so many tokens of a call with that much input."""
        step = self.step(input_token_count)
        return (step or self).usd_per_million * token_count / _PER


@dataclass(frozen=True, slots=True)
class PriceSheet:
    """What the tokens of a model cost at one service tier at one time.

    Args:
        provider: Who bills them.
        model: The model, as the source of the prices names it.
        service_tier: The tier.
        input_price: Input tokens.
        cached_input_price: Input tokens that are read from a cache; None where they cost what
            other input does.
        cache_write_price: Input tokens that are written to a cache; None as above.
        output_price: Output tokens; None where the model has no output that is billed by the
            token.
        price_date: The day whose prices these are.
        source: Where they are from, such as ``genai-prices 0.2.3``.
    """

    provider: str
    model: str
    service_tier: ServiceTier
    input_price: Price
    cached_input_price: Price | None
    cache_write_price: Price | None
    output_price: Price | None
    price_date: date
    source: str


@dataclass(frozen=True, slots=True)
class TokenUsage:
    """The tokens of a call, as providers bill them.

    Args:
        input_token_count: All the input, whatever a cache has of it.
        cached_input_token_count: How much of it is read from a cache.
        cache_write_token_count: How much of it is written to a cache.
        output_token_count: All the output, reasoning included.

    Raises:
        InvalidValue: A count is negative, or the cache has more than the whole input.
    """

    input_token_count: int
    cached_input_token_count: int = 0
    cache_write_token_count: int = 0
    output_token_count: int = 0

    def __post_init__(self) -> None:
        for field in self.__slots__:
            if getattr(self, field) < 0:
                raise InvalidValue("a number of tokens is at least 0", field=field)
        if self.cached_input_token_count > self.input_token_count:
            raise InvalidValue(
                "no more than the whole input is read from a cache",
                field="cached_input_token_count",
            )
        if self.uncached_input_token_count < 0:
            raise InvalidValue(
                "no more than the rest of the input is written to a cache",
                field="cache_write_token_count",
            )

    @property
    def uncached_input_token_count(self) -> int:
        """Input that is neither read from nor written to a cache."""
        cached = self.cached_input_token_count + self.cache_write_token_count
        return self.input_token_count - cached


@dataclass(frozen=True, slots=True)
class Cost:
    """What a call costs, in US dollars.

    Args:
        input_usd: Input that is neither read from nor written to a cache.
        cached_input_usd: Input read from a cache.
        cache_write_usd: Input written to a cache.
        output_usd: Output.
        above_input_token_count: The step of the prices that counted: that for inputs of more
            tokens than this; 0 for the first.
        service_tier: The service tier.
        price_date: The day whose prices counted.
        source: Where the prices are from.
    """

    input_usd: Decimal
    cached_input_usd: Decimal
    cache_write_usd: Decimal
    output_usd: Decimal
    above_input_token_count: int
    service_tier: ServiceTier
    price_date: date
    source: str

    @property
    def total_usd(self) -> Decimal:
        """All together."""
        return self.input_usd + self.cached_input_usd + self.cache_write_usd + self.output_usd

    @classmethod
    def together(cls, costs: Sequence["Cost"]) -> "Cost":
        """What several calls at the prices of one sheet cost; the highest step is named.

        Args:
            costs: The cost of each call; at least one.
        """
        return replace(
            costs[0],
            input_usd=sum((cost.input_usd for cost in costs), _NOTHING),
            cached_input_usd=sum((cost.cached_input_usd for cost in costs), _NOTHING),
            cache_write_usd=sum((cost.cache_write_usd for cost in costs), _NOTHING),
            output_usd=sum((cost.output_usd for cost in costs), _NOTHING),
            above_input_token_count=max(cost.above_input_token_count for cost in costs),
        )


def estimate(usage: TokenUsage, sheet: PriceSheet) -> Cost:
    """What a call with that usage costs.

    The length of the whole input decides which step of the prices counts, for every token of the
    call, as providers bill it.

    Raises:
        PriceUnknown: There is output, and the sheet has no price for it.
    """
    length = usage.input_token_count
    step = sheet.input_price.step(length)
    return Cost(
        input_usd=sheet.input_price.cost(
            usage.uncached_input_token_count, input_token_count=length
        ),
        cached_input_usd=(sheet.cached_input_price or sheet.input_price).cost(
            usage.cached_input_token_count, input_token_count=length
        ),
        cache_write_usd=(sheet.cache_write_price or sheet.input_price).cost(
            usage.cache_write_token_count, input_token_count=length
        ),
        output_usd=_output_cost(usage, sheet),
        above_input_token_count=step.above_input_token_count if step else 0,
        service_tier=sheet.service_tier,
        price_date=sheet.price_date,
        source=sheet.source,
    )


def _output_cost(usage: TokenUsage, sheet: PriceSheet) -> Decimal:
    if sheet.output_price:
        return sheet.output_price.cost(
            usage.output_token_count, input_token_count=usage.input_token_count
        )
    if usage.output_token_count:
        raise PriceUnknown(
            f"no price is known for output of {sheet.model!r} of {sheet.provider}",
            model=sheet.model,
            provider=sheet.provider,
            service_tier=sheet.service_tier.value,
            known="",
        )
    return _NOTHING
