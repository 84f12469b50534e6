"""Starts a worker: processes that do compression jobs, and one that tells how they are."""

import os
from collections.abc import Callable

import structlog
from injector import Injector

from adapters.inbound.worker.worker import JobWorker
from adapters.outbound.prometheus.exposition import forget_process
from bootstrap.board import WorkerBoard
from bootstrap.children import (
    address_of,
    job_children,
    load_shared,
    operator_child,
    write_ready_file,
)
from bootstrap.ports import listen_alone
from bootstrap.settings import Settings
from bootstrap.storage import prepare_storage
from bootstrap.supervisor import Supervisor

_log = structlog.get_logger()


class WorkerBootstrapper:
    """Brings a worker up and down.

    Args:
        container: Everything that is bound.
        settings: Where the storage is, and how to do jobs.
        processes: How many do jobs; 0 for one for each CPU.
    """

    def __init__(self, container: Injector, settings: Settings, *, processes: int) -> None:
        self._container = container
        self._settings = settings
        self._processes = processes or len(os.sched_getaffinity(0))
        self._board = WorkerBoard(self._processes)
        self._announced = False

    def run(self, announce: Callable[[str], None]) -> int:
        """Do jobs until told to stop; return the exit code.

        Args:
            announce: Told the address of the HTTP port once jobs are done.

        Raises:
            CannotListen: The HTTP port is taken.
        """
        listening = listen_alone(self._settings.server.http_host, self._settings.server.http_port)
        address = address_of(listening)
        prepare_storage(self._settings.storage)
        load_shared(self._container, self._settings, (JobWorker,))
        supervisor = Supervisor(
            [
                *job_children(self._container, self._settings, self._processes, board=self._board),
                operator_child(self._container, listening, self._board),
            ],
            on_death=forget_process,
        )
        return supervisor.run(on_tick=lambda: self._announce_once(announce, address))

    def _announce_once(self, announce: Callable[[str], None], address: str) -> None:
        if self._announced or not self._board.all_serving():
            return
        self._announced = True
        _log.info("working", http_address=address, processes=self._processes)
        announce(address)
        write_ready_file(self._settings, {"http_address": address})
