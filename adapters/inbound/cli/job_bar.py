"""The progress bar of a job on a terminal."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from domain.compression.jobs.history import JobEvent


class TerminalJobBar:
    """A bar on standard error that leaves nothing behind.

    Args:
        item_count: Of how many items the job consists.
    """

    def __init__(self, item_count: int) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("waiting", total=item_count)
        self._progress.start()

    def update(self, event: JobEvent) -> None:
        """Show how far the job has come."""
        failed = f", {event.failed_count:,} failed" if event.failed_count else ""
        self._progress.update(
            self._task, completed=event.done_count, description=f"{event.state.value}{failed}"
        )

    def stop(self) -> None:
        """Go away."""
        self._progress.stop()
