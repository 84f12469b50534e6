"""Queues on PostgreSQL while their workers are killed: procrastinate, PgQueuer, a leased table.

Usage: python -m benchmarks.job_queues [--jobs N] [--kills N]

Each runs in four worker processes, of which one is killed every so often and replaced. A job stores
an effect: together with the end of the job in one transaction, or apart, before it. What counts is
whether each job has exactly one effect, and how soon a lost job is taken up again (the lease is
1 s). Then the throughput without kills and without work, and what is left in the database.
"""

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.queues.arm import ARMS
from tests.postgres import PostgresServer, postgres_server

WORKERS = 4
KILL_EVERY_S = 0.4
WORK_S = 0.02
"""How long a killed job takes; a kill then mostly hits one that is under way."""
PATIENCE_S = 120.0
MANNERS = ("together", "apart")
TABLES = {"procrastinate": "procrastinate_", "pgqueuer": "pgqueuer", "leased": "compression_"}
"""What the names of their tables begin with."""
_ROOT = Path(__file__).parent.parent
_PYTHON = {"pgqueuer": _ROOT / ".venv-queues" / "bin" / "python"}


@dataclass(frozen=True, slots=True)
class Killed:
    """What a run with kills left.

    Args:
        effects: All of them.
        distinct: Jobs that have one.
        kills: Workers that were killed.
        recovery_s: How long after the kill each job in their hands was taken again, in seconds.
    """

    effects: int
    distinct: int
    kills: int
    recovery_s: tuple[float, ...]

    def __str__(self) -> str:
        took = self.recovery_s or (0.0,)
        return (
            f"{self.effects} effects, {self.distinct} distinct, {self.kills} kills,"
            f" {len(self.recovery_s)} jobs lost and taken again"
            f" after {statistics.median(took):.2f} s (median), {max(took):.2f} s (longest)"
        )


class Crew:
    """The worker processes of one run.

    Args:
        arm: The queue.
        url: The database.
        manner: How effects are stored.
        work_s: How long a job takes, in seconds.
    """

    def __init__(self, arm: str, url: str, manner: str, work_s: float) -> None:
        self._arguments = (arm, url, manner, str(work_s))
        self._processes: list[subprocess.Popen[str]] = []
        self.killed_at: dict[int, float] = {}

    def hire(self) -> None:
        """Start one more."""
        self._processes.append(started(*self._arguments))

    def kill(self, random_: random.Random) -> None:
        """End one without warning, and replace it."""
        process = self._processes.pop(random_.randrange(len(self._processes)))
        process.kill()
        self.killed_at[process.pid] = time.time()
        process.communicate()
        self.hire()

    def dismiss(self) -> None:
        """End all of them."""
        for process in self._processes:
            process.kill()
            process.communicate()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=3_000)
    parser.add_argument("--kills", type=int, default=60)
    options = parser.parse_args()
    with postgres_server(is_durable=True) as server:
        for arm in ARMS:
            print(f"\n{arm}: {described(arm)}")
            for manner in MANNERS:
                print(f"  killed, {manner}: {killed(server, arm, manner, options)}")
            print(f"  {pace(server, arm, options.jobs)}")


def described(arm: str) -> str:
    """How large it is."""
    ours, theirs, needed = finished(arm, "", "size").split()
    return f"{ours} lines of ours, {theirs} of the library, {needed} more distributions"


def killed(server: PostgresServer, arm: str, manner: str, options: argparse.Namespace) -> Killed:
    """Have jobs done by workers that are killed."""
    random_ = random.Random(5)
    with prepared(server, arm, options.jobs) as (url, _):
        crew = Crew(arm, url, manner, WORK_S)
        with psycopg.connect(url, autocommit=True) as session:
            for _ in range(WORKERS):
                crew.hire()
            deadline = time.monotonic() + PATIENCE_S
            while distinct_effects(session) < options.jobs and time.monotonic() < deadline:
                time.sleep(KILL_EVERY_S)
                if len(crew.killed_at) < options.kills:
                    crew.kill(random_)
            crew.dismiss()
            return report(session, crew.killed_at)


def report(
    session: psycopg.Connection[tuple[object, ...]], killed_at: Mapping[int, float]
) -> Killed:
    """Read what happened."""
    takes = session.execute("SELECT job_id, pid, at FROM takes ORDER BY at").fetchall()
    last: dict[str, int] = {}
    recovery_s = []
    for job_id, pid, at in takes:
        before = last.get(str(job_id), 0)
        if before in killed_at:
            recovery_s.append(float(str(at)) - killed_at[before])
        last[str(job_id)] = int(str(pid))
    effects = number(session, "SELECT count(*) FROM effects")
    distinct = distinct_effects(session)
    return Killed(effects, distinct, len(killed_at), tuple(recovery_s))


def pace(server: PostgresServer, arm: str, jobs: int) -> str:
    """How fast jobs are put and done, and what is left of them."""
    with prepared(server, arm, jobs) as (url, put_s):
        crew = Crew(arm, url, "together", 0.0)
        with psycopg.connect(url, autocommit=True) as session:
            for _ in range(WORKERS):
                crew.hire()
            while distinct_effects(session) < jobs:
                time.sleep(0.02)
            first, last = session.execute("SELECT min(at), max(at) FROM effects").fetchall()[0]
            crew.dismiss()
            left = left_over(session, TABLES[arm])
    return (
        f"{jobs / (last - first):.0f} jobs/s, put in {statistics.median(put_s) * 1_000:.2f} ms"
        f" (median); {left}"
    )


def left_over(session: psycopg.Connection[tuple[object, ...]], prefix: str) -> str:
    """The tables of a queue, and the rows in them."""
    names = session.execute(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND starts_with(relname, %s)", [prefix]
    ).fetchall()
    rows = sum(number(session, f"SELECT count(*) FROM {name}") for (name,) in names)  # noqa: S608 - of the catalogue
    return f"{len(names)} tables, {rows} rows left in them"


@contextmanager
def prepared(server: PostgresServer, arm: str, jobs: int) -> Iterator[tuple[str, list[float]]]:
    """A database with jobs in it, and the seconds that it took to put each."""
    url = server.url(server.create_database())
    finished(arm, url, "install")
    yield url, [float(each) for each in finished(arm, url, "put", str(jobs)).split()]


def number(session: psycopg.Connection[tuple[object, ...]], query: str) -> int:
    """The number that a statement finds."""
    return int(str(session.execute(query.encode()).fetchall()[0][0]))


def distinct_effects(session: psycopg.Connection[tuple[object, ...]]) -> int:
    """How many jobs are done."""
    return number(session, "SELECT count(DISTINCT job_id) FROM effects")


def started(arm: str, *arguments: str) -> subprocess.Popen[str]:
    """A process of the comparison."""
    python = _PYTHON.get(arm, Path(sys.executable))
    command = [str(python), "-m", "benchmarks.queues.worker", arm, *arguments]
    return subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours


def finished(arm: str, *arguments: str) -> str:
    """What a process of the comparison printed."""
    process = started(arm, *arguments)
    output, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"{arm} failed; is .venv-queues there? See make bench-job-queues")
    return output


if __name__ == "__main__":
    main()
