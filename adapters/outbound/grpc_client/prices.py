"""What the client answers about models and prices, as values of the domain, and back.

Some of it is not on the wire: what stands in its place is said where it is put.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import steelyard_client as client
from steelyard_client.arguments import ModelFilter as FilterArguments
from steelyard_client.arguments import Spending

from adapters.outbound.grpc_client import values
from domain.tokens import analyses
from domain.tokens.catalogue import ModelFilter
from domain.tokens.cost import Cost, Price, PriceSheet, ServiceTier
from domain.tokens.model import ModelSpecification
from domain.tokens.questions import CostQuestion

_UNTOLD_DAY = date.min
"""Stands where a server leaves a day out, which none of ours does."""


def model_filter(only: ModelFilter) -> FilterArguments:
    """A filter, as the client's calls take it."""
    how = FilterArguments(
        provider=only.provider, encoding=only.encoding, name_prefix=only.name_prefix
    )
    if only.method is not None:
        how["method"] = client.CountMethod(only.method.value)
    return how


def spending(question: CostQuestion) -> Spending:
    """What decides the price beside the input, as the client's calls take it."""
    how = Spending(
        cached_input_token_count=question.cached_input_tokens,
        cache_write_token_count=question.cache_write_tokens,
        output_token_count=question.output_tokens,
        service_tier=client.ServiceTier(question.tier.value),
    )
    if question.on is not None:
        how["date"] = question.on
    return how


def to_info(info: client.CatalogueInfo) -> analyses.CatalogueInfo:
    """How old the data about models is."""
    return analyses.CatalogueInfo(info.version, info.as_of, info.age_days, info.prices_version)


def to_priced_model(model: client.Model) -> analyses.PricedModel:
    """A model and what it costs."""
    specification = ModelSpecification(
        name=model.name,
        provider=model.provider,
        encoding=model.encoding,
        method=values.to_method(model.method),
        countable=model.countable,
        aliases=model.aliases,
        framing=model.framing,
        context_token_limit=model.context_token_limit,
        input_token_limit=model.input_token_limit,
        output_token_limit=model.output_token_limit,
    )
    return analyses.PricedModel(specification, _sheet(model, model.prices))


def _sheet(model: client.Model, prices: client.ModelPrices | None) -> PriceSheet | None:
    """The prices of today at the standard tier, which are the only ones that are listed."""
    if prices is None:
        return None
    return PriceSheet(
        provider=model.provider,
        model=model.name,
        service_tier=ServiceTier.STANDARD,
        input_price=Price(prices.input_usd),
        cached_input_price=_price(prices.cached_input_usd),
        cache_write_price=_price(prices.cache_write_usd),
        output_price=_price(prices.output_usd),
        price_date=model.catalogue.as_of or _UNTOLD_DAY,
        source=model.catalogue.prices_version,
    )


def _price(usd: Decimal | None) -> Price | None:
    return None if usd is None else Price(usd)


def to_cost_analysis(
    estimate: client.CostEstimate, question: CostQuestion
) -> analyses.CostAnalysis:
    """What a call costs."""
    cost = _cost(estimate.cost, question)
    # Only ordinary input is uncertain, so the whole difference is in it.
    more_usd = estimate.upper_bound_total_usd - cost.total_usd
    provenance = estimate.input.provenance
    return analyses.CostAnalysis(
        estimate.model,
        cost,
        replace(cost, input_usd=cost.input_usd + more_usd),
        values.to_count(estimate.input),
        values.to_provenance(provenance) if provenance.tokenizer else None,
    )


def _cost(cost: client.Cost, question: CostQuestion) -> Cost:
    return Cost(
        input_usd=cost.input_usd,
        cached_input_usd=cost.cached_input_usd,
        cache_write_usd=cost.cache_write_usd,
        output_usd=cost.output_usd,
        above_input_token_count=0,  # the wire does not say which step of the prices counted
        service_tier=question.tier,
        price_date=cost.price_date or _UNTOLD_DAY,
        source=cost.price_source,
    )


def to_comparison(
    comparison: client.ModelComparison, question: CostQuestion
) -> analyses.ModelComparison:
    """What would change from one model to another."""
    return analyses.ModelComparison(
        _totals(comparison.from_model, question),
        _totals(comparison.to_model, question),
        comparison.token_ratio,
        comparison.token_ratios,
        comparison.stops_fitting,
        comparison.begins_fitting,
    )


def _totals(totals: client.ModelTotals, question: CostQuestion) -> analyses.ModelTotals:
    model = ModelSpecification(
        name=totals.model,
        provider="",  # the wire names the model only
        encoding=totals.count.provenance.tokenizer,
        method=values.to_method(totals.count.method),
        input_token_limit=totals.input_token_limit,
    )
    return analyses.ModelTotals(
        model,
        values.to_count(totals.count),
        _cost(totals.cost, question) if totals.cost else None,
        values.to_provenance(totals.count.provenance),
    )
