"""Which adapters count, and what the golden gate is made of."""

from injector import Module, multiprovider, provider, singleton

from adapters.outbound.catalogue.packaged import PackagedCatalogues
from adapters.outbound.golden.shadow import ShadowChecker, ShadowSocket
from adapters.outbound.golden.switch import SharedEngineSwitch
from adapters.outbound.golden.tokenizer import GoldenTokenizer
from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from application.tokens import TokenAnalyzer
from bootstrap.settings import Settings
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.outbound.catalogues import Catalogues
from ports.outbound.engines import EngineSwitch, EngineTelemetry, ShadowChecks
from ports.outbound.telemetry import TokenTelemetry
from ports.outbound.tokenizers import Tokenizer


class TokensModule(Module):
    """The token context."""

    @multiprovider
    @singleton
    def openai_tokenizers(
        self,
        switch: EngineSwitch,
        checks: ShadowChecks,
        telemetry: EngineTelemetry,
        settings: Settings,
    ) -> list[Tokenizer]:
        """OpenAI's encodings: toktok-rs behind the golden gate, tiktoken as the reference."""
        return [
            GoldenTokenizer(
                fast=ToktokTokenizer(vocabulary),
                reference=TiktokenTokenizer(vocabulary),
                switch=switch,
                checks=checks,
                telemetry=telemetry,
                sample_every=settings.server.shadow_sample_every,
            )
            for vocabulary in OPENAI_VOCABULARIES
        ]

    @provider
    @singleton
    def catalogues(self, tokenizers: list[Tokenizer]) -> Catalogues:
        """The packaged catalogue."""
        return PackagedCatalogues({each.vocabulary.encoding for each in tokenizers})

    @provider
    @singleton
    def analyzer(
        self,
        tokenizers: list[Tokenizer],
        catalogues: Catalogues,
        telemetry: TokenTelemetry,
        settings: Settings,
    ) -> TokenAnalyzer:
        """The use cases."""
        return TokenAnalyzer(
            tokenizers=tokenizers,
            catalogues=catalogues,
            telemetry=telemetry,
            limits=settings.counting,
        )

    @provider
    @singleton
    def switch(self) -> EngineSwitch:
        """One switch for all processes."""
        return SharedEngineSwitch([each.encoding for each in OPENAI_VOCABULARIES])

    @provider
    @singleton
    def shadow_socket(self, telemetry: EngineTelemetry) -> ShadowSocket:
        """The way from the workers to the shadow process."""
        return ShadowSocket(telemetry)

    @provider
    @singleton
    def shadow_checks(self, shadow_socket: ShadowSocket) -> ShadowChecks:
        """What the workers see of it."""
        return shadow_socket

    @provider
    @singleton
    def shadow_checker(self, switch: EngineSwitch, telemetry: EngineTelemetry) -> ShadowChecker:
        """What the shadow process runs, with references of its own."""
        return ShadowChecker(
            references={each.encoding: TiktokenTokenizer(each) for each in OPENAI_VOCABULARIES},
            switch=switch,
            telemetry=telemetry,
        )
