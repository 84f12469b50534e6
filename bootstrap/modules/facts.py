"""Where the facts come from that are no code: models, framing rules, estimators, prices, time."""

from injector import Module, provider, singleton

from adapters.outbound.catalogue.framings import PackagedFramings
from adapters.outbound.catalogue.packaged import PackagedCatalogues
from adapters.outbound.estimators.packaged import PackagedEstimators
from adapters.outbound.genai_prices.prices import GenaiPriceBook
from adapters.outbound.system.clock import SystemClock
from ports.outbound.catalogues import Catalogues
from ports.outbound.clock import Clock
from ports.outbound.estimators import Estimators
from ports.outbound.framings import Framings
from ports.outbound.prices import PriceBook
from ports.outbound.tokenizers import TokenCounter, Tokenizer


class FactsModule(Module):
    """Packaged data and the clock."""

    @provider
    @singleton
    def catalogues(self, tokenizers: list[Tokenizer], counters: list[TokenCounter]) -> Catalogues:
        """The packaged catalogue."""
        return PackagedCatalogues({each.vocabulary.encoding for each in (*tokenizers, *counters)})

    @provider
    @singleton
    def framings(self) -> Framings:
        """The packaged framing rules."""
        return PackagedFramings()

    @provider
    @singleton
    def estimators(self) -> Estimators:
        """The packaged estimators."""
        return PackagedEstimators()

    @provider
    @singleton
    def prices(self) -> PriceBook:
        """The packaged prices."""
        return GenaiPriceBook()

    @provider
    @singleton
    def clock(self) -> Clock:
        """The machine's clock."""
        return SystemClock()
