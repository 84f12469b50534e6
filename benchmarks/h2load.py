"""Driving h2load, the load generator: a C program that is faster than any server measured here."""

import re
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import BenchmarkFailed, on_cores

GRPC_HEADERS = {"content-type": "application/grpc", "te": "trailers"}
JSON_HEADERS = {"content-type": "application/json"}
PATIENCE_S = 300.0
_ANSWERED = re.compile(r"status codes: (\d+) 2xx")


@dataclass(frozen=True, slots=True)
class Load:
    """What is sent and how.

    Args:
        path: The part of the address after the port.
        bodies: Files; each is the body of the requests of one generator process.
        headers: Sent with every request.
        connections: How many each generator process has open.
        streams: Requests in flight on each connection.
        is_http1: Whether to speak HTTP/1.1; HTTP/2 with prior knowledge otherwise.
    """

    path: str
    bodies: tuple[Path, ...]
    headers: Mapping[str, str]
    connections: int
    streams: int
    is_http1: bool = False


@dataclass(frozen=True, slots=True)
class Shot:
    """What one run of the generator saw.

    Args:
        requests: How many were answered with status 200; a run with any other is an error.
        seconds: From the start of the first generator process to the end of the last.
        generator_cpu_s: CPU time that the generator used itself.
    """

    requests: int
    seconds: float
    generator_cpu_s: float


def version() -> str:
    """Name and version of the generator.

    Raises:
        BenchmarkFailed: It is not installed.
    """
    if shutil.which("h2load") is None:
        raise BenchmarkFailed("h2load was not found; on Debian it is in the package nghttp2-client")
    said = subprocess.run(["h2load", "--version"], capture_output=True, text=True, check=True)  # noqa: S607 - whichever is installed
    return said.stdout.replace("nghttp2/", "(nghttp2) ").strip()


def fire(load: Load, *, port: int, requests: int, cores: frozenset[int]) -> Shot:
    """Send about so many requests, the same number of each body, and wait for the last answer.

    Args:
        load: What is sent and how.
        port: Where to, on the loopback interface.
        requests: How many; rounded up to a multiple of what is in flight.
        cores: Where the generator runs; empty for anywhere.

    Raises:
        BenchmarkFailed: Some were not answered with status 200.
    """
    places = len(load.bodies) * load.connections * load.streams
    each = -(-requests // places) * load.connections * load.streams
    before, start = _children_cpu_s(), time.perf_counter()
    with on_cores(cores):
        running = [_start(load, body, port=port, requests=each) for body in load.bodies]
    for process in running:
        _finish(process, requests=each)
    seconds = time.perf_counter() - start
    return Shot(each * len(load.bodies), seconds, _children_cpu_s() - before)


def lone_call_p50_us(
    load: Load, *, port: int, requests: int, cores: frozenset[int], log: Path
) -> float:
    """Median time in microseconds of a call while no other is in flight.

    Args:
        load: Of one body, one connection and one stream.
        port: Where to.
        requests: How many; the first tenth is not looked at.
        cores: Where the generator runs.
        log: Where h2load may write a line for each request.
    """
    log.unlink(missing_ok=True)
    with on_cores(cores):
        process = _start(load, load.bodies[0], f"--log-file={log}", port=port, requests=requests)
    _finish(process, requests=requests)
    lines = log.read_text(encoding="utf-8").splitlines()
    times_us = [int(line.split("\t")[2]) for line in lines]
    return statistics.median(times_us[requests // 10 :])


def _start(load: Load, body: Path, *flags: str, port: int, requests: int) -> subprocess.Popen[str]:
    headers = [f"-H{name}: {value}" for name, value in load.headers.items()]
    sizes = [f"-n{requests}", f"-c{load.connections}", f"-m{load.streams}", "-t1"]
    protocol = ["--h1"] if load.is_http1 else []
    address = f"http://127.0.0.1:{port}{load.path}"
    return subprocess.Popen(  # noqa: S603 - the arguments are this benchmark's own
        ["h2load", *flags, *protocol, *sizes, *headers, f"-d{body}", address],  # noqa: S607 - whichever h2load is installed
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def _finish(process: subprocess.Popen[str], *, requests: int) -> None:
    output, _ = process.communicate(timeout=PATIENCE_S)
    answered = _ANSWERED.search(output)
    if process.returncode or not answered or int(answered[1]) != requests:
        raise BenchmarkFailed(f"not all of {requests} requests were answered:\n{output}")


def _children_cpu_s() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime
