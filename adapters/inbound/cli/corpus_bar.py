"""The progress bar of work on a corpus."""

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from adapters.inbound.cli.pace import Pace
from ports.inbound.corpora import CorpusProgress

_WIDTH = 12
"""Columns of the bar: what is told beside it needs most of a line."""


class TerminalCorpusBar:
    """A bar on standard error that leaves nothing behind.

    It is drawn when there is something to tell and by no thread of its own, since processes are
    forked beside it.

    Args:
        pace: How fast it is.
    """

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._progress = Progress(
            BarColumn(_WIDTH),
            TaskProgressColumn(),
            TextColumn("{task.description}"),
            console=Console(stderr=True),
            transient=True,
            auto_refresh=False,
        )
        self._task = self._progress.add_task("")
        self._progress.start()

    def update(self, progress: CorpusProgress) -> None:
        """Show how far it is."""
        self._progress.update(
            self._task,
            total=progress.total_bytes,
            completed=progress.done_bytes,
            description=self._pace.sentence(progress),
            refresh=True,
        )

    def stop(self) -> None:
        """Go away."""
        self._progress.stop()
