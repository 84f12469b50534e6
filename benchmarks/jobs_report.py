"""What the benchmark of jobs found, as text for people: docs/benchmarks/jobs.md."""

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.jobs_figures import WATCH_TARGET_MS, StoreFigures, median, quantile

LIBRARIES = ("grpcio", "sqlalchemy", "sqlmodel", "psycopg", "procrastinate")
MEANING = (
    "A job is accepted in one transaction and done in two, each of which is on the disk before it "
    "counts: `synchronous = FULL` on SQLite, `fsync = on` on PostgreSQL, which runs on the same "
    "machine. The bare cost is that of the same use case on the same texts in as many processes, "
    "with nothing kept; what jobs cost beside it is the price of outliving calls and processes. "
    "No text comes twice."
)
WORK = (
    "All jobs are there before the first is begun. CPU is that of all processes of the worker for "
    "each text, and of all of the database server where there is one; the last columns compare "
    "both together, and the speed, with the bare cost measured just before."
)
ENQUEUEING = (
    "Jobs of one text of 1 KB, sent to a server with one process, for which no worker works. The "
    "clients share the machine with the server and the database."
)
WATCHING = (
    "Jobs of one text of 1 KB, one after the other, for a worker with two processes that has "
    "nothing else to do. Each is watched at the server that accepted it and at another one over "
    "the same store. The delay begins with the time that the store gave to the job's end, which is "
    "before it was committed, and ends with its receipt; jobs that ended before a watch was open "
    "are left out. The whole begins before the job is sent."
)
_WORK_HEAD = (
    *("store", "jobs", "jobs/s", "texts/s", "bare texts/s"),
    *("worker CPU ms", "database CPU ms", "bare CPU ms", "CPU / bare", "speed / bare"),
)
_ENQUEUEING_HEAD = ("store", "jobs that wait", "p50 ms", "p99 ms", "calls/s of 8 clients")
_WATCHING_HEAD = ("store", "what", "jobs", "p50 ms", "p99 ms")


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found.

    Args:
        conditions: What the figures depend on, by name.
        stores: The figures by the name of the store.
        not_run: Stores without figures, with the reason.
    """

    conditions: Mapping[str, str]
    stores: Mapping[str, StoreFigures]
    not_run: Mapping[str, str]

    def meets_target(self) -> bool:
        """Whether all stores do."""
        return all(each.meets_target() for each in self.stores.values())

    def as_markdown(self) -> str:
        """The tables."""
        verdict = "met" if self.meets_target() else "not met"
        parts = [
            "# Compression jobs",
            MEANING,
            "\n".join(f"- {name}: {value}" for name, value in self.conditions.items()),
            *(f"{name} was not measured: {reason}." for name, reason in self.not_run.items()),
            "## Doing jobs: a worker with two processes",
            WORK,
            self._table(_WORK_HEAD, _work_rows),
            "## Accepting jobs",
            ENQUEUEING,
            self._table(_ENQUEUEING_HEAD, _enqueueing_rows),
            "## Telling that jobs have ended",
            WATCHING,
            self._table(_WATCHING_HEAD, _watching_rows),
            f"Target: a median delay under {WATCH_TARGET_MS:.0f} ms at both servers on every store "
            f"that was measured: {verdict}.",
        ]
        return "\n\n".join(parts) + "\n"

    def _table(
        self, head: Sequence[str], rows_of: Callable[[StoreFigures], Iterator[list[str]]]
    ) -> str:
        rows = [[name, *row] for name, figures in self.stores.items() for row in rows_of(figures)]
        rule = ["---", "---", *["---:"] * (len(head) - 2)]
        return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])


def conditions(*, command: str, rounds: int, loads: Sequence[float]) -> dict[str, str]:
    """What the figures depend on.

    Args:
        command: What was run.
        rounds: How many.
        loads: The machine's load average before and after.
    """
    before, after = loads
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "command": f"`{command}`",
        "machine": f"{_processor()}, {os.cpu_count()} cores; "
        f"load {before:.1f} before, {after:.1f} after",
        "versions": f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        "rounds": f"{rounds}, of which the medians are shown",
    }


def _work_rows(figures: StoreFigures) -> Iterator[list[str]]:
    for name, rounds in figures.work.items():
        yield [
            name,
            f"{median(rounds, lambda each: each.done.jobs_per_s):,.1f}",
            f"{median(rounds, lambda each: each.done.texts_per_s):,.1f}",
            f"{median(rounds, lambda each: each.bare.texts_per_s):,.1f}",
            f"{median(rounds, lambda each: each.done.worker_cpu_ms):,.2f}",
            f"{median(rounds, lambda each: each.done.server_cpu_ms):,.2f}",
            f"{median(rounds, lambda each: each.bare.cpu_ms_per_text):,.2f}",
            f"{median(rounds, lambda each: each.cpu_ratio):.2f}",
            f"{median(rounds, lambda each: each.speed_ratio):.2f}",
        ]


def _enqueueing_rows(figures: StoreFigures) -> Iterator[list[str]]:
    for waiting, found in figures.enqueueing.items():
        times = [f"{quantile(found.lone_ms, share):.1f}" for share in (0.5, 0.99)]
        yield [f"{waiting:,}", *times, f"{found.calls_per_s:,.0f}"]


def _watching_rows(figures: StoreFigures) -> Iterator[list[str]]:
    found = figures.watching
    if found is None:
        return
    for name, values in (
        ("delay at the same server", found.same_ms),
        ("delay at another server", found.other_ms),
        ("the whole", found.whole_ms),
    ):
        times = [f"{quantile(values, share):.0f}" for share in (0.5, 0.99)]
        yield [name, f"{len(values)}", *times]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
