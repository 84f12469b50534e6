"""Starts a server: what is loaded, in which order, and which processes run what."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable

import structlog
import uvloop
from injector import Injector

from adapters.inbound.grpc.server import GrpcServer
from adapters.inbound.worker.worker import JobWorker
from adapters.outbound.golden.shadow import ShadowChecker, ShadowSocket
from adapters.outbound.processes.pool import CountingPool
from adapters.outbound.prometheus.exposition import forget_process
from bootstrap.board import WorkerBoard, WorkerState
from bootstrap.children import (
    address_of,
    job_children,
    load_shared,
    operator_child,
    write_ready_file,
)
from bootstrap.modules.tokenizers import SlowCounters
from bootstrap.ports import listen_alone, reserve_port
from bootstrap.settings import Settings
from bootstrap.storage import prepare_storage
from bootstrap.supervisor import Child, Supervisor, end_with_parent

_ROOTS = (GrpcServer, ShadowChecker, ShadowSocket, CountingPool, JobWorker)
"""What the children ask the container for."""
_log = structlog.get_logger()

type Announce = Callable[[str, str], None]
"""Told the gRPC and the HTTP address once calls are answered."""


class ApplicationBootstrapper:
    """Brings a server up and down.

    Args:
        container: Everything that is bound.
        settings: Where to listen, how many workers.
    """

    def __init__(self, container: Injector, settings: Settings) -> None:
        self._container = container
        self._settings = settings
        self._server = settings.server
        self._workers = settings.server.workers or len(os.sched_getaffinity(0))
        self._board = WorkerBoard(self._workers)
        self._announced = False

    def run(self, announce: Announce) -> int:
        """Serve until told to stop; return the exit code.

        Raises:
            CannotListen: A port is taken.
        """
        grpc_port = reserve_port(self._server.grpc_host, self._server.grpc_port)
        http_port = listen_alone(self._server.http_host, self._server.http_port)
        grpc_address, http_address = address_of(grpc_port), address_of(http_port)
        prepare_storage(self._settings.storage)
        load_shared(self._container, self._settings, _ROOTS)
        supervisor = Supervisor(
            [
                *(self._worker(number, grpc_address) for number in range(self._workers)),
                operator_child(self._container, http_port, self._board),
                Child("shadow", self._run_shadow, stops_last=True),
                *(
                    Child(f"counter-{number}", self._run_counter, stops_last=True)
                    for number in range(self._server.counting_processes)
                ),
                *job_children(self._container, self._settings, self._server.job_processes),
            ],
            on_death=forget_process,
        )
        return supervisor.run(
            on_tick=lambda: self._announce_once(announce, grpc_address, http_address)
        )

    def _worker(self, number: int, address: str) -> Child:
        def run(parent_alive: int) -> None:
            self._board.set(number, WorkerState.STARTING)
            _prefer_throughput()
            uvloop.run(self._answer(number, address, parent_alive))

        return Child(f"worker-{number}", run)

    async def _answer(self, number: int, address: str, parent_alive: int) -> None:
        stop, serving = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def drain() -> None:
            self._board.set(number, WorkerState.DRAINING)
            loop.remove_reader(parent_alive)
            stop.set()

        loop.add_signal_handler(signal.SIGTERM, drain)
        loop.add_reader(parent_alive, drain)
        server = self._container.get(GrpcServer)
        answering = asyncio.ensure_future(server.serve(address, stop=stop, serving=serving))
        started = asyncio.ensure_future(serving.wait())
        await asyncio.wait({answering, started}, return_when=asyncio.FIRST_COMPLETED)
        if started.done():
            self._board.set(number, WorkerState.SERVING)
        await answering

    def _run_shadow(self, parent_alive: int) -> None:
        end_with_parent(parent_alive)
        received, checker = self._container.get(ShadowSocket), self._container.get(ShadowChecker)
        while True:
            encoding, text, special_tokens, token_count = received.receive()
            checker.check(
                encoding=encoding, text=text, special_tokens=special_tokens, token_count=token_count
            )

    def _run_counter(self, parent_alive: int) -> None:
        end_with_parent(parent_alive)
        self._container.get(CountingPool).serve(self._container.get(SlowCounters).by_encoding)

    def _announce_once(self, announce: Announce, grpc_address: str, http_address: str) -> None:
        if self._announced or not self._board.all_serving():
            return
        self._announced = True
        _log.info(
            "serving",
            grpc_address=grpc_address,
            http_address=http_address,
            workers=self._workers,
        )
        announce(grpc_address, http_address)
        addresses = {"grpc_address": grpc_address, "http_address": http_address}
        write_ready_file(self._settings, addresses)


def _prefer_throughput() -> None:
    """Let gRPC's own thread wait its turn: else it interrupts the event loop at every call."""
    if hasattr(os, "SCHED_BATCH"):
        # Where it is not allowed, the kernel's usual way is fine too.
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
