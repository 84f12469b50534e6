"""Who watches jobs: one task asks for all of them how far they have come."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched

from adapters.inbound.grpc.storage_work import StorageWork
from domain.compression.jobs.history import JobEvent
from domain.shared.errors import Exhausted
from domain.shared.storage import StorageUnavailable
from ports.inbound.jobs import CompressionJobs

POLL_S = 0.05
"""The shortest pause before it is asked again how far the jobs have come."""
_RESTED_SHARE = 3
"""How much longer than the last answer took a pause is: many watches must not keep a store busy."""
PATIENCE_S = 30.0
"""How long the storage may be out of reach before watches end."""
_ASKED_AT_ONCE = 500
_READS_AT_ONCE = 4
"""Watches that read what happened to their job; others that are to read wait for them."""
_RETRY_AFTER_MS = 1_000
_ANY = -1
"""No job's sequence number."""


class TooManyWatchers(Exhausted):
    """This process tells as many clients about jobs as it may."""

    reason = "TOO_MANY_WATCHERS"


@dataclass(frozen=True, slots=True)
class News:
    """What a watch found out.

    Args:
        events: What happened, in order; not all of it if it is much.
        sequence: The number up to which the job was read.
        is_over: Whether nothing more will happen.
    """

    events: tuple[JobEvent, ...]
    sequence: int
    is_over: bool


@dataclass(eq=False, slots=True)
class _Waiter:
    """A watch that waits for its job's sequence number to be another one.

    Args:
        sequence: The number that it knows.
        moved: Done when there is another one.
    """

    sequence: int
    moved: "asyncio.Future[None]"


@dataclass(slots=True)
class _Patience:
    """Bears with a storage that is out of reach, for a while."""

    began_at: float | None = None

    def bear(self, error: StorageUnavailable) -> None:
        """Take note of a fault; raise it if they have gone on for too long."""
        now = asyncio.get_running_loop().time()
        self.began_at = now if self.began_at is None else self.began_at
        if now - self.began_at > PATIENCE_S:
            raise error

    def reset(self) -> None:
        """Take note of an answer."""
        self.began_at = None


class JobWatches:
    """The watches of a process. While there are none, nothing is asked.

    Args:
        jobs: Knows what happens to them.
        work: Where it is asked.
        limit: The most watches at once.
    """

    def __init__(self, jobs: CompressionJobs, work: StorageWork, *, limit: int) -> None:
        self._jobs = jobs
        self._work = work
        self._limit = limit
        self._open_count = 0
        self._reads = asyncio.Semaphore(_READS_AT_ONCE)
        self._waiting: dict[str, set[_Waiter]] = {}
        self._polling: asyncio.Task[None] | None = None

    @property
    def open_count(self) -> int:
        """Watches that are open."""
        return self._open_count

    async def follow(self, *, job_id: str, after: int) -> AsyncGenerator[JobEvent]:
        """What happens to a job behind a sequence number, until its end.

        Raises:
            TooManyWatchers: There are as many watches as allowed.
            JobNotFound: There is no such job, or no longer.
            StorageUnavailable: The storage does not answer; a watch that has begun bears with that
                for a while.
        """
        with self._place():
            news = await self._read(job_id, after)
            while True:
                for event in news.events:
                    after = event.sequence
                    yield event
                if news.is_over:
                    return
                await self._moved(job_id, news.sequence)
                news = await self._read_patiently(job_id, after)

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self._open_count >= self._limit:
            raise TooManyWatchers(
                f"{self._limit} jobs are watched already",
                retry_after_ms=_RETRY_AFTER_MS,
                limit=self._limit,
            )
        self._open_count += 1
        try:
            yield
        finally:
            self._open_count -= 1

    async def _read_patiently(self, job_id: str, after: int) -> News:
        patience = _Patience()
        while True:
            try:
                return await self._read(job_id, after)
            except StorageUnavailable as error:
                patience.bear(error)
            await self._moved(job_id, _ANY)

    async def _read(self, job_id: str, after: int) -> News:
        async with self._reads:
            return await self._work.run(lambda: self._news(job_id, after))

    def _news(self, job_id: str, after: int) -> News:
        if events := tuple(self._jobs.watch_compression_job(job_id=job_id, after=after)):
            last = events[-1]
            return News(events, last.sequence, last.state.is_final)
        # The job may have ended with a change that is known, or before it.
        latest = self._jobs.latest_sequences([job_id]).get(job_id, 0)
        ends = self._jobs.watch_compression_job(job_id=job_id, after=latest - 1)
        return News((), latest, any(event.state.is_final for event in ends))

    async def _moved(self, job_id: str, sequence: int) -> None:
        """Wait until a job's sequence number is known to be another one.

        Raises:
            StorageUnavailable: Nothing was known of it for too long.
        """
        waiter = _Waiter(sequence, asyncio.get_running_loop().create_future())
        waiters = self._waiting.setdefault(job_id, set())
        waiters.add(waiter)
        if self._polling is None:
            self._polling = asyncio.ensure_future(self._poll())
        try:
            await waiter.moved
        finally:
            waiters.discard(waiter)
            if not waiters and self._waiting.get(job_id) is waiters:
                del self._waiting[job_id]

    async def _poll(self) -> None:
        patience, took_s = _Patience(), 0.0
        clock = asyncio.get_running_loop().time
        try:
            while self._waiting:
                await asyncio.sleep(max(POLL_S, _RESTED_SHARE * took_s))
                began_at = clock()
                try:
                    await self._ask()
                    took_s = clock() - began_at
                    patience.reset()
                except StorageUnavailable as error:
                    patience.bear(error)
        except Exception as error:  # noqa: BLE001 - whoever waits raises it in its own call
            for waiter in self._waiters(self._waiting):
                waiter.moved.set_exception(error)
        finally:
            self._polling = None

    async def _ask(self) -> None:
        for job_ids in batched(tuple(self._waiting), _ASKED_AT_ONCE):
            latest = await self._work.run(lambda ids=job_ids: self._jobs.latest_sequences(ids))  # type: ignore[misc]  # mypy cannot infer a lambda's default
            self._wake(job_ids, latest)

    def _wake(self, job_ids: Collection[str], latest: Mapping[str, int]) -> None:
        for job_id in job_ids:
            for waiter in self._waiters([job_id]):
                if waiter.sequence != latest.get(job_id, 0):
                    waiter.moved.set_result(None)

    def _waiters(self, job_ids: Collection[str]) -> list[_Waiter]:
        waiters = [each for job_id in job_ids for each in self._waiting.get(job_id, ())]
        return [each for each in waiters if not each.moved.done()]
