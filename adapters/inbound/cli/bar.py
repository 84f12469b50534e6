"""The progress bar of a terminal."""

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn


class TerminalBar:
    """A bar on standard error that leaves nothing behind.

    Args:
        total: Bytes in all; None where nobody knows.
    """

    def __init__(self, total: int | None) -> None:
        self._progress = Progress(
            TextColumn("counting"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("counting", total=total)
        self._progress.start()

    def update(self, done: int) -> None:
        """Show that so many bytes are done."""
        self._progress.update(self._task, completed=done)

    def stop(self) -> None:
        """Go away."""
        self._progress.stop()
