"""Watches tell every change once, in order, to the end, and cost little while nothing happens."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import aclosing, asynccontextmanager

import pytest

from adapters.inbound.grpc.job_requests import to_items
from adapters.inbound.grpc.watching import PATIENCE_S, POLL_S, JobWatches, TooManyWatchers
from domain.compression.jobs.faults import (
    JobNotFound,
)
from domain.shared.storage import StorageUnavailable
from tests.fakes.jobs import JobsInMemory
from tests.unit.grpc.inline_storage import InlineStorage
from tests.unit.grpc.job_requests import creation, text_item
from tests.unit.grpc.virtual_time import run_at_once

LIMIT = 1_200
JOB = "job-1"
DOWN = StorageUnavailable("the storage does not answer", cause="DOWN")
SOON_S = 3 * POLL_S


@pytest.fixture
def jobs() -> JobsInMemory:
    """One job of two texts, which waits."""
    made = JobsInMemory()
    accept(made)
    return made


@pytest.fixture
def watches(jobs: JobsInMemory) -> JobWatches:
    return JobWatches(jobs, InlineStorage(), limit=LIMIT)


def accept(jobs: JobsInMemory) -> str:
    """Another job of two texts; return its id."""
    items = to_items(creation(text_item(), text_item()))
    job = jobs.create_compression_job(request_id="", items=items, priority=0, lifetime_ms=0)
    return job.job_id


async def told(watches: JobWatches, *, after: int = 0, job_id: str = JOB) -> list[int]:
    """The numbers of all changes that a watch tells."""
    return [event.sequence async for event in watches.follow(job_id=job_id, after=after)]


@asynccontextmanager
async def watching(
    watch: Coroutine[None, None, list[int]],
) -> AsyncIterator["asyncio.Task[list[int]]"]:
    """A watch that has told all there is by now."""
    task = asyncio.ensure_future(watch)
    try:
        await asyncio.sleep(SOON_S)
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


@pytest.mark.parametrize(("after", "numbers"), [(0, [1, 2, 3, 4]), (2, [3, 4]), (4, []), (9, [])])
def test_what_has_ended_is_told_from_where_it_is_known(
    jobs: JobsInMemory, watches: JobWatches, after: int, numbers: list[int]
) -> None:
    """Changes that are known are not told again, and the watch ends."""
    jobs.finish(JOB)

    actual = run_at_once(told(watches, after=after))

    assert numbers == actual


def test_what_happens_while_it_is_watched_is_told(jobs: JobsInMemory, watches: JobWatches) -> None:
    """Each change as it comes, until the one that ends the job."""

    async def main() -> list[int]:
        async with watching(told(watches)) as watch:
            for change in (jobs.start, jobs.advance, jobs.finish):
                change(JOB)
                await asyncio.sleep(SOON_S)
            return await watch

    assert [1, 2, 3, 4] == run_at_once(main())


def test_a_job_that_ends_before_a_number_that_never_came_ends_its_watch(
    jobs: JobsInMemory, watches: JobWatches
) -> None:
    """A client that knows more than there is does not wait for it."""

    async def main() -> list[int]:
        async with watching(told(watches, after=100)) as watch:
            jobs.finish(JOB)
            return await watch

    assert [] == run_at_once(main())


def test_much_is_told_in_parts(jobs: JobsInMemory, watches: JobWatches) -> None:
    """Nothing is lost where one answer does not hold all that happened."""
    jobs.event_limit = 1
    jobs.finish(JOB)

    actual = run_at_once(told(watches))

    assert [1, 2, 3, 4] == actual


def test_an_unknown_job_is_refused(watches: JobWatches) -> None:
    """At once, and no place is lost."""
    with pytest.raises(JobNotFound):
        run_at_once(told(watches, job_id="job-9"))

    assert 0 == watches.open_count


def test_a_job_that_is_forgotten_ends_its_watch(jobs: JobsInMemory, watches: JobWatches) -> None:
    """There is nothing more to tell of it."""

    async def main() -> None:
        async with watching(told(watches)) as watch:
            jobs.forget(JOB)
            await watch

    with pytest.raises(JobNotFound):
        run_at_once(main())


def test_a_watch_more_than_allowed_is_refused(jobs: JobsInMemory) -> None:
    """Those that are open go on; the place of one that ends is free."""
    watches = JobWatches(jobs, InlineStorage(), limit=1)

    async def main() -> list[int]:
        async with watching(told(watches)):
            with pytest.raises(TooManyWatchers) as caught:
                await told(watches)
            assert {"limit": "1"} == caught.value.metadata
        jobs.finish(JOB)
        return await told(watches, after=3)

    assert [4] == run_at_once(main())


def test_many_watches_are_asked_for_together(jobs: JobsInMemory, watches: JobWatches) -> None:
    """A question is about at most 500 jobs, and about each once."""
    ids = [accept(jobs) for _ in range(1_000)]

    async def main() -> None:
        tasks = [asyncio.ensure_future(told(watches, job_id=each)) for each in [*ids, *ids[:100]]]
        await asyncio.sleep(POLL_S / 2)
        jobs.asked.clear()
        await asyncio.sleep(POLL_S)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)

    run_at_once(main())

    assert [500, 500] == [len(each) for each in jobs.asked]


def test_nothing_is_asked_for_nobody(jobs: JobsInMemory, watches: JobWatches) -> None:
    """When the last watch has ended the storage is left alone."""

    async def main() -> None:
        async with watching(told(watches)):
            pass
        await asyncio.sleep(POLL_S)
        jobs.asked.clear()
        await asyncio.sleep(20 * POLL_S)

    run_at_once(main())

    assert ([], 0) == (jobs.asked, watches.open_count)


def test_a_client_that_reads_slowly_is_not_asked_for(
    jobs: JobsInMemory, watches: JobWatches
) -> None:
    """What happens while it reads is told when it has read; nothing is kept for it here."""

    async def main() -> list[int]:
        numbers = []
        async with aclosing(watches.follow(job_id=JOB, after=0)) as events:
            numbers.append((await anext(events)).sequence)
            jobs.asked.clear()
            jobs.finish(JOB)
            await asyncio.sleep(10.0)
            assert [] == jobs.asked
            numbers += [event.sequence async for event in events]
        return numbers

    assert [1, 2, 3, 4] == run_at_once(main())


def test_a_watch_that_is_left_gives_its_place_back(watches: JobWatches) -> None:
    """A client that goes away while it is written to is no watcher any more."""

    async def main() -> int:
        events = watches.follow(job_id=JOB, after=0)
        await anext(events)
        del events
        await asyncio.sleep(0.01)
        return watches.open_count

    assert 0 == run_at_once(main())


def test_a_storage_that_is_away_for_a_while_ends_no_watch(
    jobs: JobsInMemory, watches: JobWatches
) -> None:
    """What happened in the meantime is told when it is back."""

    async def main() -> list[int]:
        async with watching(told(watches)) as watch:
            jobs.fault = DOWN
            await asyncio.sleep(PATIENCE_S - 1.0)
            jobs.fault = None
            jobs.finish(JOB)
            return await watch

    assert [1, 2, 3, 4] == run_at_once(main())


def test_a_storage_that_stays_away_ends_the_watch(jobs: JobsInMemory, watches: JobWatches) -> None:
    """The client is told why, and may go on elsewhere from what it knows."""

    async def main() -> float:
        async with watching(told(watches)) as watch:
            jobs.fault = DOWN
            began_at = asyncio.get_running_loop().time()
            with pytest.raises(StorageUnavailable):
                await watch
            return asyncio.get_running_loop().time() - began_at

    assert PATIENCE_S == pytest.approx(run_at_once(main()), abs=1.0)


def test_a_watch_begins_again_after_a_storage_that_stayed_away(
    jobs: JobsInMemory, watches: JobWatches
) -> None:
    """Ended watches leave nothing behind."""

    async def main() -> list[int]:
        async with watching(told(watches)) as watch:
            jobs.fault = DOWN
            await asyncio.wait([watch])
        jobs.fault = None
        async with watching(told(watches, after=1)) as again:
            jobs.finish(JOB)
            return await again

    assert [2, 3, 4] == run_at_once(main())


def test_a_storage_that_is_away_at_the_start_is_told_at_once(
    jobs: JobsInMemory, watches: JobWatches
) -> None:
    """A watch that has not begun is better begun elsewhere."""
    jobs.fault = DOWN

    async def main() -> float:
        with pytest.raises(StorageUnavailable):
            await told(watches)
        return asyncio.get_running_loop().time()

    assert run_at_once(main()) < 1.0
