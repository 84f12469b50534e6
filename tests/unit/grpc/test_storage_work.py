"""A storage that hangs costs its callers a bounded time, and nobody else anything."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from adapters.inbound.grpc.storage_work import StorageWork
from domain.shared.storage import StorageUnavailable

THREADS = 2
WAITING = 3


@contextmanager
def storage_work(*, timeout_ms: int = 50) -> Iterator[tuple[StorageWork, threading.Event]]:
    """Two threads and three places to wait, and what lets go of jobs that hang."""
    work, answers = StorageWork(THREADS, waiting=WAITING, timeout_ms=timeout_ms), threading.Event()
    try:
        yield work, answers
    finally:
        answers.set()
        work.close()


def causes(work: StorageWork, job: Callable[[], object], *, calls: int) -> list[str]:
    """Why each of so many simultaneous calls failed; empty for one that did not."""

    async def cause() -> str:
        try:
            await work.run(job)
        except StorageUnavailable as error:
            return error.metadata["cause"]
        return ""

    async def ask() -> list[str]:
        return list(await asyncio.gather(*[cause() for _ in range(calls)]))

    return asyncio.run(ask())


def test_a_job_runs_on_a_thread_of_its_own_kind() -> None:
    """Neither the event loop nor the threads of other work wait for the storage."""
    with storage_work() as (work, _):
        name = asyncio.run(work.run(lambda: threading.current_thread().name))

    assert name.startswith("storage")


def test_what_a_job_raises_is_raised() -> None:
    """A timeout of the job's own is not taken for one of the call."""

    def fail() -> None:
        raise TimeoutError("the job's own")

    with storage_work() as (work, _), pytest.raises(TimeoutError, match="own"):
        asyncio.run(work.run(fail))


@pytest.mark.parametrize("calls", [1, THREADS, THREADS + 1, THREADS + WAITING])
def test_calls_end_in_time_though_their_threads_are_stuck(calls: int) -> None:
    """Those that wait for a thread fail in the same way."""
    with storage_work() as (work, answers):
        actual = causes(work, answers.wait, calls=calls)

    assert ["TIMEOUT"] * calls == actual


def test_one_more_than_may_wait_fails_at_once() -> None:
    """What waits is bounded."""
    with storage_work() as (work, answers):
        actual = causes(work, answers.wait, calls=THREADS + WAITING + 1)

    assert ["TIMEOUT"] * (THREADS + WAITING) + ["BUSY"] == actual


def test_a_job_whose_call_has_ended_does_not_begin() -> None:
    """What its client believes to have failed is not done later."""
    begun: list[str] = []

    async def ask(work: StorageWork, answers: threading.Event) -> None:
        stuck = [asyncio.ensure_future(work.run(answers.wait)) for _ in range(THREADS)]
        late = asyncio.ensure_future(work.run(lambda: begun.append("late")))
        await asyncio.wait([*stuck, late])
        answers.set()
        await work.run(lambda: begun.append("next"))
        await asyncio.gather(*stuck, late, return_exceptions=True)

    with storage_work() as (work, answers):
        asyncio.run(ask(work, answers))

    assert ["next"] == begun


def test_threads_that_are_let_go_of_are_used_again() -> None:
    """A storage that answers again is asked again, by as many calls as before."""
    met = threading.Barrier(THREADS)

    async def ask(work: StorageWork, answers: threading.Event) -> list[int]:
        stuck = [work.run(answers.wait) for _ in range(THREADS)]
        await asyncio.gather(*stuck, return_exceptions=True)
        answers.set()
        return list(await asyncio.gather(*[work.run(met.wait) for _ in range(THREADS)]))

    with storage_work(timeout_ms=200) as (work, answers):
        numbers = asyncio.run(ask(work, answers))

    assert list(range(THREADS)) == sorted(numbers)


def test_a_cancelled_call_keeps_its_thread_until_the_storage_answers() -> None:
    """No more threads are stuck than there are."""

    async def ask(work: StorageWork, answers: threading.Event) -> str:
        calls = [asyncio.ensure_future(work.run(answers.wait)) for _ in range(THREADS)]
        await asyncio.sleep(0.01)
        for each in calls:
            each.cancel()
        await asyncio.wait(calls)
        with pytest.raises(StorageUnavailable) as caught:
            await work.run(lambda: None)
        return caught.value.metadata["cause"]

    with storage_work() as (work, answers):
        cause = asyncio.run(ask(work, answers))

    assert "TIMEOUT" == cause
