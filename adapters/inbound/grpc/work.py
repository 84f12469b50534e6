"""Where a use case runs: on the event loop when it is quick, on a thread when it is not."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from ports.inbound.steps import Steps


class Work:
    """Runs synchronous jobs without stalling the event loop.

    Args:
        threads: How many jobs run beside the loop at once; further ones wait.
    """

    def __init__(self, threads: int) -> None:
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="work")

    async def run[Result](self, job: Callable[[], Result], *, quick: bool) -> Result:
        """Run the job; a cancelled call's job does not begin if it still waits for a thread."""
        if quick:
            return job()
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    async def run_steps[Result](self, steps: Steps[Result]) -> Result:
        """Run step after step; other calls get their turn between two, a cancelled call ends."""
        while True:
            result = await self.run(steps.step, quick=steps.is_quick())
            if result is not None:
                return result
            await asyncio.sleep(0)

    def close(self) -> None:
        """Start nothing more; what runs is not waited for."""
        self._pool.shutdown(wait=False, cancel_futures=True)
