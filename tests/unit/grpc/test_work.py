"""Steps run where they belong, others get their turn between them, and a cancelled call ends."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from adapters.inbound.grpc.work import Work


@dataclass(slots=True)
class CountedSteps:
    """Plays ports.inbound.steps.Steps.

    Args:
        quick: Whether each step is quick; after the last one there is the result.
        threads: The thread that each step ran on.
    """

    quick: list[bool]
    threads: list[str] = field(default_factory=list)

    def is_quick(self) -> bool:
        return self.quick[len(self.threads)]

    def step(self) -> str | None:
        self.threads.append(threading.current_thread().name)
        return "result" if len(self.threads) == len(self.quick) else None


@contextmanager
def working() -> Iterator[Work]:
    work = Work(1)
    try:
        yield work
    finally:
        work.close()


def test_quick_steps_run_on_the_loop_and_others_on_a_thread() -> None:
    """Each step is placed by what it says of itself."""
    steps = CountedSteps([True, False, True])

    with working() as work:
        result = asyncio.run(work.run_steps(steps))

    assert "result" == result
    assert [False, True, False] == [name.startswith("work") for name in steps.threads]


def test_others_have_their_turn_between_two_quick_steps() -> None:
    """A call of many quick steps does not keep the loop to itself."""
    seen: list[int] = []
    steps = CountedSteps([True] * 5)

    async def both(work: Work) -> None:
        async def other() -> None:
            for _ in range(3):
                seen.append(len(steps.threads))
                await asyncio.sleep(0)

        await asyncio.gather(work.run_steps(steps), other())

    with working() as work:
        asyncio.run(both(work))

    assert 3 == len(set(seen))


def test_a_cancelled_call_does_no_further_step() -> None:
    """What nobody waits for any more is given up between two steps."""
    steps = CountedSteps([True] * 1_000)

    async def cancelled(work: Work) -> None:
        task = asyncio.ensure_future(work.run_steps(steps))
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    with working() as work:
        asyncio.run(cancelled(work))

    assert len(steps.threads) < 10
