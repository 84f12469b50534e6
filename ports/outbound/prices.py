"""What the core needs to know of prices."""

from datetime import date, datetime
from typing import Protocol

from domain.tokens.cost import PriceSheet, ServiceTier
from domain.tokens.model import ModelSpecification


class PriceBook(Protocol):
    """Where prices come from. It never goes to the network for them."""

    @property
    def version(self) -> str:
        """Source and version of the data, such as ``genai-prices 0.2.3``."""
        ...

    @property
    def as_of(self) -> date:
        """The day of the data."""
        ...

    def load(self) -> None:
        """Make ready for any model; twice is once.

        Where this was not called, ``price_sheet`` loads what it needs on first use.

        Raises:
            CatalogueInvalid: A packaged file does not say what it must.
        """
        ...

    def price_sheet(
        self, model: ModelSpecification, *, service_tier: ServiceTier, at: datetime
    ) -> PriceSheet:
        """What the tokens of the model cost at that tier and time.

        The platform of the model bills it where it has one, its maker elsewhere. A tier without a
        price of its own is an error, never the standard price.

        Args:
            model: As the catalogue resolved it.
            service_tier: The tier.
            at: When the call is made, with a time zone: prices change from day to day, and some by
                the hour.

        Raises:
            PriceUnknown: There is no such price; the tiers that have one are in the metadata.
        """
        ...
