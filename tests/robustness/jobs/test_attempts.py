"""What becomes of attempts whose worker is suspended, shut down, or killed by the job itself."""

import os
import signal
import time
from pathlib import Path

from domain.compression.jobs.job import CompressionJob, JobState
from tests.e2e.running import eventually
from tests.robustness.jobs.crews import LEASE_S, Crew, crew
from tests.robustness.jobs.history import takeovers, violations
from tests.robustness.jobs.stores import JobStore, long_batch, small_text

DONE_WITHIN_S = 30.0


def begun(store: JobStore, job_id: str, attempt: int) -> CompressionJob:
    """A job of which this attempt is under way."""

    def running() -> CompressionJob | None:
        job = store.job(job_id)
        is_begun = job.state is JobState.RUNNING and job.attempts == attempt
        return job if is_begun else None

    found = eventually(running, within_s=DONE_WITHIN_S)
    assert found is not None, store.job(job_id)
    return found


def ended(store: JobStore, count: int) -> bool:
    """Whether so many jobs have ended, or will in a while."""
    return eventually(lambda: store.final_count() == count, within_s=DONE_WITHIN_S)


def send(workers: Crew, number: signal.Signals) -> None:
    """Send a signal to each worker."""
    for pid in workers.workers():
        os.kill(pid, number)


def test_a_suspended_worker_is_refused_afterwards(store: JobStore, tmp_path: Path) -> None:
    """It sleeps longer than its lease, and wakes while another one does its job."""
    with (
        crew(store.url, tmp_path / "first", processes=1) as first,
        crew(store.url, tmp_path / "second", processes=1) as second,
    ):
        store.accept_batch("long", long_batch(6))
        begun(store, "long", 1)
        holder, other = (first, second) if is_busier(first, second) else (second, first)
        send(holder, signal.SIGSTOP)
        before = begun(store, "long", 2)
        send(holder, signal.SIGCONT)
        is_ended = ended(store, 1)
        lost = other.workers(), holder.workers()
        assert other.stop() == 0
        small = store.accept([small_text(1)])
        goes_on = ended(store, 2)

    jobs = store.histories()
    (long,) = (job for job in jobs if job.job_id == "long")
    print(f"attempt 2 began at {before.done_count} of {long.item_count} items")  # noqa: T201 - for the reader of -s
    assert violations(jobs, accepted=["long", *small]) == []
    assert (is_ended, goes_on, len(lost)) == (True, True, 2)
    assert (long.state, long.attempts) == (JobState.SUCCEEDED, 2)
    assert len(takeovers(long)) == 1


def is_busier(one: Crew, other: Crew) -> bool:
    """Whether the workers of one crew compute while those of the other wait."""
    before = [cpu_ticks(each) for each in (one, other)]
    time.sleep(0.3)
    used = [cpu_ticks(each) - known for each, known in zip((one, other), before, strict=True)]
    return used[0] > used[1]


def cpu_ticks(workers: Crew) -> int:
    """How long the workers have computed."""
    fields = [
        Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        for pid in workers.workers()
    ]
    return sum(int(each[11]) + int(each[12]) for each in fields)


def test_a_shutdown_loses_no_attempt(store: JobStore, tmp_path: Path) -> None:
    """Whatever is at hand is finished or given back, and counts as no failure."""
    for number in range(3):
        store.accept_batch(f"long-{number}", long_batch(4))
    store.accept(small_text(each) for each in range(200))
    accepted = [job.job_id for job in store.histories()]

    with crew(store.url, tmp_path / "first", drain_job_ms=100) as workers:
        begun(store, "long-0", 1)
        time.sleep(1.5)
        asked_at = time.monotonic()
        code = workers.stop()
        took_s = time.monotonic() - asked_at
    left_running = store.count_in(JobState.RUNNING)
    with crew(store.url, tmp_path / "second") as workers:
        is_ended = ended(store, len(accepted))
        second_code = workers.stop()

    jobs = store.histories()
    released = sum(job.releases for job in jobs)
    print(f"ended within {took_s:.2f} s, {released} attempts given back")  # noqa: T201 - for the reader of -s
    assert violations(jobs, accepted=accepted) == []
    assert (code, second_code, left_running, is_ended) == (0, 0, 0, True)
    assert released > 0
    assert [job for job in jobs if not job.is_success or job.attempts != 1 + job.releases] == []
    assert [takeovers(job) for job in jobs if takeovers(job)] == []


def test_a_job_that_kills_its_workers_fails(store: JobStore, tmp_path: Path) -> None:
    """After the last attempt that is allowed it ends, and meanwhile the others go on."""
    with crew(store.url, tmp_path / "crew", processes=1) as workers:
        store.accept_batch("poison", long_batch(6), maximum_attempts=3)
        others = store.accept((small_text(each) for each in range(100)), name="other")
        done = []
        for attempt in (1, 2, 3):
            begun(store, "poison", attempt)
            send(workers, signal.SIGKILL)
            time.sleep(LEASE_S / 2)
            done.append(store.final_count())
        is_ended = ended(store, 1 + len(others))
        code = workers.stop()

    jobs = store.histories()
    poison = store.job("poison")
    assert violations(jobs, accepted=["poison", *others]) == []
    assert (poison.state, poison.attempts) == (JobState.FAILED, 3)
    assert poison.problem is not None
    assert poison.problem.reason == "JOB_ATTEMPTS_EXHAUSTED"
    assert done[0] > 0
    assert [job for job in jobs if job.job_id != "poison" and not job.is_success] == []
    assert (code, is_ended, store.queue_length()) == (0, True, 0)
