"""The use cases of the token context."""

from injector import Module, provider, singleton

from application.tokens.analyzer import TokenAnalyzer
from application.tokens.chats import ChatAnalyzer
from application.tokens.cuts import TextCutter
from application.tokens.gauges import Gauges
from application.tokens.limits import CountingLimits
from application.tokens.models import ModelAnalyst
from application.tokens.part_counts import PartCounts
from application.tokens.scales import Scales
from bootstrap.settings import Settings
from ports.inbound.use_cases import TokenUseCases
from ports.outbound.catalogues import Catalogues
from ports.outbound.clock import Clock
from ports.outbound.estimators import Estimators
from ports.outbound.framings import Framings
from ports.outbound.prices import PriceBook
from ports.outbound.telemetry import TokenTelemetry
from ports.outbound.tokenizers import TokenCounter, Tokenizer


class TokensModule(Module):
    """The token context."""

    @provider
    @singleton
    def limits(self, settings: Settings) -> CountingLimits:
        """How much one call may ask for."""
        return settings.counting

    @provider
    @singleton
    def use_cases(
        self, texts: TokenAnalyzer, chats: ChatAnalyzer, cuts: TextCutter, models: ModelAnalyst
    ) -> TokenUseCases:
        """All of them."""
        return TokenUseCases(texts=texts, chats=chats, cuts=cuts, models=models)

    @provider
    @singleton
    def texts(
        self, gauges: Gauges, telemetry: TokenTelemetry, limits: CountingLimits
    ) -> TokenAnalyzer:
        """Those of texts."""
        return TokenAnalyzer(gauges=gauges, telemetry=telemetry, limits=limits)

    @provider
    @singleton
    def chats(self, scales: Scales, limits: CountingLimits) -> ChatAnalyzer:
        """Those of chat requests."""
        return ChatAnalyzer(scales=scales, limits=limits)

    @provider
    @singleton
    def cuts(self, gauges: Gauges, limits: CountingLimits) -> TextCutter:
        """Those that cut texts."""
        return TextCutter(gauges=gauges, limits=limits)

    @provider
    @singleton
    def models(
        self, scales: Scales, prices: PriceBook, clock: Clock, *, limits: CountingLimits
    ) -> ModelAnalyst:
        """Those of models."""
        return ModelAnalyst(scales=scales, prices=prices, clock=clock, limits=limits)

    @provider
    @singleton
    def scales(
        self,
        gauges: Gauges,
        framings: Framings,
        telemetry: TokenTelemetry,
        *,
        limits: CountingLimits,
    ) -> Scales:
        """What weighs texts and conversations."""
        return Scales(
            gauges=gauges,
            framings=framings,
            part_counts=PartCounts(limit=limits.remembered_counts),
            telemetry=telemetry,
        )

    @provider
    @singleton
    def gauges(
        self,
        tokenizers: list[Tokenizer],
        counters: list[TokenCounter],
        estimators: Estimators,
        catalogues: Catalogues,
        *,
        limits: CountingLimits,
    ) -> Gauges:
        """What counts for which name."""
        return Gauges(
            tokenizers=tokenizers,
            counters=counters,
            estimators=estimators,
            catalogues=catalogues,
            reconstructed_characters=limits.reconstructed_characters,
        )
