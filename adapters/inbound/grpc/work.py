"""Where a use case runs: on the event loop when it is quick, on a thread when it is not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from domain.shared.errors import DeadlineExceeded
from ports.inbound.tokens import Checkpoint, never_abandon


class Work:
    """Runs synchronous jobs without stalling the event loop.

    Args:
        threads: How many jobs run beside the loop at once; further ones wait.
    """

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="work")

    async def run[Result](self, job: Callable[[Checkpoint], Result], *, quick: bool) -> Result:
        """Run the job; when the call is cancelled, its next checkpoint abandons it."""
        if quick:
            return job(never_abandon)
        abandoned = False

        def checkpoint() -> None:
            if abandoned:
                raise DeadlineExceeded("the caller is gone")

        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, job, checkpoint)
        except asyncio.CancelledError:
            abandoned = True
            raise

    def close(self) -> None:
        """Start nothing more; what runs is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)
