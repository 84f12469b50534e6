"""Prices that are given, not read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from domain.tokens.cost import PriceSheet, ServiceTier, price_unknown
from domain.tokens.model import ModelSpecification


@dataclass(frozen=True, slots=True)
class FixedPriceBook:
    """Plays ports.outbound.prices.PriceBook; each sheet counts for ever.

    Args:
        sheets: The prices, by who bills them and by the canonical name of the model.
        version: What the sheets come from.
        as_of: The day of the data.
    """

    sheets: Sequence[PriceSheet] = ()
    version: str = "fixed 1"
    as_of: date = date(2026, 11, 23)

    def load(self) -> None:
        pass

    def price_sheet(
        self, model: ModelSpecification, *, service_tier: ServiceTier, at: datetime
    ) -> PriceSheet:
        biller = model.platform or model.provider
        name = model.canonical_name or model.name
        known = {
            sheet.service_tier: sheet
            for sheet in self.sheets
            if (sheet.provider, sheet.model) == (biller, name)
        }
        if service_tier not in known:
            raise price_unknown(model.name, provider=biller, service_tier=service_tier, known=known)
        return replace(known[service_tier], price_date=at.astimezone(UTC).date())
