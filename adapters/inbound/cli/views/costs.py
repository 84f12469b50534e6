"""Costs as people and programs read them."""

from typing import Any

from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.views.labels import (
    count_data,
    decimal_text,
    is_exact,
    label_of,
    missed,
    provenance_data,
)
from domain.tokens.analyses import CostAnalysis
from domain.tokens.cost import Cost
from domain.tokens.questions import CostQuestion

_NUMBERS = (Column("Tokens", is_number=True), Column("USD", is_number=True))
_PARTS = (
    ("input", "uncached_input_token_count", "input_usd"),
    ("input from cache", "cached_input_token_count", "cached_input_usd"),
    ("input to cache", "cache_write_token_count", "cache_write_usd"),
    ("output", "output_token_count", "output_usd"),
)
"""What is billed: its name, and where its tokens and its cost are."""


def cost_table(analysis: CostAnalysis, question: CostQuestion) -> Table:
    """A row for each kind of token that there is."""
    usage = question.usage(analysis.count.token_count)
    exact = is_exact(analysis.count)
    bound = () if exact else (Column("At most", is_number=True),)
    rows = [
        (name, tokens, *_dollars(analysis, field))
        for name, source, field in _PARTS
        if (tokens := getattr(usage, source))
    ]
    return Table(
        columns=(Column("Billed"), *_NUMBERS, *bound),
        rows=tuple(rows),
        total=("total", usage.input_token_count + usage.output_token_count, *_dollars(analysis)),
        notes=missed(analysis.count),
        label=_label(analysis),
        is_certain=exact,
    )


def cost_data(analysis: CostAnalysis, model: str) -> dict[str, Any]:
    """A cost for programs; dollars are decimal numbers as texts, since they are exact."""
    provenance = analysis.provenance
    return {
        "model": model,
        "input": count_data(analysis.count),
        "cost": money_data(analysis.cost),
        "upper_bound_cost": money_data(analysis.upper_bound),
        "provenance": provenance_data(provenance) if provenance else None,
    }


def money_data(cost: Cost) -> dict[str, Any]:
    """What something costs, for programs."""
    return {
        "total_usd": decimal_text(cost.total_usd),
        "input_usd": decimal_text(cost.input_usd),
        "cached_input_usd": decimal_text(cost.cached_input_usd),
        "cache_write_usd": decimal_text(cost.cache_write_usd),
        "output_usd": decimal_text(cost.output_usd),
        "service_tier": cost.service_tier.value,
        "above_input_token_count": cost.above_input_token_count,
        "price_date": cost.price_date.isoformat(),
        "price_source": cost.source,
    }


def prices_label(cost: Cost) -> str:
    """Which prices these are."""
    prices = f"{cost.service_tier.value} prices of {cost.price_date} from {cost.source}"
    if cost.above_input_token_count:
        return f"{prices}, for input above {cost.above_input_token_count:,} tokens"
    return prices


def _dollars(analysis: CostAnalysis, field: str = "total_usd") -> tuple[Cell, ...]:
    cost = decimal_text(getattr(analysis.cost, field))
    if is_exact(analysis.count):
        return (cost,)
    return cost, decimal_text(getattr(analysis.upper_bound, field))


def _label(analysis: CostAnalysis) -> str:
    facts = [prices_label(analysis.cost)]
    if analysis.provenance:
        facts.append(label_of(analysis.count, analysis.provenance))
    return "; ".join(facts)
