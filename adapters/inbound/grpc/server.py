"""One worker process: a server on the event loop, from its first call to an orderly end."""

import asyncio
from dataclasses import dataclass

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from steelyard.v1 import (
    compression_service_pb2,
    compression_service_pb2_grpc,
    token_service_pb2,
    token_service_pb2_grpc,
)

from adapters.inbound.grpc.chain import ChainedServer
from adapters.inbound.grpc.compression_servicer import CompressionServicer, JobAccess
from adapters.inbound.grpc.interceptors import Recording, build_chain
from adapters.inbound.grpc.limits import DrainPatience, GrpcLimits
from adapters.inbound.grpc.open_calls import OpenCalls
from adapters.inbound.grpc.storage_work import StorageWork
from adapters.inbound.grpc.token_servicer import TokenServicer
from adapters.inbound.grpc.watching import JobWatches
from adapters.inbound.grpc.work import Work
from domain.shared.errors import Unavailable
from ports.inbound.use_cases import UseCases
from ports.outbound.telemetry import CallSink, LoadTelemetry

SERVICES = tuple(
    service.full_name
    for module in (token_service_pb2, compression_service_pb2)
    for service in module.DESCRIPTOR.services_by_name.values()
)
_RETRY_AFTER_MS = 1_000
_DRAIN_POLL_S = 0.05
_DRAIN_QUIET_S = 0.5
_OBSERVE_EVERY_S = 0.05


class ServerDraining(Unavailable):
    """This process is shutting down."""

    reason = "SERVER_DRAINING"


@dataclass(frozen=True, slots=True)
class GrpcOptions:
    """How a server behaves.

    Args:
        limits: What it accepts.
        drain: How it ends.
        reflection: Whether it tells clients its protos.
    """

    limits: GrpcLimits
    drain: DrainPatience
    reflection: bool


@dataclass(frozen=True, slots=True)
class Observers:
    """Who is told what a server does.

    Args:
        access_log: Told of every call that ended.
        metrics: Told of every call that ended.
        load: Told how many are open.
    """

    access_log: CallSink
    metrics: CallSink
    load: LoadTelemetry


@dataclass(frozen=True, slots=True)
class _Threads:
    """Where calls run that would stall the event loop; each kind leaves the others alone.

    Args:
        counting: For calls that count.
        compressing: For calls that compress.
        storage: For calls that ask the storage.
    """

    counting: Work
    compressing: Work
    storage: StorageWork

    @classmethod
    def of(cls, limits: GrpcLimits) -> "_Threads":
        """As many as the limits allow."""
        storage = StorageWork(
            limits.storage_threads,
            waiting=limits.calls_in_flight,
            timeout_ms=limits.storage_timeout_ms,
        )
        return cls(Work(limits.threads), Work(limits.compression_threads), storage)

    def close(self) -> None:
        """Start nothing more; what runs is not waited for."""
        for each in (self.counting, self.compressing, self.storage):
            each.close()


class GrpcServer:
    """Answers the services of Steelyard in this process.

    Args:
        use_cases: What the services ask.
        observers: Told what it does.
        options: How it behaves.
    """

    def __init__(self, *, use_cases: UseCases, observers: Observers, options: GrpcOptions) -> None:
        self._use_cases = use_cases
        self._load = observers.load
        self._access_log = Recording(observers.access_log)
        self._metrics = Recording(observers.metrics)
        self._options = options
        self._open_calls = OpenCalls()
        self._health = health.aio.HealthServicer()

    async def serve(self, address: str, *, stop: asyncio.Event, serving: asyncio.Event) -> None:
        """Answer calls until told to stop, then drain; once in a server's life.

        Args:
            address: Host and port; the port may be shared with other processes.
            stop: Set from outside to begin the drain.
            serving: Set here once calls are answered.
        """
        server = grpc.aio.server(options=self._options.limits.channel_options())
        threads = _Threads.of(self._options.limits)
        self._add_services(server, threads)
        server.add_insecure_port(address)
        await server.start()
        observing = asyncio.ensure_future(self._observe())
        await self._report(health_pb2.HealthCheckResponse.SERVING)
        serving.set()
        await stop.wait()
        await self._report(health_pb2.HealthCheckResponse.NOT_SERVING)
        await self._drain(server)
        threads.close()
        observing.cancel()
        self._flush()

    def _add_services(self, server: grpc.aio.Server, threads: "_Threads") -> None:
        interceptors = build_chain(
            limits=self._options.limits,
            access_log=self._access_log,
            metrics=self._metrics,
            open_calls=self._open_calls,
        )
        chained: grpc.aio.Server = ChainedServer(server, interceptors)  # type: ignore[assignment]  # stands in for a server
        token_service_pb2_grpc.add_TokenServiceServicer_to_server(
            TokenServicer(
                self._use_cases.tokens,
                self._use_cases.kept.analyses,
                work=threads.counting,
                storage=threads.storage,
            ),
            chained,
        )
        compression_service_pb2_grpc.add_CompressionServiceServicer_to_server(
            self._compression_servicer(threads), chained
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        if self._options.reflection:
            names = (*SERVICES, health.SERVICE_NAME, reflection.SERVICE_NAME)
            reflection.enable_server_reflection(names, server)

    def _compression_servicer(self, threads: "_Threads") -> CompressionServicer:
        jobs, storage = self._use_cases.kept.jobs, threads.storage
        watches = JobWatches(jobs, storage, limit=self._options.limits.watchers)
        return CompressionServicer(
            self._use_cases.compression, threads.compressing, JobAccess(jobs, storage, watches)
        )

    async def _observe(self) -> None:
        """Write out what is recorded a few times a second: together it costs a fraction."""
        while True:
            await asyncio.sleep(_OBSERVE_EVERY_S)
            self._flush()

    def _flush(self) -> None:
        self._access_log.flush()
        self._metrics.flush()
        self._load.publish(
            unary_count=self._open_calls.unary_count, stream_count=self._open_calls.stream_count
        )

    async def _report(self, status: int) -> None:
        for name in ("", *SERVICES):
            await self._health.set(name, status)

    async def _drain(self, server: grpc.aio.Server) -> None:
        """Let what is under way end: calls are answered, streams get a grace and an error."""
        patience = self._options.drain
        await asyncio.sleep(patience.notice_ms / 1_000)
        stopping = asyncio.ensure_future(server.stop(patience.calls_ms / 1_000))
        await asyncio.wait({stopping}, timeout=patience.streams_ms / 1_000)
        self._open_calls.end_streams(
            ServerDraining("the server is shutting down", retry_after_ms=_RETRY_AFTER_MS)
        )
        quiet_s = 0.0
        while not stopping.done() and quiet_s < _DRAIN_QUIET_S:
            await asyncio.wait({stopping}, timeout=_DRAIN_POLL_S)
            quiet_s = quiet_s + _DRAIN_POLL_S if self._open_calls.is_empty else 0.0
        # What is left are health watches that clients never end. It takes a while of quiet to know:
        # a call may wait for its handler or be writing its answer, and no handler is open then.
        await server.stop(_DRAIN_QUIET_S)
        await stopping
