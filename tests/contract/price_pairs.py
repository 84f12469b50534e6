"""Every model with token prices that the library has of the providers that matter."""

from datetime import UTC, datetime

from genai_prices.data import providers
from genai_prices.types import ModelInfo, Provider

from adapters.outbound.genai_prices.prices import GenaiPriceBook
from domain.tokens.cost import PriceSheet, PriceUnknown, ServiceTier
from domain.tokens.model import ModelSpecification

CONTEXTS: dict[ServiceTier, dict[str, str]] = {
    ServiceTier.STANDARD: {},
    ServiceTier.BATCH: {"processing": "batch"},
    ServiceTier.FLEX: {"service_tier": "flex"},
    ServiceTier.PRIORITY: {"service_tier": "priority"},
}
"""What the library calls the tiers, written down a second time."""

_PROVIDERS = {
    "anthropic",
    "aws",
    "azure",
    "cohere",
    "deepseek",
    "fireworks",
    "google",
    "groq",
    "meta",
    "minimax",
    "mistral",
    "moonshotai",
    "openai",
    "openrouter",
    "together",
    "x-ai",
    "zai",
    "zhipuai",
}
_AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
_BOOK = GenaiPriceBook()


def _sheet(provider: Provider, model: ModelInfo) -> PriceSheet | None:
    asked = ModelSpecification(model.id, "", "", canonical_name=model.id, platform=provider.id)
    try:
        return _BOOK.price_sheet(asked, service_tier=ServiceTier.STANDARD, at=_AT)
    except PriceUnknown:
        return None


def _pairs() -> list[tuple[Provider, ModelInfo]]:
    """Models that are found under their own id and have a price of input and of output."""
    found = [
        (provider, model, _sheet(provider, model))
        for provider in providers
        if provider.id in _PROVIDERS
        for model in provider.models
    ]
    return [
        (provider, model)
        for provider, model, sheet in found
        if sheet is not None and sheet.output_price is not None and sheet.model == model.id
    ]


PAIRS = _pairs()
