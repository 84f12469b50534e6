"""Progress of work on a corpus: a bar for a terminal, a line now and then for a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from adapters.inbound.cli.output import complain
from ports.inbound.corpora import CorpusProgress

LINE_SECONDS = 10.0
"""How often a log gets a line."""
_MEGABYTE = 1_000_000
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


class Pace:
    """How fast a run is, and how long it will take.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._began_at = clock()

    def sentence(self, progress: CorpusProgress) -> str:
        """Bytes and tokens a second, records, and the time that is left."""
        seconds = max(self._clock() - self._began_at, 0.001)
        done = progress.done_bytes - progress.resumed_bytes
        totals, resumed = progress.totals, progress.resumed
        tokens = totals.original_token_count - resumed.original_token_count
        facts = [
            f"{done / seconds / _MEGABYTE:,.1f} MB/s",
            f"{tokens / seconds:,.0f} tokens/s",
            f"{totals.record_count:,} records",
        ]
        if totals.failed_count:
            facts.append(f"{totals.failed_count:,} failed")
        if done:
            left = (progress.total_bytes - progress.done_bytes) * seconds / done
            facts.append(f"{timedelta(seconds=round(max(left, 0)))} left")
        return ", ".join(facts)


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
