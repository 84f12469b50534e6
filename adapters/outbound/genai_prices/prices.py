"""The PriceBook port over the data that genai-prices carries, under prices of our own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING

from adapters.outbound.genai_prices.overrides import FILE, Overrides, read_overrides
from domain.tokens.cost import Price, PriceSheet, PriceStep, ServiceTier, price_unknown
from domain.tokens.model import ModelSpecification

if TYPE_CHECKING:
    from genai_prices.types import ModelInfo, ModelPrice, Provider, TieredPrices

_LIBRARY = "genai-prices"
_MOST_REMEMBERED = 4_096
"""Models whose entry is remembered; a look-up that is not takes some 100 µs."""

_BILLED_BY: Mapping[str, tuple[str, ...]] = {
    "amazon": ("aws",),
    "microsoft": ("azure",),
    "moonshot": ("moonshotai",),
    "xai": ("x-ai",),
    "zai": ("zai", "zhipuai"),
}
"""What genai-prices calls who bills, where its name is another than ours."""

_CONTEXTS: Mapping[ServiceTier, Mapping[str, str]] = {
    ServiceTier.STANDARD: {},
    ServiceTier.BATCH: {"processing": "batch"},
    ServiceTier.FLEX: {"service_tier": "flex"},
    ServiceTier.PRIORITY: {"service_tier": "priority"},
}
"""What genai-prices calls the service tiers."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A model of genai-prices.

    Args:
        model: Its entry.
        is_own: False where whoever bills it sells it at its maker's prices; the prices of the
            maker's other tiers do not count there.
    """

    model: "ModelInfo"
    is_own: bool

    def at(self, moment: datetime, tier: ServiceTier) -> "ModelPrice | None":
        """The prices of that tier at that time; None where it has none of its own."""
        context = _CONTEXTS[tier]
        known = not context or (self.is_own and self._varies(moment, context))
        return self.model.get_prices(moment, context) if known else None

    def _varies(self, moment: datetime, context: Mapping[str, str]) -> bool:
        return any(
            variant.when.items() <= context.items()
            and (variant.constraint is None or variant.constraint.active(moment))
            for variant in self.model.price_variants or ()
        )

    def tiers(self, moment: datetime) -> Iterator[ServiceTier]:
        """The tiers that have a price of input at that time."""
        for tier in ServiceTier:
            price = self.at(moment, tier)
            if price is not None and price.input_mtok is not None:
                yield tier


class GenaiPriceBook:
    """Implements ports.outbound.prices.PriceBook.

    genai-prices brings pydantic and an HTTP client with it: 0.2 s and 30 MB. So it is imported by
    ``load``, not before. Its data is read where it lies; its updater, which would fetch newer data,
    is never started.

    Args:
        overrides: The prices of our own, as TOML; None for the packaged ones.
    """

    def __init__(self, overrides: str | None = None) -> None:
        self._text = overrides
        self._found = lru_cache(_MOST_REMEMBERED)(self._find)

    @cached_property
    def version(self) -> str:
        """See the port."""
        return f"{_LIBRARY} {version(_LIBRARY)}"

    @property
    def as_of(self) -> date:
        """See the port."""
        return self._overrides.as_of

    def load(self) -> None:
        """See the port."""
        _ = self._overrides, self._providers

    def price_sheet(
        self, model: ModelSpecification, *, service_tier: ServiceTier, at: datetime
    ) -> PriceSheet:
        """See the port."""
        biller = model.platform or model.provider
        day = at.astimezone(UTC).date()
        own = self._overrides.on(day, provider=biller, model=model.canonical_name)
        if sheet := own.get(service_tier):
            return replace(sheet, price_date=day)
        found = self._found(biller, _references(model))
        price = found.at(at, service_tier) if found else None
        if found and price and (first := _price(price.input_mtok)):
            return PriceSheet(
                provider=biller,
                model=found.model.id,
                service_tier=service_tier,
                input_price=first,
                cached_input_price=_price(price.cache_read_mtok),
                cache_write_price=_price(price.cache_write_mtok),
                output_price=_price(price.output_mtok),
                price_date=day,
                source=self.version,
            )
        tiers = {*own, *(found.tiers(at) if found else ())}
        raise price_unknown(
            model.name,
            provider=biller,
            service_tier=service_tier,
            known=[tier for tier in ServiceTier if tier in tiers],
        )

    @cached_property
    def _overrides(self) -> Overrides:
        if self._text is not None:
            return read_overrides(self._text)
        return read_overrides((files(__package__) / FILE).read_text(encoding="utf-8"))

    @cached_property
    def _providers(self) -> "dict[str, Provider]":
        from genai_prices.data import providers  # noqa: PLC0415 (0.2 s and 30 MB; see the class)

        return {provider.id: provider for provider in providers}

    def _find(self, biller: str, references: tuple[str, ...]) -> "_Found | None":
        everybody = list(self._providers.values())
        for provider_id in _BILLED_BY.get(biller, (biller,)):
            if provider := self._providers.get(provider_id):
                for reference in references:
                    if found := provider.find_model(reference, all_providers=everybody):
                        return _Found(found, any(found is own for own in provider.models))
        return None


def _references(model: ModelSpecification) -> tuple[str, ...]:
    """The names under which whoever bills the model may know it, the most telling first."""
    _, _, last = model.name.rpartition("/")
    if model.platform:
        _, _, routed = model.name.partition("/")
        return (model.name, routed or last, last)
    if model.provider == "amazon":  # billed by the name that Bedrock has for it
        return (f"amazon.{model.canonical_name}", f"global.amazon.{model.canonical_name}")
    return (last, model.canonical_name, *model.aliases)


def _price(value: "Decimal | TieredPrices | None") -> Price | None:
    if value is None or isinstance(value, Decimal):
        return None if value is None else Price(value)
    return Price(value.base, tuple(PriceStep(tier.start, tier.price) for tier in value.tiers))
