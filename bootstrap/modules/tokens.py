"""Which adapters count, and what the golden gate is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from injector import Module, multiprovider, provider, singleton

from adapters.outbound.catalogue.packaged import PackagedCatalogues
from adapters.outbound.golden.shadow import ShadowChecker, ShadowSocket
from adapters.outbound.golden.switch import SharedEngineSwitch
from adapters.outbound.golden.tokenizer import GoldenGate, GoldenTokenizer
from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from application.tokens import TokenAnalyzer
from bootstrap.settings import Settings
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.outbound.catalogues import Catalogues
from ports.outbound.engines import EngineSwitch, EngineTelemetry, ShadowChecks
from ports.outbound.telemetry import TokenTelemetry
from ports.outbound.tokenizers import Tokenizer


@dataclass(frozen=True, slots=True)
class References:
    """The reference tokenizers, one for each encoding."""

    by_encoding: Mapping[str, TiktokenTokenizer]


class TokensModule(Module):
    """The token context."""

    @multiprovider
    @singleton
    def openai_tokenizers(self, references: References, gate: GoldenGate) -> list[Tokenizer]:
        """OpenAI's encodings: toktok-rs behind the golden gate, tiktoken as the reference."""
        return [
            GoldenTokenizer(
                fast=ToktokTokenizer(vocabulary),
                reference=references.by_encoding[vocabulary.encoding],
                gate=gate,
            )
            for vocabulary in OPENAI_VOCABULARIES
        ]

    @provider
    @singleton
    def golden_gate(
        self,
        switch: EngineSwitch,
        checks: ShadowChecks,
        telemetry: EngineTelemetry,
        settings: Settings,
    ) -> GoldenGate:
        """What watches over the fast engines."""
        return GoldenGate(switch, checks, telemetry, settings.server.shadow_sample_every)

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
    def shadow_checker(
        self, references: References, switch: EngineSwitch, telemetry: EngineTelemetry
    ) -> ShadowChecker:
        """What the shadow process runs."""
        return ShadowChecker(references=references.by_encoding, switch=switch, telemetry=telemetry)

    @provider
    @singleton
    def references(self) -> References:
        """The reference of each encoding, for the gate and for the shadow process."""
        return References({each.encoding: TiktokenTokenizer(each) for each in OPENAI_VOCABULARIES})
