"""Progress of work on a corpus: a bar for a terminal, a line now and then for a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from adapters.inbound.cli.output import complain
from adapters.inbound.cli.pace import Pace
from ports.inbound.corpora import CorpusProgress

LINE_SECONDS = 10.0
"""How often a log gets a line."""
_PERCENT = 100

type Tell = Callable[[CorpusProgress], None]
"""Told of every progress."""


@contextmanager
def shown_corpus(*, wanted: bool) -> Iterator[Tell]:
    """Show the progress on standard error.

    Args:
        wanted: False to show none in any case.

    Yields:
        What must be told of every progress.
    """
    if not wanted or not sys.stderr:
        yield _ignore
    elif sys.stderr.isatty():
        from adapters.inbound.cli.corpus_bar import (  # noqa: PLC0415 - loads rich when needed only
            TerminalCorpusBar,
        )

        bar = TerminalCorpusBar(Pace(time.monotonic))
        try:
            yield bar.update
        finally:
            bar.stop()
    else:
        yield ProgressLines(Pace(time.monotonic), time.monotonic).update


class ProgressLines:
    """Writes a line every so often.

    Args:
        pace: How fast it is.
        clock: Seconds that never go back.
    """

    def __init__(self, pace: Pace, clock: Callable[[], float]) -> None:
        self._pace = pace
        self._clock = clock
        self._told_at = clock()

    def update(self, progress: CorpusProgress) -> None:
        """Write a line where it is time."""
        now = self._clock()
        if now - self._told_at < LINE_SECONDS:
            return
        self._told_at = now
        share = _PERCENT * progress.done_bytes / max(progress.total_bytes, 1)
        complain(f"{share:.0f} % done: {self._pace.sentence(progress)}")


def _ignore(progress: CorpusProgress) -> None:
    """Show nothing."""
