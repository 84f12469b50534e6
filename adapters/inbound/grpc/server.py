"""One worker process: a server on the event loop, from its first call to an orderly end."""

import asyncio
from dataclasses import dataclass

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from steelyard.v1 import token_service_pb2, token_service_pb2_grpc

from adapters.inbound.grpc.chain import ChainedServer
from adapters.inbound.grpc.interceptors import OpenCalls, build_chain
from adapters.inbound.grpc.limits import AccessLog, DrainPatience, GrpcLimits
from adapters.inbound.grpc.token_servicer import TokenServicer
from adapters.inbound.grpc.work import Work
from domain.shared.errors import Unavailable
from ports.inbound.tokens import TokenAnalyses
from ports.outbound.telemetry import CallTelemetry

SERVICES = tuple(
    service.full_name for service in token_service_pb2.DESCRIPTOR.services_by_name.values()
)
_RETRY_AFTER_MS = 1_000
_DRAIN_POLL_S = 0.05


class ServerDraining(Unavailable):
    """This process is shutting down."""

    reason = "SERVER_DRAINING"


@dataclass(frozen=True, slots=True)
class GrpcOptions:
    """How a server behaves.

    Args:
        limits: What it accepts.
        drain: How it ends.
        access_log: Which calls it logs.
        reflection: Whether it tells clients its protos.
    """

    limits: GrpcLimits
    drain: DrainPatience
    access_log: AccessLog
    reflection: bool


class GrpcServer:
    """Answers the services of Steelyard in this process.

    Args:
        analyses: The use cases of the token context.
        telemetry: Told of every call.
        options: How it behaves.
    """

    def __init__(
        self, *, analyses: TokenAnalyses, telemetry: CallTelemetry, options: GrpcOptions
    ) -> None:
        self._analyses = analyses
        self._telemetry = telemetry
        self._options = options

    async def serve(self, address: str, *, stop: asyncio.Event, serving: asyncio.Event) -> None:
        """Answer calls until told to stop, then drain.

        Args:
            address: Host and port; the port may be shared with other processes.
            stop: Set from outside to begin the drain.
            serving: Set here once calls are answered.
        """
        server = grpc.aio.server(options=self._options.limits.channel_options())
        work = Work(self._options.limits.threads)
        open_calls = OpenCalls()
        health_servicer = health.aio.HealthServicer()
        health_pb2_grpc.add_HealthServicer_to_server(health_servicer, server)
        token_service_pb2_grpc.add_TokenServiceServicer_to_server(
            TokenServicer(self._analyses, work),
            self._chained(server, open_calls),  # type: ignore[arg-type]  # stands in for a server
        )
        if self._options.reflection:
            names = (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, server)
        server.add_insecure_port(address)
        await server.start()
        await _report(health_servicer, health_pb2.HealthCheckResponse.SERVING)
        serving.set()
        await stop.wait()
        await _report(health_servicer, health_pb2.HealthCheckResponse.NOT_SERVING)
        await self._drain(server, open_calls)
        work.close()

    def _chained(self, server: grpc.aio.Server, open_calls: OpenCalls) -> ChainedServer:
        options = self._options
        interceptors = build_chain(
            limits=options.limits,
            telemetry=self._telemetry,
            access_log=options.access_log,
            open_calls=open_calls,
        )
        return ChainedServer(server, interceptors)

    async def _drain(self, server: grpc.aio.Server, open_calls: OpenCalls) -> None:
        """Let what is under way end: calls are answered, streams get a grace and an error."""
        patience = self._options.drain
        await asyncio.sleep(patience.notice_ms / 1_000)
        stopping = asyncio.ensure_future(server.stop(patience.calls_ms / 1_000))
        await asyncio.wait({stopping}, timeout=patience.streams_ms / 1_000)
        open_calls.end_streams(
            ServerDraining("the server is shutting down", retry_after_ms=_RETRY_AFTER_MS)
        )
        while not stopping.done() and not open_calls.is_empty:
            await asyncio.wait({stopping}, timeout=_DRAIN_POLL_S)
        # Nothing of ours is open: health watches that clients never end are cut here.
        await server.stop(_DRAIN_POLL_S)
        await stopping


async def _report(
    servicer: health.aio.HealthServicer,
    status: int,
) -> None:
    for name in ("", *SERVICES):
        await servicer.set(name, status)
