"""How fast work on a corpus is."""

from collections.abc import Callable
from datetime import timedelta

from ports.inbound.corpora import CorpusProgress

_MEGABYTE = 1_000_000


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
