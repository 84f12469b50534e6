"""A Steelyard server as a process of its own, and what can be seen of it from outside."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
from prometheus_client.parser import text_string_to_metric_families
from steelyard.v1 import compression_service_pb2_grpc as compression_grpc
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

ROOT = Path(__file__).parents[2]
START_S = 30.0
STOP_S = 30.0
_POLL_S = 0.01
_RECORDED_WITHIN_S = 0.15
PROGRAM = (sys.executable, "-m", "bootstrap")
_COMMAND = (*PROGRAM, "serve")
_SETTINGS = {
    "STEELYARD_GRPC_PORT": "0",
    "STEELYARD_HTTP_PORT": "0",
    "STEELYARD_DRAIN_NOTICE_MS": "0",
    "STEELYARD_DRAIN_STREAMS_MS": "200",
    "STEELYARD_PRELOADED_ENCODINGS": "o200k_base,cl100k_base,o200k_harmony",
    "STEELYARD_COUNTING_PROCESSES": "1",
    "STEELYARD_JOB_PROCESSES": "0",
}
"""Any free ports, a prompt start, and a prompt end."""


def eventually[Value](ask: Callable[[], Value], *, within_s: float = 5.0) -> Value:
    """Ask until the answer is truthy or the time is over; return the last answer."""
    end = time.monotonic() + within_s
    while True:
        answer = ask()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(_POLL_S)


def environment(settings: dict[str, object]) -> dict[str, str]:
    """The variables of this process, without settings of its own, and these settings."""
    inherited = {key: value for key, value in os.environ.items() if "STEELYARD" not in key}
    given = {f"STEELYARD_{key.upper()}": str(value) for key, value in settings.items()}
    path = os.pathsep.join([str(ROOT), str(ROOT / "protos"), inherited.get("PYTHONPATH", "")])
    return inherited | {"PYTHONPATH": path, "RUST_BACKTRACE": "1"} | _SETTINGS | given


def children_of(pid: int) -> list[int]:
    """The child processes, oldest first; empty when the process is gone."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(each) for each in text.split()]
    return []


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and waits to be noticed does not."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
        return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}
    return False


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers.

    Args:
        process: Its parent process.
        address: Host and port of gRPC.
        http_address: Host and port of the metrics.
        workers: How many worker processes it has.
        counters: How many processes count for them.
        stdout: The file that its log goes to.
        stderr: The file that everything else goes to.
        channel: A channel to it.
    """

    process: "subprocess.Popen[bytes]"
    address: str
    http_address: str
    workers: int
    counters: int
    stdout: Path
    stderr: Path
    channel: grpc.Channel

    @property
    def stub(self) -> "pb_grpc.TokenServiceStub":
        """The token service over the one channel."""
        return pb_grpc.TokenServiceStub(self.channel)

    @property
    def compression(self) -> "compression_grpc.CompressionServiceStub":
        """The compression service over the one channel."""
        return compression_grpc.CompressionServiceStub(self.channel)

    @property
    def pid(self) -> int:
        """Of the parent."""
        return self.process.pid

    def children(self) -> dict[str, list[int]]:
        """The child processes by what they are for, as they are first started."""
        pids = sorted(children_of(self.pid))
        return {
            "workers": pids[: self.workers],
            "operator": pids[self.workers : self.workers + 1],
            "shadow": pids[self.workers + 1 : self.workers + 2],
            "counters": pids[self.workers + 2 : self.workers + 2 + self.counters],
            "jobs": pids[self.workers + 2 + self.counters :],
        }

    def log(self, **wanted: object) -> list[dict[str, Any]]:
        """The log lines that hold these values."""
        lines = map(json.loads, self.stdout.read_text(encoding="utf-8").splitlines())
        return [line for line in lines if wanted.items() <= line.items()]

    def output(self) -> str:
        """All that it wrote."""
        return self.stdout.read_text(encoding="utf-8") + self.stderr.read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a path of the HTTP port."""
        try:
            with urllib.request.urlopen(f"http://{self.http_address}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def metric(self, name: str, **labels: str) -> float:
        """The sum of a metric's samples that have these labels."""
        scraped = eventually(self._scrape)
        assert scraped, "there are no metrics"
        return sum(
            sample.value
            for family in text_string_to_metric_families(scraped[1])
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def _scrape(self) -> tuple[int, str] | None:
        # A scrape fails while a new process creates its file, and while /metrics is replaced.
        with contextlib.suppress(OSError):
            return self.get("/metrics")
        return None

    def settled(self, name: str, **labels: str) -> float:
        """``metric``, once the calls that have ended are in it."""
        time.sleep(_RECORDED_WITHIN_S)
        return self.metric(name, **labels)

    def reached(self, value: float, name: str, **labels: str) -> float:
        """``metric``, once it is this value or will not be."""
        eventually(lambda: value == self.metric(name, **labels))
        return self.metric(name, **labels)

    def stop(self) -> int:
        """Ask it to end; return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_S)


@contextmanager
def running_server(
    *,
    workers: int = 1,
    command: Sequence[str] = _COMMAND,
    stdout_to: int | None = None,
    **settings: object,
) -> Iterator[RunningServer]:
    """Start a server, wait until it answers, and end it with all of its processes.

    Args:
        workers: Worker processes.
        command: What starts it.
        stdout_to: Where its log goes; None for a file.
        settings: Settings by name, without their prefix, in lower case.
    """
    with tempfile.TemporaryDirectory(prefix="steelyard-test-") as folder:
        ready = Path(folder, "ready.json")
        stdout, stderr = Path(folder, "stdout"), Path(folder, "stderr")
        kept = f"sqlite:///{Path(folder, 'kept.db')}"
        given = {"storage_url": kept} | settings | {"workers": workers, "ready_file": ready}
        variables = environment(given)
        with stdout.open("wb") as out, stderr.open("wb") as err:
            process = subprocess.Popen(  # noqa: S603 - a command of these tests
                command,
                cwd=ROOT,
                env=variables,
                stdout=out if stdout_to is None else stdout_to,
                stderr=err,
                start_new_session=True,
            )
        try:
            addresses = wait_ready(process, ready, stderr)
            address = addresses["grpc_address"]
            with grpc.insecure_channel(address, _CHANNEL_OPTIONS) as channel:
                http_address = addresses["http_address"]
                counters = int(variables["STEELYARD_COUNTING_PROCESSES"])
                yield RunningServer(
                    process=process,
                    address=address,
                    http_address=http_address,
                    workers=workers,
                    counters=counters,
                    stdout=stdout,
                    stderr=stderr,
                    channel=channel,
                )
        finally:
            end_session(process)


_CHANNEL_OPTIONS = (
    ("grpc.max_receive_message_length", -1),
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200),
)
"""A connection of its own for each channel, found again quickly."""


def open_channel(server: RunningServer) -> grpc.Channel:
    """Another channel, with a connection of its own."""
    return grpc.insecure_channel(server.address, _CHANNEL_OPTIONS)


def run_to_its_end(*arguments: str, **settings: object) -> "subprocess.CompletedProcess[str]":
    """Run a command that ends by itself, such as ``worker`` with wrong settings."""
    return subprocess.run(  # noqa: S603 - a command of these tests
        [*PROGRAM, *arguments],
        cwd=ROOT,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )


def wait_ready(process: "subprocess.Popen[bytes]", ready: Path, output: Path) -> dict[str, Any]:
    """What a process writes once it is ready; a failure with its output where it is not."""

    def addresses() -> dict[str, Any]:
        # Between its creation and its last byte the file is no JSON yet.
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            return dict(json.loads(ready.read_text(encoding="utf-8")))
        if process.poll() is not None:
            raise AssertionError(f"the process ended: {output.read_text(encoding='utf-8')}")
        return {}

    found = eventually(addresses, within_s=START_S)
    if not found:
        raise AssertionError(f"the process is not ready: {output.read_text(encoding='utf-8')}")
    return found


def end_session(process: "subprocess.Popen[bytes]") -> None:
    """End a process in order, and whatever is left of its own session by force."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_S)
