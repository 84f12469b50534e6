"""The gRPC server of a worker process."""

from injector import Module, provider, singleton

from adapters.inbound.grpc.server import GrpcOptions, GrpcServer
from application.tokens import TokenAnalyzer
from bootstrap.settings import Settings
from ports.outbound.telemetry import CallTelemetry


class GrpcModule(Module):
    """gRPC."""

    @provider
    @singleton
    def server(
        self, analyzer: TokenAnalyzer, telemetry: CallTelemetry, settings: Settings
    ) -> GrpcServer:
        """Built before the fork, started after it."""
        options = GrpcOptions(
            limits=settings.limits,
            drain=settings.drain,
            access_log=settings.server.access_log,
            reflection=settings.server.reflection,
        )
        return GrpcServer(analyses=analyzer, telemetry=telemetry, options=options)
