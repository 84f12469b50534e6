"""An event loop on which waiting takes no time."""

import asyncio
import selectors
from collections.abc import Coroutine


class _Impatient(selectors.DefaultSelector):
    """Does not wait; the time that it was to wait has passed all the same."""

    passed_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.passed_s += timeout or 0.0
        return super().select(0)


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its clock jumps to the next timer whenever there is nothing to do."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        return self._impatient.passed_s


def run_at_once[Result](main: Coroutine[object, object, Result]) -> Result:
    """Run to the end without waiting for any timer."""
    return asyncio.run(main, loop_factory=VirtualLoop)
