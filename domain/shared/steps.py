"""Work in steps: a use case that takes long lets others have their turn between two steps."""

from collections.abc import Generator, Iterator, Sequence

STEP_CHARACTERS = 65_536
"""The work of one step: some 0.4 ms with a fast engine, 5 ms with a slow one."""

type Stepwise[Result] = Generator[bool, None, Result]
"""Yields before each step whether it takes no more than a few ms; returns the result."""


class Steps[Result]:
    """Implements ports.inbound.steps.Steps over a generator; the first step begins at once."""

    def __init__(self, work: Stepwise[Result]) -> None:
        self._work = work
        self._quick = next(work)

    def is_quick(self) -> bool:
        """See the port."""
        return self._quick

    def step(self) -> Result | None:
        """See the port."""
        try:
            self._quick = next(self._work)
        except StopIteration as done:
            result: Result = done.value
            return result
        return None


def cut_into_steps(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Consecutive texts of some STEP_CHARACTERS together; a longer text stands alone."""
    start = size = 0
    for stop, text in enumerate(texts, start=1):
        size += len(text)
        if size >= STEP_CHARACTERS or stop == len(texts):
            yield texts[start:stop]
            start, size = stop, 0


def finish[Result](work: Stepwise[Result]) -> Result:
    """Do all steps at once, where the caller is a step itself."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: Result = done.value
            return result
