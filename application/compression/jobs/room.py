"""Room for jobs: no more are accepted than are kept, without counting them all each time."""

from domain.compression.jobs.policy import TooManyJobs
from ports.outbound.jobs import CompressionJobRepository

_RETRY_AFTER_MS = 5_000
_UNCOUNTED_SHARE = 4_096
"""A process lets in such a part of the limit without counting."""


class OpenJobs:
    """Knows how many jobs are open, or that they are few enough.

    Counting takes some ms where there are a hundred thousand, so that after a count with room to
    spare a few jobs are let in uncounted. With so many processes as 64 that accept jobs at once,
    there may be a sixty-fourth more than the limit; with a limit below 4,096 every job is counted.

    Args:
        limit: The most open jobs.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._uncounted = 0

    def admit(self, jobs: CompressionJobRepository) -> None:
        """Let one more job in.

        Raises:
            TooManyJobs: There are as many as are kept.
        """
        if self._uncounted > 0:
            self._uncounted -= 1
            return
        free = self._limit - jobs.open_count()
        if free <= 0:
            raise TooManyJobs(
                f"{self._limit:,} jobs are waiting or running already",
                retry_after_ms=_RETRY_AFTER_MS,
                limit=self._limit,
            )
        self._uncounted = min(free - 1, self._limit // _UNCOUNTED_SHARE)
