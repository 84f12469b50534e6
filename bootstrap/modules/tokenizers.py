"""Which adapters count, and what the golden gate is made of."""

from collections.abc import Mapping
from dataclasses import dataclass

from injector import Module, multiprovider, provider, singleton

from adapters.outbound.claude.counter import ClaudeCounter
from adapters.outbound.golden.shadow import ShadowChecker, ShadowSocket
from adapters.outbound.golden.switch import SharedEngineSwitch
from adapters.outbound.golden.tokenizer import GoldenGate, GoldenTokenizer
from adapters.outbound.processes.pool import CountingPool, PooledCounter
from adapters.outbound.splintr.tokenizer import SplintrTokenizer
from adapters.outbound.tiktoken.tokenizer import TiktokenTokenizer
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from bootstrap.settings import Settings
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from ports.outbound.engines import EngineSwitch, EngineTelemetry, ShadowChecks
from ports.outbound.tokenizers import TokenCounter, Tokenizer

_POOL_PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class References:
    """The reference tokenizers, one for each encoding."""

    by_encoding: Mapping[str, TiktokenTokenizer]


@dataclass(frozen=True, slots=True)
class SlowCounters:
    """The counters that would keep a worker busy, by encoding."""

    by_encoding: Mapping[str, TokenCounter]


class TokenizersModule(Module):
    """Tokenizers and counters."""

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

    @multiprovider
    @singleton
    def open_tokenizers(self) -> list[Tokenizer]:
        """The encodings of models whose weights are public, and of Gemini."""
        return [SplintrTokenizer(vocabulary) for vocabulary in OPEN_VOCABULARIES]

    @multiprovider
    @singleton
    def counters(
        self, slow: SlowCounters, pool: CountingPool, settings: Settings
    ) -> list[TokenCounter]:
        """What counts without knowing ids."""
        counters = slow.by_encoding.values()
        if settings.server.counting_processes == 0:
            return list(counters)
        return [PooledCounter(each, pool) for each in counters]

    @provider
    @singleton
    def slow_counters(self) -> SlowCounters:
        """Claude's reconstructed tokenizers."""
        return SlowCounters({each.encoding: ClaudeCounter(each) for each in CLAUDE_VOCABULARIES})

    @provider
    @singleton
    def counting_pool(self) -> CountingPool:
        """The way from the workers to the processes that count for them."""
        return CountingPool(patience_s=_POOL_PATIENCE_S)

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
