"""Workers are killed while they work; every job is done exactly once all the same."""

import json
import os
import random
import signal
import statistics
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.robustness.conftest import Scaled
from tests.robustness.jobs.crews import LEASE_S, Crew, crew
from tests.robustness.jobs.history import JobHistory, Takeover, takeovers, violations
from tests.robustness.jobs.stores import JobStore, small_text

ALL_EVERY = 10
"""Every so many kills, the parent and all workers are killed together."""
SHORTEST_PAUSE_S = 0.1
AT_ONCE_S = 1.5
"""How much longer than the lease it may take on a busy machine until a lost job is begun again."""
PATIENCE_S = 1_800.0


@dataclass(frozen=True, slots=True)
class Kill:
    """What was done to workers.

    Args:
        at: When, in seconds since 1970.
        until: When somebody worked again.
        pids: Who was killed.
        is_all: Whether the parent was killed as well, and had to be started again.
    """

    at: float
    until: float
    pids: Sequence[int]
    is_all: bool


@dataclass(slots=True)
class Killer:
    """Kills workers, evenly spread over the work that there is.

    Args:
        workers: Whom it kills.
        store: Where it sees how far they have come.
        kills: How many times.
        jobs: How many jobs there are.
    """

    workers: Crew
    store: JobStore
    kills: int
    jobs: int

    def run(self) -> list[Kill]:
        """Kill until all is done; what was killed."""
        done: list[Kill] = []
        wanted_by = time.monotonic() + PATIENCE_S
        while (final := self.store.final_count()) < self.jobs:
            assert time.monotonic() < wanted_by, f"{final} of {self.jobs} jobs are final"
            self._revive()
            if len(done) < self.kills and final >= self._due(len(done)):
                done.append(self._kill(is_all=len(done) % ALL_EVERY == ALL_EVERY - 1))
            time.sleep(SHORTEST_PAUSE_S * (0.5 + random.random()))
        return done

    def _due(self, number: int) -> float:
        """How many jobs are to be final before a kill; the last of them is at 90 % of the jobs."""
        return 0.9 * self.jobs * number / self.kills

    def _kill(self, *, is_all: bool) -> Kill:
        at, pids = time.time(), self.workers.workers()
        if is_all:
            self.workers.kill_all()
            self.workers.start()
            return Kill(at, time.time(), pids, is_all)
        victim = random.choice(pids)
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        return Kill(at, at, [victim], is_all)

    def _revive(self) -> None:
        """A parent gives up when a child of it keeps dying; whoever runs it starts it again."""
        if not self.workers.is_running():
            self.workers.start()


def record(path: Path, jobs: Sequence[JobHistory], kills: Sequence[Kill]) -> None:
    """Write down what was done and what came of it, a line for each kill and each job."""
    with path.open("w", encoding="utf-8") as file:
        for kill in kills:
            file.write(json.dumps({"kill": asdict(kill)}) + "\n")
        for job in jobs:
            steps = [
                [each.sequence, each.at.timestamp(), each.state.value, each.attempts]
                for each in job.events
            ]
            file.write(json.dumps({"job": job.job_id, "effects": [*job.effects], "events": steps}))
            file.write("\n")


def told(jobs: Sequence[JobHistory], kills: Sequence[Kill]) -> str:
    """What was measured, for the reader of -s."""
    whole = [kill.at for kill in kills if kill.is_all]
    waits = sorted(each.wait_s for job in jobs for each in takeovers(job))
    took = max(job.events[-1].at for job in jobs) - min(job.events[1].at for job in jobs)
    middle = statistics.median(waits) if waits else 0.0
    return (
        f"{len(jobs)} jobs, {sum(len(job.effects) for job in jobs)} effects, {len(kills)} kills"
        f" ({len(whole)} of all), {len(waits)} lost attempts, taken over after {middle:.2f} s"
        f" (median), {waits[-1] if waits else 0:.2f} s (longest), in {took.total_seconds():.0f} s"
    )


def late_takeovers(jobs: Sequence[JobHistory], kills: Sequence[Kill]) -> list[Takeover]:
    """Lost attempts that waited too long, although there were workers all the time."""
    return [
        each
        for job in jobs
        for each in takeovers(job)
        if each.wait_s > LEASE_S + 1 + AT_ONCE_S
        and not any(
            kill.is_all and kill.at < each.again_at and each.begun_at < kill.until for kill in kills
        )
    ]


def test_killed_workers_lose_and_double_nothing(
    store: JobStore, tmp_path: Path, scaled: Scaled
) -> None:
    """20,000 jobs, 4 workers, 100 kills: 20,000 effects, 20,000 distinct."""
    count, kills = scaled(800, 20_000), scaled(10, 100)
    accepted = store.accept((small_text(each) for each in range(count)), maximum_attempts=50)

    with crew(store.url, tmp_path / "crew") as workers:
        killed = Killer(workers, store, kills, count).run()
        code = workers.stop()
    jobs = store.histories()

    record(tmp_path / "history.jsonl", jobs, killed)
    print(told(jobs, killed), f"{workers.starts} starts")  # noqa: T201 - for the reader of -s
    assert violations(jobs, accepted=accepted) == []
    assert [job.job_id for job in jobs if not job.is_success] == []
    assert count == sum(len(job.effects) for job in jobs) == len(jobs)
    assert len(killed) == kills
    assert [job for job in jobs if job.attempts != 1 + len(takeovers(job))] == []
    assert late_takeovers(jobs, killed) == []
    assert (code, store.queue_length()) == (0, 0)
