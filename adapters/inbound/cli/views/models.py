"""Models as people and programs read them."""

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.views.labels import decimal_text
from domain.tokens.analyses import CatalogueInfo, PricedModel
from domain.tokens.cost import Price, PriceSheet
from domain.tokens.model import ModelSpecification

_COLUMNS = (
    Column("Model"),
    Column("Provider", is_minor=True),
    Column("Encoding", is_minor=True),
    Column("Method"),
    Column("Input", is_number=True),
    Column("Output", is_number=True),
    Column("$ in", is_number=True),
    Column("$ out", is_number=True),
)
_PRICES = ("input_price", "cached_input_price", "cache_write_price", "output_price")


def models_table(models: Sequence[PricedModel], info: CatalogueInfo) -> Table:
    """A row for each model."""
    rows = tuple(_row(each) for each in models)
    return Table(columns=_COLUMNS, rows=rows, label=f"{_age(info)}; $ for a million tokens")


def model_table(found: PricedModel, info: CatalogueInfo) -> Table:
    """A row for each fact about a model."""
    facts = (*_facts(found.model), *_price_facts(found.prices))
    rows = tuple((name, value) for name, value in facts if value not in (None, ""))
    return Table(columns=(Column("Fact"), Column("Value")), rows=rows, label=_age(info))


def model_data(found: PricedModel) -> dict[str, Any]:
    """A model for programs."""
    model = found.model
    return {
        "name": model.name,
        "canonical_name": model.canonical_name or model.name,
        "aliases": list(model.aliases),
        "provider": model.provider,
        "platform": model.platform or None,
        "encoding": model.encoding or None,
        "method": model.method.name,
        "countable": model.countable,
        "framing": model.framing,
        "context_token_limit": model.context_token_limit,
        "input_token_limit": model.input_token_limit,
        "output_token_limit": model.output_token_limit,
        "prices": _sheet_data(found.prices) if found.prices else None,
    }


def info_data(info: CatalogueInfo) -> dict[str, Any]:
    """How old the data about models is, for programs."""
    return {
        "version": info.version,
        "as_of": info.as_of.isoformat() if info.as_of else None,
        "age_days": info.age_days,
        "prices_version": info.prices_version,
    }


def _row(found: PricedModel) -> tuple[Cell, ...]:
    model, prices = found.model, found.prices
    return (
        model.name,
        model.provider,
        model.encoding,
        model.method.name,
        model.longest_input,
        model.output_token_limit,
        decimal_text(prices.input_price.usd_per_million) if prices else None,
        decimal_text(prices.output_price.usd_per_million)
        if prices and prices.output_price
        else None,
    )


def _facts(model: ModelSpecification) -> Iterator[tuple[str, Cell]]:
    yield "name", model.name
    yield "listed as", model.canonical_name if model.canonical_name != model.name else None
    yield "other names", ", ".join(model.aliases)
    yield "provider", model.provider
    yield "platform", model.platform
    yield "encoding", model.encoding
    yield "method", model.method.name
    yield "countable", "yes" if model.countable else "no"
    yield "framing", model.framing
    yield "context limit", model.context_token_limit
    yield "input limit", model.input_token_limit
    yield "output limit", model.output_token_limit


def _price_facts(sheet: PriceSheet | None) -> Iterator[tuple[str, Cell]]:
    if sheet is None:
        return
    for field in _PRICES:
        price: Price | None = getattr(sheet, field)
        if price:
            yield field.replace("_", " "), _price_text(price)
    yield "prices of", f"{sheet.price_date} from {sheet.source}"


def _price_text(price: Price) -> str:
    """US dollars for a million tokens, and for those of longer inputs."""
    steps = (
        f"${decimal_text(step.usd_per_million)} above {step.above_input_token_count:,} of input"
        for step in price.steps
    )
    return "; ".join([f"${decimal_text(price.usd_per_million)} for a million tokens", *steps])


def _sheet_data(sheet: PriceSheet) -> dict[str, Any]:
    """Prices for programs; dollars are decimal numbers as texts, since they are exact."""
    prices = {field: getattr(sheet, field) for field in _PRICES}
    return {
        **{field: _price_data(price) if price else None for field, price in prices.items()},
        "service_tier": sheet.service_tier.value,
        "price_date": sheet.price_date.isoformat(),
        "source": sheet.source,
    }


def _price_data(price: Price) -> dict[str, Any]:
    return {
        "usd_per_million": decimal_text(price.usd_per_million),
        "steps": [
            {
                "above_input_token_count": step.above_input_token_count,
                "usd_per_million": decimal_text(step.usd_per_million),
            }
            for step in price.steps
        ],
    }


def _age(info: CatalogueInfo) -> str:
    day = f" of {info.as_of}, {info.age_days:,} days old" if info.as_of else ""
    return f"catalogue {info.version}{day}; prices from {info.prices_version}"
