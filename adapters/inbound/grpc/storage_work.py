"""Where calls wait for the storage: on threads of their own, and not for long."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from domain.shared.storage import StorageUnavailable


class StorageWork:
    """Asks the storage without stalling the event loop, and without waiting for it forever.

    A call whose time is over fails, but its thread is taken until the storage lets go of it. When
    all are taken so, further calls fail in the same way and in the same time.

    Args:
        threads: How many calls ask at once; further ones wait for a thread.
        waiting: How many may wait; one more fails at once.
        timeout_ms: How long a call may take, the wait for a thread included.
    """

    def __init__(self, threads: int, *, waiting: int, timeout_ms: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="storage")
        self._free = asyncio.Semaphore(threads)
        self._places = waiting
        self._timeout_s = timeout_ms / 1_000

    async def run[Result](self, job: Callable[[], Result]) -> Result:
        """Run the job; one that still waits for a thread when its time is over does not begin.

        Raises:
            StorageUnavailable: It took too long, or too many wait.
        """
        timeout = asyncio.timeout(self._timeout_s)
        try:
            async with timeout:
                await self._take_thread()
                return await self._on_thread(job)
        except TimeoutError:
            if not timeout.expired():
                raise
            raise StorageUnavailable(
                f"the storage did not answer within {self._timeout_s:g} s", cause="TIMEOUT"
            ) from None

    def close(self) -> None:
        """Start nothing more; what runs is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _take_thread(self) -> None:
        if not self._places:
            raise StorageUnavailable("too many calls wait for the storage", cause="BUSY")
        self._places -= 1
        try:
            await self._free.acquire()
        finally:
            self._places += 1

    def _on_thread[Result](self, job: Callable[[], Result]) -> "asyncio.Future[Result]":
        loop = asyncio.get_running_loop()

        def give_back(_: "Future[Result]") -> None:
            # A thread may be let go of when the server has ended.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(self._free.release)

        running = self._pool.submit(job)
        running.add_done_callback(give_back)
        return asyncio.wrap_future(running)
