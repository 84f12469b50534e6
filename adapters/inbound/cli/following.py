"""Jobs that are watched to their end."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from domain.compression.jobs.history import JobEvent
from domain.shared.errors import Unavailable
from ports.inbound.jobs import CompressionJobs

type Tell = Callable[[JobEvent], None]

_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.5
_PAUSE_GROWTH = 1.5
OUTAGE_S = 60.0
"""How long a server or a database may be away, such as while it is restarted."""


def follow(jobs: CompressionJobs, job_id: str, *, after: int = 0) -> Iterator[JobEvent]:
    """The changes of a job as they happen, up to the one that ends it.

    Args:
        jobs: Knows the job.
        job_id: The job.
        after: The number of the last change that is known; 0 for none.
    """
    look = PatientLook(jobs, job_id)
    pause = _FIRST_PAUSE_S
    while True:
        events = look(after)
        yield from events
        if events and events[-1].state.is_final:
            return
        if events:
            after, pause = events[-1].sequence, _FIRST_PAUSE_S
        else:
            time.sleep(pause)
            pause = min(pause * _PAUSE_GROWTH, _LONGEST_PAUSE_S)


class PatientLook:
    """Looks for changes, and bears it for a while that nobody answers who has answered before.

    Args:
        jobs: Knows the job.
        job_id: The job.
        clock: Gives the time in seconds.
    """

    def __init__(
        self, jobs: CompressionJobs, job_id: str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._jobs = jobs
        self._job_id = job_id
        self._clock = clock
        self._answered_at: float | None = None

    def __call__(self, after: int) -> Sequence[JobEvent]:
        """What happened since a change; nothing where nobody answers now."""
        try:
            events = self._jobs.watch_compression_job(job_id=self._job_id, after=after)
        except Unavailable:
            if self._answered_at is None or self._clock() - self._answered_at > OUTAGE_S:
                raise
            return ()
        self._answered_at = self._clock()
        return events


@contextmanager
def shown_job(item_count: int, *, wanted: bool) -> Iterator[Tell]:
    """A bar on standard error while a job is done, if a person watches.

    Args:
        item_count: Of how many items the job consists.
        wanted: False to show none in any case.

    Yields:
        What must be told of every change.
    """
    if not wanted or not sys.stderr or not sys.stderr.isatty():
        yield _ignore
        return
    from adapters.inbound.cli.job_bar import TerminalJobBar  # noqa: PLC0415 - loads rich when needed only

    bar = TerminalJobBar(item_count)
    try:
        yield bar.update
    finally:
        bar.stop()


def _ignore(event: JobEvent) -> None:
    """Show nothing."""
