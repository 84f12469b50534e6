"""Measure compression jobs on SQLite and on PostgreSQL: ``make bench-jobs``.

How fast a worker with two processes does them and what that costs beside the bare compression, how
fast a server accepts them, and how soon clients learn that they have ended. Prints the report; with
``--write`` it is kept in docs/benchmarks/jobs.md.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.jobs_bare import BareCrew
from benchmarks.jobs_figures import Round, StoreFigures
from benchmarks.jobs_measures import CLIENTS, enqueueing, throughput, watching
from benchmarks.jobs_processes import running_servers, running_worker
from benchmarks.jobs_report import Report, conditions
from benchmarks.jobs_stores import STORES, missing, open_store
from benchmarks.jobs_texts import LARGE_BYTES, SMALL_BYTES, TextSource, Workload
from benchmarks.processes import BenchmarkFailed

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks" / "jobs.md"
WORKER_PROCESSES = 2
TEXTS_PER_BATCH = 100
_WARM_UP = 20
_SEED = 20_240_229


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    Args:
        rounds: How often jobs are done.
        small: Jobs of a text of 1 KB in each round.
        large: Jobs of a text of 100 KB.
        batches: Jobs of 100 texts of 1 KB.
        calls: Jobs that are sent by one client, and as many by each of several.
        waiting: Jobs that wait when some more are sent.
        watched: Jobs that are watched.
    """

    rounds: int
    small: int
    large: int
    batches: int
    calls: int
    waiting: int
    watched: int


FULL = Plan(rounds=3, small=400, large=20, batches=4, calls=200, waiting=20_000, watched=100)
QUICK = Plan(rounds=1, small=100, large=4, batches=2, calls=40, waiting=1_000, watched=12)


class Bench:
    """Measures store after store.

    Args:
        plan: How much.
        folder: For everything temporary.
    """

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan = plan
        self._folder = folder
        self._texts = TextSource(_SEED)

    def run(self, stores: Sequence[str]) -> dict[str, StoreFigures]:
        """The figures of each store."""
        found = {name: StoreFigures() for name in stores}
        for name, figures in found.items():
            self._say(name, "jobs are done")
            self._measure_work(name, figures)
            self._say(name, "jobs are sent")
            self._measure_enqueueing(name, figures)
        return found

    def _measure_work(self, name: str, figures: StoreFigures) -> None:
        folder = self._own_folder(f"{name}-work")
        with (
            open_store(name, folder) as store,
            running_worker(store.url, folder, processes=WORKER_PROCESSES) as worker,
        ):
            throughput(store, worker, self._small(_WARM_UP), name="warm-up")
            with BareCrew(WORKER_PROCESSES, folder) as crew:
                for number in range(self._plan.rounds):
                    for place, load in enumerate(self._workloads()):
                        bare = crew.compress(load)
                        done = throughput(store, worker, load, name=f"{number}-{place}")
                        figures.work.setdefault(load.name, []).append(Round(done, bare))
            self._say(name, "jobs are watched")
            with running_servers(store.url, folder, count=2) as servers:
                watching(servers, self._small(2))  # connects and loads
                figures.watching = watching(servers, self._small(self._plan.watched))

    def _measure_enqueueing(self, name: str, figures: StoreFigures) -> None:
        folder = self._own_folder(f"{name}-enqueueing")
        count = self._plan.calls * (CLIENTS + 1)
        with (
            open_store(name, folder) as store,
            running_servers(store.url, folder, count=1) as [server],
        ):
            enqueueing(server, self._small(CLIENTS + 1))  # connects and loads
            figures.enqueueing[0] = enqueueing(server, self._small(count))
            store.fill(self._small(self._plan.waiting), name="waiting")
            figures.enqueueing[self._plan.waiting] = enqueueing(server, self._small(count))

    def _workloads(self) -> list[Workload]:
        plan, take = self._plan, self._texts.take
        batches = take(plan.batches * TEXTS_PER_BATCH, SMALL_BYTES)
        return [
            self._small(plan.small),
            Workload("1 text of 100 KB", take(plan.large, LARGE_BYTES), 1, LARGE_BYTES),
            Workload("100 texts of 1 KB", batches, TEXTS_PER_BATCH, SMALL_BYTES),
        ]

    def _small(self, count: int) -> Workload:
        return Workload("1 text of 1 KB", self._texts.take(count, SMALL_BYTES), 1, SMALL_BYTES)

    def _own_folder(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir()
        return folder

    def _say(self, name: str, what: str) -> None:
        print(f"{name}: {what}", file=sys.stderr, flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0; 1 when a required target was missed; 2 when something could not be measured.
    """
    options = _parser().parse_args(arguments)
    plan = QUICK if options.quick else FULL
    not_run = {name: reason for name in options.stores if (reason := missing(name))}
    load_before = os.getloadavg()[0]
    try:
        with tempfile.TemporaryDirectory(prefix="steelyard-bench-") as folder:
            figures = Bench(plan, Path(folder)).run(
                [name for name in options.stores if name not in not_run]
            )
    except BenchmarkFailed as failure:
        print(failure, file=sys.stderr)
        return 2
    command = f"python -m benchmarks.jobs{' --quick' if options.quick else ''}"
    loads = (load_before, os.getloadavg()[0])
    depends_on = conditions(command=command, rounds=plan.rounds, loads=loads)
    report = Report(depends_on, figures, not_run)
    print(report.as_markdown())
    if options.write:
        PAGE.write_text(report.as_markdown(), encoding="utf-8")
    return 1 if options.require_targets and not report.meets_target() else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="less of everything, in a minute")
    parser.add_argument("--write", action="store_true", help="keep the report in docs/benchmarks/")
    parser.add_argument(
        "--stores", nargs="+", choices=STORES, default=STORES, help="which; both unless told"
    )
    parser.add_argument(
        "--require-targets", action="store_true", help="exit with 1 when a target is missed"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
