"""The gRPC server of a worker process."""

import sys
from collections.abc import Callable

from injector import Module, provider, singleton

from adapters.inbound.grpc.limits import AccessLog
from adapters.inbound.grpc.server import GrpcOptions, GrpcServer, Observers
from adapters.outbound.jsonlines.call_log import JsonLinesCallLog
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from bootstrap.settings import Settings
from ports.inbound.use_cases import AllUseCases, CompressionUseCases, KeptUseCases, TokenUseCases
from ports.outbound.telemetry import CallRecord

_WANTED: dict[AccessLog, Callable[[CallRecord], bool]] = {
    AccessLog.ALL: lambda _: True,
    AccessLog.ERRORS: lambda record: record.code != "OK",
    AccessLog.NONE: lambda _: False,
}


class GrpcModule(Module):
    """gRPC."""

    @provider
    @singleton
    def call_log(self, settings: Settings) -> JsonLinesCallLog:
        """Calls go where all other log lines go."""
        return JsonLinesCallLog(sys.stdout.buffer, _WANTED[settings.server.access_log])

    @provider
    @singleton
    def use_cases(
        self, tokens: TokenUseCases, compression: CompressionUseCases, kept: KeptUseCases
    ) -> AllUseCases:
        """What is answered."""
        return AllUseCases(tokens=tokens, compression=compression, kept=kept)

    @provider
    @singleton
    def server(
        self,
        use_cases: AllUseCases,
        call_log: JsonLinesCallLog,
        prometheus: PrometheusTelemetry,
        settings: Settings,
    ) -> GrpcServer:
        """Built before the fork, started after it."""
        return GrpcServer(
            use_cases=use_cases,
            observers=Observers(access_log=call_log, metrics=prometheus, load=prometheus),
            options=GrpcOptions(settings.limits, settings.drain, settings.server.reflection),
        )
