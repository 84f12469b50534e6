"""Starting, watching and ending the processes that are measured."""

import contextlib
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

POLL_S = 0.002
END_PATIENCE_S = 20.0
_TICKS_PER_S = os.sysconf("SC_CLK_TCK")


class BenchmarkFailed(Exception):
    """A measurement cannot be made, or its answers are wrong; the message says which."""


@dataclass(frozen=True, slots=True)
class Cores:
    """Where what runs; empty for anywhere."""

    server: frozenset[int]
    generator: frozenset[int]

    @classmethod
    def choose(cls, *, pinned: bool) -> "Cores":
        """One core for the server under test, the others for what loads it.

        Args:
            pinned: Whether to; nothing is pinned on a machine with one core either.
        """
        available = sorted(os.sched_getaffinity(0))
        if not pinned or len(available) < 2:  # noqa: PLR2004 - a pair
            return cls(frozenset(), frozenset())
        return cls(frozenset(available[:1]), frozenset(available[1:]))


@contextlib.contextmanager
def on_cores(cores: frozenset[int]) -> Iterator[None]:
    """Let processes that start inside inherit these cores; nothing changes where there are none."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores or before)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@dataclass(slots=True)
class Server:
    """A server under test, in a session of its own so that it can be paused and ended whole.

    Args:
        name: For messages.
        process: Its first process.
        port: Where it answers.
        http_port: Where its metrics are; 0 where there are none.
        log: Where its output goes: a real file, as in production.
        started_at: time.perf_counter() just before it was started.
    """

    name: str
    process: subprocess.Popen[bytes]
    port: int
    log: Path
    http_port: int = 0
    started_at: float = field(default_factory=time.perf_counter)

    def cpu_s(self) -> float:
        """CPU time so far of all its processes, in seconds."""
        return sum(_cpu_ticks(pid) for pid in process_tree(self.process.pid)) / _TICKS_PER_S

    def pss_mb(self) -> dict[int, float]:
        """Proportional set size of each of its processes, in MB of 1,000,000 bytes."""
        return {pid: _pss_mb(pid) for pid in process_tree(self.process.pid)}

    def pause(self) -> None:
        """Keep a peer from using the processor while others are measured; Steelyard runs on."""
        if not self.http_port:
            os.killpg(self.process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let it run again."""
        os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        """End it as an operator would, by force where that takes too long."""
        with contextlib.suppress(ProcessLookupError):
            self.resume()
            self.process.terminate()
        try:
            self.process.wait(END_PATIENCE_S)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def tail(self) -> str:
        """The end of its output."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-2_000:]


def start(
    name: str,
    command: Sequence[str],
    *,
    environment: Mapping[str, str],
    cores: frozenset[int],
    log: Path,
) -> Server:
    """Start a server whose port is not known yet.

    Args:
        name: For messages.
        command: The program and its arguments.
        environment: Added to the environment of this process.
        cores: Where it may run; empty for anywhere.
        log: Where its output goes.
    """
    with log.open("wb") as output, on_cores(cores):
        started_at = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603 - the command is this benchmark's own
            command,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    return Server(name, process, 0, log, started_at=started_at)


def await_file(server: Server, path: Path, *, patience_s: float) -> float:
    """Wait until the server has written its ready file.

    Returns:
        Seconds since it was started.
    """
    return _await(server, lambda: path.exists() and path.stat().st_size > 0, patience_s)


def await_port(server: Server, port: int, *, patience_s: float) -> float:
    """Wait until the port takes connections.

    Returns:
        Seconds since it was started.
    """
    server.port = port
    return _await(server, lambda: _accepts(port), patience_s)


def free_port() -> int:
    """A loopback port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def process_tree(root: int) -> list[int]:
    """A process and all its descendants, as far as they live."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _stat(int(entry.name))):
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def _await(server: Server, ready: Callable[[], bool], patience_s: float) -> float:
    deadline = server.started_at + patience_s
    while not ready():
        if server.process.poll() is not None or time.perf_counter() > deadline:
            server.stop()
            raise BenchmarkFailed(f"{server.name} did not start:\n{server.tail()}")
        time.sleep(POLL_S)
    return time.perf_counter() - server.started_at


def _accepts(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _stat(pid: int) -> list[str]:
    """Fields of /proc/PID/stat from the state on; empty when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def _cpu_ticks(pid: int) -> int:
    fields = _stat(pid)
    return int(fields[11]) + int(fields[12]) if fields else 0


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    kilobytes = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return kilobytes * 1_024 / 1_000_000
