"""What models cost and how they differ has its place in an answer."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from adapters.inbound.grpc import token_answers as answers
from domain.shared.pages import Page
from domain.tokens.analyses import (
    CatalogueInfo,
    CostAnalysis,
    ModelComparison,
    ModelTotals,
    PricedModel,
)
from domain.tokens.cost import Cost, Price, PriceSheet, PriceStep, ServiceTier
from domain.tokens.model import CountMethod, ModelSpecification
from tests.unit.grpc.labels import COUNT, MADE_BY, WIRE_COUNT, WIRE_MADE_BY

DAY = date(2026, 1, 2)


def cost(*dollars: str) -> Cost:
    """Input, cached input, written cache and output."""
    plain, cached, written, output = map(Decimal, dollars)
    return Cost(plain, cached, written, output, 0, ServiceTier.STANDARD, DAY, "fixed 1")


def test_a_cost_is_told_in_its_parts() -> None:
    """Input, caches and output add up to the total; the bound has a total of its own."""
    analysis = CostAnalysis(
        "m", cost("1", "0.20", "0.03", "0.004"), cost("2", "0", "0", "0"), COUNT, MADE_BY
    )
    expected = pb.EstimateCostResponse(
        model="m",
        cost=pb.Cost(
            total_usd="1.234",
            input_usd="1",
            cached_input_usd="0.2",
            cache_write_usd="0.03",
            output_usd="0.004",
            price_date="2026-01-02",
            price_source="fixed 1",
        ),
        upper_bound_total_usd="2",
        input=WIRE_COUNT,
        provenance=WIRE_MADE_BY,
    )

    assert expected == answers.from_cost_analysis(analysis)


def test_a_number_that_was_given_was_made_by_nobody_here() -> None:
    """The provenance is absent, not empty."""
    analysis = CostAnalysis("m", cost(*"0000"), cost(*"0000"), COUNT, None)

    assert not answers.from_cost_analysis(analysis).HasField("provenance")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("0", "0"),
        ("0E-12", "0"),
        ("0.000", "0"),
        ("1E-9", "0.000000001"),
        ("0.10", "0.1"),
        ("1E+3", "1000"),
        ("100", "100"),
        ("123456789.987654321", "123456789.987654321"),
    ],
)
def test_a_number_is_written_plainly(number: str, text: str) -> None:
    """No exponent, and no noughts behind the point that say nothing."""
    assert (
        text
        == answers.from_cost_analysis(
            CostAnalysis("m", cost(number, *"000"), cost(*"0000"), COUNT, None)
        ).cost.input_usd
    )


def totals(name: str, own_cost: Cost | None, limit: int | None) -> ModelTotals:
    model = ModelSpecification(name, "test", "enc", input_token_limit=limit)
    return ModelTotals(model, COUNT, own_cost, MADE_BY)


def test_a_comparison_tells_both_sides() -> None:
    """Costs and limits that nobody knows are absent, not nought."""
    comparison = ModelComparison(
        totals("a", cost(*"1000"), 0), totals("b", None, None), 1.5, (1.0, 2.0), (1,), (0,)
    )

    actual = answers.from_comparison(comparison)

    before = getattr(actual, "from")
    assert ("a", "1", 0) == (before.model, before.cost.total_usd, before.input_token_limit)
    assert before.HasField("input_token_limit")
    assert ("b", WIRE_COUNT, WIRE_MADE_BY) == (
        actual.to.model,
        actual.to.count,
        actual.to.provenance,
    )
    assert not actual.to.HasField("cost")
    assert not actual.to.HasField("input_token_limit")
    assert (1.5, [1.0, 2.0], [1], [0]) == (
        actual.token_ratio,
        list(actual.token_ratios),
        list(actual.stops_fitting),
        list(actual.begins_fitting),
    )


INFO = CatalogueInfo("7", DAY, 3, "fixed 1")
MODEL = ModelSpecification(
    "m",
    "test",
    "enc",
    CountMethod.RECONSTRUCTED,
    countable=False,
    aliases=("n",),
    framing="rules",
    context_token_limit=10,
    output_token_limit=0,
)
SHEET = PriceSheet(
    provider="test",
    model="m",
    service_tier=ServiceTier.STANDARD,
    input_price=Price(Decimal("1.50"), (PriceStep(100, Decimal(3)),)),
    cached_input_price=Price(Decimal("0.15")),
    cache_write_price=None,
    output_price=Price(Decimal(10)),
    price_date=DAY,
    source="fixed 1",
)


def test_a_model_is_told_with_its_limits_and_prices() -> None:
    """What is not known is absent, and of prices that rise with the input the lowest is told."""
    expected = pb.Model(
        name="m",
        provider="test",
        encoding="enc",
        method=types_pb2.COUNT_METHOD_RECONSTRUCTED,
        countable=False,
        aliases=["n"],
        context_token_limit=10,
        output_token_limit=0,
        framing="rules",
        prices=pb.ModelPrices(
            input_usd="1.5", cached_input_usd="0.15", cache_write_usd="", output_usd="10"
        ),
    )

    actual = answers.from_model(PricedModel(MODEL, SHEET))

    assert expected == actual
    assert not actual.HasField("input_token_limit")


def test_a_model_without_a_price_has_none() -> None:
    """Absent, not nought."""
    assert not answers.from_model(PricedModel(MODEL, None)).HasField("prices")


@pytest.mark.parametrize(("as_of", "text"), [(DAY, "2026-01-02"), (None, "")])
def test_the_age_of_the_data_is_told_on_every_page(as_of: date | None, text: str) -> None:
    """Data without a day says none."""
    expected = pb.CatalogueInfo(version="7", as_of=text, age_days=3, prices_version="fixed 1")

    page = answers.from_models(
        Page((PricedModel(MODEL, None),), "next"), replace(INFO, as_of=as_of)
    )

    assert (expected, "next", ["m"]) == (
        page.catalogue,
        page.next_page_token,
        [each.name for each in page.models],
    )
