"""Runs of ``steelyard corpus count``: watched, killed, and gone on with."""

import hashlib
import json
import os
import resource
import signal
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import BenchmarkFailed, Server, start

SAMPLE_EVERY_S = 0.25
POLL_S = 0.01
WARM_SHARE = 0.2
"""Of a run, at its beginning: what is loaded there is no leak."""
SHORTEST_S = 10.0
"""A run that is over sooner does not tell whether memory grows."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The memory of all processes of the command at a moment.

    Args:
        at_s: Seconds since the start.
        pss_mb: Proportional set size of all of them together, in MB of 1,000,000 bytes.
        processes: How many there are.
    """

    at_s: float
    pss_mb: float
    processes: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run that came to its end.

    Args:
        seconds: From the start of the program to its end.
        cpu_s: CPU time of all its processes together, in seconds.
        samples: Its memory over time.
        summary: What it wrote beside the output.
        digest: SHA-256 of the output.
    """

    seconds: float
    cpu_s: float
    samples: Sequence[Sample]
    summary: dict[str, Any]
    digest: str

    @property
    def peak_mb(self) -> float:
        """The most memory at any time."""
        return max(each.pss_mb for each in self.samples)

    @property
    def slope_mb_per_minute(self) -> float | None:
        """How the memory grows once everything is loaded; None for a run too short to tell."""
        if self.seconds < SHORTEST_S:
            return None
        processes = statistics.mode(each.processes for each in self.samples)
        warm = [
            (each.at_s, each.pss_mb)
            for each in self.samples
            if each.at_s > WARM_SHARE * self.seconds and each.processes == processes
        ]
        return statistics.linear_regression(*zip(*warm, strict=True)).slope * 60

    def totals(self) -> dict[str, Any]:
        """What the summary says of the corpus, without what it says of the run."""
        of_the_run = ("seconds", "resumed_record_count", "bytes_per_second")
        return {key: value for key, value in self.summary.items() if key not in of_the_run}


@dataclass(frozen=True, slots=True)
class Killed:
    """A run that was killed, and the one that went on.

    Args:
        at_share: How much of the output was there when it was killed.
        written_records: How many lines of it.
        resumed_records: How many of them were kept.
        resumed: The run that went on.
        doubled_lines: Lines that the output has more than once.
        is_identical: Whether the output is that of a run that nobody killed.
        is_equal: Whether the totals are.
    """

    at_share: float
    written_records: int
    resumed_records: int
    resumed: Run
    doubled_lines: int
    is_identical: bool
    is_equal: bool


def run(corpus: Path, output: Path, *, model: str) -> Run:
    """Count a corpus, and watch the memory of whatever takes part."""
    cpu_before_s = _children_cpu_s()
    server = _start(corpus, output, model)
    samples: list[Sample] = []
    while server.process.poll() is None:
        found = server.pss_mb()
        at_s = time.perf_counter() - server.started_at
        alive = [size for size in found.values() if size]
        samples.append(Sample(at_s, sum(alive), len(alive)))
        _wait(server, SAMPLE_EVERY_S)
    seconds = time.perf_counter() - server.started_at
    if server.process.returncode:
        raise BenchmarkFailed(f"the command failed:\n{server.tail()}")
    summary = json.loads(Path(f"{output}.summary.json").read_text(encoding="utf-8"))
    cpu_s = _children_cpu_s() - cpu_before_s
    return Run(seconds, cpu_s, samples, summary, _digest(output))


def kill_and_resume(corpus: Path, output: Path, *, model: str, whole: Run, share: float) -> Killed:
    """Kill a run with all its processes in the midst of its work, and go on with it.

    Args:
        corpus: What is counted.
        output: Where to.
        model: For which model.
        whole: A run that nobody killed.
        share: When to, as a share of the time that that one took.
    """
    server = _start(corpus, output, model)
    _wait(server, share * whole.seconds)
    if server.process.poll() is not None:
        raise BenchmarkFailed(f"the command ended before it was killed:\n{server.tail()}")
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait()
    with Path(f"{output}.partial").open("rb") as partial:
        written = sum(line.endswith(b"\n") for line in partial)
    resumed = run(corpus, output, model=model)
    lines = output.read_bytes().splitlines()
    return Killed(
        at_share=written / len(lines),
        written_records=written,
        resumed_records=resumed.summary["resumed_record_count"],
        resumed=resumed,
        doubled_lines=len(lines) - len(set(lines)),
        is_identical=resumed.digest == whole.digest,
        is_equal=resumed.totals() == whole.totals(),
    )


def _start(corpus: Path, output: Path, model: str) -> Server:
    arguments = ("corpus", "count", str(corpus), "-o", str(output), "--model", model, "--quiet")
    return start(
        "steelyard corpus count",
        (sys.executable, "-m", "bootstrap", *arguments),
        environment={},
        cores=frozenset(),
        log=output.with_suffix(".log"),
    )


def _wait(server: Server, seconds: float) -> None:
    """Wait, but no longer than the process lives."""
    deadline = time.perf_counter() + seconds
    while server.process.poll() is None and time.perf_counter() < deadline:
        time.sleep(POLL_S)


def _children_cpu_s() -> float:
    """CPU time of all processes that ended under this one."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
