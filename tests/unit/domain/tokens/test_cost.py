from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue, NotFound
from domain.tokens.cost import (
    Cost,
    Price,
    PriceSheet,
    PriceStep,
    PriceUnknown,
    ServiceTier,
    TokenUsage,
    estimate,
    price_unknown,
)

SHEET = PriceSheet(
    provider="maker",
    model="m",
    service_tier=ServiceTier.STANDARD,
    input_price=Price(Decimal(2), (PriceStep(1_000, Decimal(4)), PriceStep(2_000, Decimal(8)))),
    cached_input_price=Price(Decimal("0.2"), (PriceStep(1_000, Decimal("0.4")),)),
    cache_write_price=Price(Decimal("2.5")),
    output_price=Price(Decimal(10), (PriceStep(1_000, Decimal(15)),)),
    price_date=date(2026, 11, 23),
    source="test 1",
)


@st.composite
def usages(draw: st.DrawFn, *, most: int = 3_000) -> TokenUsage:
    """A usage whose input has at most so many tokens."""
    length = draw(st.integers(0, most))
    cached = draw(st.integers(0, length))
    return TokenUsage(
        length, cached, draw(st.integers(0, length - cached)), draw(st.integers(0, 10**6))
    )


@st.composite
def prices(draw: st.DrawFn) -> Price:
    """A price with up to three steps."""
    amounts = st.decimals(0, 1_000, places=6)
    starts = draw(st.lists(st.integers(0, 3_000), max_size=3, unique=True))
    steps = tuple(PriceStep(start, draw(amounts)) for start in sorted(starts))
    return Price(draw(amounts), steps)


@st.composite
def sheets(draw: st.DrawFn) -> PriceSheet:
    """A sheet of any prices; those of caches may be missing."""
    maybe = st.one_of(st.none(), prices())
    return replace(
        SHEET,
        input_price=draw(prices()),
        cached_input_price=draw(maybe),
        cache_write_price=draw(maybe),
        output_price=draw(prices()),
    )


def test_each_kind_of_token_has_its_price() -> None:
    """The parts are told apart, and what no cache has is what is left of the input."""
    expected = Cost(
        input_usd=Decimal("0.0014"),
        cached_input_usd=Decimal("0.00004"),
        cache_write_usd=Decimal("0.00025"),
        output_usd=Decimal("0.0001"),
        above_input_token_count=0,
        service_tier=ServiceTier.STANDARD,
        price_date=date(2026, 11, 23),
        source="test 1",
    )

    actual = estimate(TokenUsage(1_000, 200, 100, 10), SHEET)

    assert expected == actual


@pytest.mark.parametrize(
    ("length", "usd", "step"),
    [(1_000, "0.002", 0), (1_001, "0.004004", 1_000), (2_000, "0.008", 1_000),
     (2_001, "0.016008", 2_000)],
)  # fmt: skip
def test_a_step_counts_for_the_whole_call(length: int, usd: str, step: int) -> None:
    """One token more than its start lets it count for every token."""
    cost = estimate(TokenUsage(length), SHEET)

    assert (Decimal(usd), step) == (cost.input_usd, cost.above_input_token_count)


def test_the_whole_input_decides_the_step_of_every_part() -> None:
    """Cached input is part of its length, and output has steps by the input too."""
    cost = estimate(TokenUsage(1_001, 1_001, output_token_count=1_000), SHEET)

    assert (Decimal("0.0004004"), Decimal("0.015")) == (cost.cached_input_usd, cost.output_usd)


@given(usages(), sheets())
def test_no_cost_is_negative(usage: TokenUsage, sheet: PriceSheet) -> None:
    """Nobody is paid for asking, whatever the prices."""
    cost = estimate(usage, sheet)
    parts = [cost.input_usd, cost.cached_input_usd, cost.cache_write_usd, cost.output_usd]

    assert min(parts) >= 0


@given(usages(), sheets())
def test_the_parts_are_the_whole(usage: TokenUsage, sheet: PriceSheet) -> None:
    """Nothing is lost or counted twice."""
    cost = estimate(usage, sheet)

    assert cost.total_usd == sum(
        [cost.input_usd, cost.cached_input_usd, cost.cache_write_usd, cost.output_usd]
    )


@given(usages(most=500), usages(most=500))
def test_costs_of_one_step_add_up(one: TokenUsage, other: TokenUsage) -> None:
    """Two calls cost what one of both would, while no step lies between."""
    both = TokenUsage(
        one.input_token_count + other.input_token_count,
        one.cached_input_token_count + other.cached_input_token_count,
        one.cache_write_token_count + other.cache_write_token_count,
        one.output_token_count + other.output_token_count,
    )

    actual = estimate(one, SHEET).total_usd + estimate(other, SHEET).total_usd

    assert estimate(both, SHEET).total_usd == actual


@given(st.lists(usages(), min_size=1, max_size=5))
def test_several_calls_cost_what_each_of_them_does(calls: list[TokenUsage]) -> None:
    """They are put together part by part, under the highest step."""
    costs = [estimate(usage, SHEET) for usage in calls]

    actual = Cost.together(costs)

    assert (
        sum(cost.total_usd for cost in costs),
        sum(cost.output_usd for cost in costs),
        max(cost.above_input_token_count for cost in costs),
    ) == (actual.total_usd, actual.output_usd, actual.above_input_token_count)


@given(usages())
def test_a_cache_without_a_price_costs_what_input_does(usage: TokenUsage) -> None:
    """It makes no difference then where the input comes from."""
    sheet = replace(SHEET, cached_input_price=None, cache_write_price=None)
    plain = TokenUsage(usage.input_token_count, output_token_count=usage.output_token_count)

    actual = estimate(usage, sheet).total_usd

    assert estimate(plain, sheet).total_usd == actual


def test_output_without_a_price_is_an_error() -> None:
    """It is not free."""
    sheet = replace(SHEET, output_price=None)

    with pytest.raises(PriceUnknown):
        estimate(TokenUsage(1, output_token_count=1), sheet)


def test_input_costs_where_there_is_no_output() -> None:
    """A model that only embeds has a price."""
    cost = estimate(TokenUsage(1_000), replace(SHEET, output_price=None))

    assert (Decimal("0.002"), Decimal(0)) == (cost.total_usd, cost.output_usd)


@pytest.mark.parametrize(
    ("counts", "field"),
    [
        ((-1,), "input_token_count"),
        ((1, -1), "cached_input_token_count"),
        ((1, 0, -1), "cache_write_token_count"),
        ((1, 0, 0, -1), "output_token_count"),
        ((1, 2), "cached_input_token_count"),
        ((2, 1, 2), "cache_write_token_count"),
    ],
)
def test_a_usage_that_cannot_be_names_its_field(counts: tuple[int, ...], field: str) -> None:
    """A cache holds no more than the input, and nothing is less than nothing."""
    with pytest.raises(InvalidValue) as caught:
        TokenUsage(*counts)

    assert field == caught.value.field


@pytest.mark.parametrize("amount", ["-1", "NaN", "Infinity"])
def test_a_price_is_a_number_of_at_least_nothing(amount: str) -> None:
    """What is no amount of money is refused."""
    with pytest.raises(InvalidValue):
        Price(Decimal(amount))


@pytest.mark.parametrize("starts", [(2, 1), (1, 1), (-1,)])
def test_steps_ascend(starts: tuple[int, ...]) -> None:
    """Which step counts is never in doubt."""
    steps = tuple(PriceStep(start, Decimal(1)) for start in starts)

    with pytest.raises(InvalidValue):
        Price(Decimal(1), steps)


@pytest.mark.parametrize(
    ("known", "named", "hinted"),
    [([], "", False), ([ServiceTier.STANDARD, ServiceTier.FLEX], "standard,flex", True)],
)
def test_the_error_names_the_tiers_that_have_a_price(
    known: list[ServiceTier], named: str, *, hinted: bool
) -> None:
    """A caller can choose another tier without asking again."""
    error = price_unknown("m", provider="p", service_tier=ServiceTier.BATCH, known=known)

    assert (NotFound, named, hinted) == (
        type(error).__base__,
        error.metadata["known"],
        "there is one for" in error.message,
    )
