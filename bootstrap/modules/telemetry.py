"""What takes note of counts, calls and engines."""

from injector import Module, provider, singleton

from adapters.outbound.prometheus.exposition import Exposition
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from ports.outbound.engines import EngineTelemetry
from ports.outbound.telemetry import TokenTelemetry
from ports.outbound.tokenizers import Tokenizer


class TelemetryModule(Module):
    """Prometheus."""

    @provider
    @singleton
    def prometheus(self) -> PrometheusTelemetry:
        """The one set of metrics of a process."""
        return PrometheusTelemetry()

    @provider
    @singleton
    def token_telemetry(self, prometheus: PrometheusTelemetry) -> TokenTelemetry:
        """Counts."""
        return prometheus

    @provider
    @singleton
    def engine_telemetry(self, prometheus: PrometheusTelemetry) -> EngineTelemetry:
        """Engines."""
        return prometheus

    @provider
    @singleton
    def exposition(self, tokenizers: list[Tokenizer]) -> Exposition:
        """What Prometheus scrapes."""
        return Exposition(lambda: {each.vocabulary.encoding: each.engine for each in tokenizers})
