"""Progress of work that takes long enough to wonder."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from adapters.inbound.cli.counting import Advance
from adapters.inbound.cli.sources import Input, Source

LONG_BYTES = 2_097_152
MANY_INPUTS = 200


class Bar(Protocol):
    """What shows how far the work is."""

    def update(self, done: int) -> None:
        """Show that so many bytes are done."""
        ...

    def stop(self) -> None:
        """Go away."""
        ...


@contextmanager
def shown_progress(inputs: Iterable[Input], *, wanted: bool) -> Iterator[Advance]:
    """A bar on standard error while the inputs are counted, if a person watches and it is worth it.

    Args:
        inputs: What will be counted.
        wanted: False to show none in any case.

    Yields:
        What must be told of every step.
    """
    if not wanted or not sys.stderr or not sys.stderr.isatty():
        yield _ignore
        return
    progress = PatientProgress([each for each in inputs if isinstance(each, Source)], _begin_bar)
    try:
        yield progress.advance
    finally:
        progress.stop()


class PatientProgress:
    """Shows a bar once the work turns out to be long.

    Args:
        sources: What will be counted.
        begin: Shows a bar for so many bytes in all, or for an unknown number.
    """

    def __init__(self, sources: list[Source], begin: Callable[[int | None], Bar]) -> None:
        sizes = [each.expected_bytes for each in sources if each.expected_bytes is not None]
        self._total = sum(sizes) if len(sizes) == len(sources) else None
        self._is_long = sum(sizes) > LONG_BYTES or len(sources) > MANY_INPUTS
        self._begin = begin
        self._done = 0
        self._bar: Bar | None = None

    def advance(self, byte_count: int) -> None:
        """Show that so many more bytes are counted."""
        self._done += byte_count
        if not self._bar and (self._is_long or self._done > LONG_BYTES):
            self._bar = self._begin(self._total)
        if self._bar:
            self._bar.update(self._done)

    def stop(self) -> None:
        """Show no more."""
        if self._bar:
            self._bar.stop()


def _ignore(byte_count: int) -> None:
    """Show nothing."""


def _begin_bar(total: int | None) -> Bar:
    from adapters.inbound.cli.bar import TerminalBar  # noqa: PLC0415 - loads rich when needed only

    return TerminalBar(total)
