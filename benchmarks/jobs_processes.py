"""The programs that are measured: servers and workers over a store, as an operator starts them."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from benchmarks.processes import Server, await_file, process_tree, start
from benchmarks.servers import START_PATIENCE_S, start_steelyard

ANYWHERE: frozenset[int] = frozenset()
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_SETTINGS = {
    "STEELYARD_PRELOADED_ENCODINGS": "o200k_base",
    "STEELYARD_COUNTING_PROCESSES": "0",
    "STEELYARD_JOB_PROCESSES": "0",
    "STEELYARD_ACCESS_LOG": "errors",
    "STEELYARD_DRAIN_NOTICE_MS": "0",
    "STEELYARD_HTTP_PORT": "0",
}


@contextmanager
def running_worker(url: str, folder: Path, *, processes: int) -> Iterator[Server]:
    """``steelyard worker``, which does jobs.

    Args:
        url: The store.
        folder: For its log and ready file.
        processes: How many processes do jobs.
    """
    ready = folder / "worker.json"
    ready.unlink(missing_ok=True)
    worker = start(
        "the worker",
        [sys.executable, "-m", "bootstrap", "worker", "--processes", str(processes)],
        environment=_SETTINGS | {"STEELYARD_STORAGE_URL": url, "STEELYARD_READY_FILE": str(ready)},
        cores=ANYWHERE,
        log=folder / "worker.log",
    )
    try:
        await_file(worker, ready, patience_s=START_PATIENCE_S)
        yield worker
    finally:
        worker.stop()


@contextmanager
def running_servers(url: str, folder: Path, *, count: int) -> Iterator[list[Server]]:
    """Servers that do no jobs, each with one process that answers.

    Args:
        url: The store that they share.
        folder: For their logs and ready files.
        count: How many.
    """
    with ExitStack() as stack:
        servers = []
        for number in range(count):
            own = folder / f"server-{number}"
            own.mkdir(exist_ok=True)
            settings = _SETTINGS | {"STEELYARD_STORAGE_URL": url}
            server, _ = start_steelyard(own, cores=ANYWHERE, workers=1, settings=settings)
            stack.callback(server.stop)
            servers.append(server)
        yield servers


def family_cpu_s(root: int) -> float:
    """CPU time so far of a process, its children, and those of them that have ended, in seconds."""
    ended = sum(int(each) for each in _stat(root)[13:15])
    alive = sum(int(each) for pid in process_tree(root) for each in _stat(pid)[11:13])
    return (alive + ended) / _TICKS_PER_S


def parent_of(pid: int) -> int:
    """What started a process."""
    return int(_stat(pid)[1])


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the state on; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
