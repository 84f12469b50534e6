"""What servers and workers have in common: what they load, and processes that both have."""

import gc
import json
import os
import signal
import socket
import threading
from collections.abc import Sequence
from pathlib import Path

from injector import Injector

from adapters.inbound.http.server import OperatorServer, operator_routes
from adapters.inbound.worker.routine import Duty, Routine
from adapters.inbound.worker.worker import JobWorker
from adapters.outbound.prometheus.exposition import CONTENT_TYPE, Exposition
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from adapters.outbound.relevance.ranker import PassageRanker
from application.tokens.models import ModelAnalyst
from bootstrap.board import WorkerBoard, WorkerState
from bootstrap.settings import Settings
from bootstrap.supervisor import Child, end_with_parent, when_parent_is_gone
from ports.outbound.tokenizers import TokenCounter, Tokenizer

_GC_THRESHOLD = 20_000
_OBSERVE_EVERY_S = 1.0


def load_shared(container: Injector, settings: Settings, roots: Sequence[type]) -> None:
    """Build everything that the children share, and keep its memory shared.

    Args:
        container: Everything that is bound.
        settings: Which encodings are loaded.
        roots: What the children ask the container for.
    """
    for counter in (*container.get(list[Tokenizer]), *container.get(list[TokenCounter])):
        if settings.server.preloads(counter.vocabulary.encoding):
            counter.load()
    container.get(ModelAnalyst).warm()
    container.get(PassageRanker).load()
    for root in (*roots, Exposition, PrometheusTelemetry):
        container.get(root)
    freeze_heap()


def freeze_heap() -> None:
    """Have the collector of cycles leave alone what is loaded, and come less often.

    It would write to every page that the children share, and hold up a loop for 100 ms each time.
    Calls leave hardly any cycles behind.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD, 20, 20)


def operator_child(container: Injector, listening: socket.socket, board: WorkerBoard) -> Child:
    """The process that answers /metrics, /livez and /readyz."""

    def run(parent_alive: int) -> None:
        end_with_parent(parent_alive)
        routes = operator_routes(
            metrics=container.get(Exposition).render,
            metrics_type=CONTENT_TYPE,
            is_ready=board.any_serving,
        )
        OperatorServer(listening, routes).serve_forever()

    return Child("operator", run, stops_last=True)


def job_children(
    container: Injector, settings: Settings, count: int, board: WorkerBoard | None = None
) -> list[Child]:
    """Processes that do compression jobs.

    Args:
        container: Everything that is bound.
        settings: How long a lease is.
        count: How many.
        board: Shows which of them work; None where nobody asks.
    """

    def child(number: int) -> Child:
        def show(state: WorkerState) -> None:
            if board is not None:
                board.set(number, state)

        def run(parent_alive: int) -> None:
            show(WorkerState.STARTING)
            stop = threading.Event()

            def drain(*_: object) -> None:
                show(WorkerState.DRAINING)
                stop.set()

            signal.signal(signal.SIGTERM, drain)
            when_parent_is_gone(parent_alive, stop.set)
            worker = container.get(JobWorker)
            with Routine(_duties(container, settings, worker)):
                show(WorkerState.SERVING)
                worker.run(stop)

        return Child(f"jobs-{number}", run, is_vital=False)

    return [child(number) for number in range(count)]


def _duties(container: Injector, settings: Settings, worker: JobWorker) -> list[Duty]:
    telemetry = container.get(PrometheusTelemetry)

    def observe() -> None:
        telemetry.publish(unary_count=0, stream_count=0)

    lease_s = settings.jobs.lease_seconds
    return [*worker.duties(lease_s=lease_s), Duty("observe", observe, _OBSERVE_EVERY_S)]


def write_ready_file(settings: Settings, addresses: dict[str, str]) -> None:
    """Tell where this program is reached, in a file that is never seen half written."""
    if not settings.server.ready_file:
        return
    file = Path(settings.server.ready_file)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    unfinished.write_text(json.dumps(addresses | {"pid": os.getpid()}), encoding="utf-8")
    unfinished.replace(file)


def address_of(listening: socket.socket) -> str:
    """Host and port of a socket, as clients write them."""
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
