"""What the core needs to keep: one unit of work over the repositories and the queue."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from ports.outbound.analyses import TokenAnalysisRepository
from ports.outbound.jobs import CompressionJobRepository, JobQueue


class UnitOfWork(Protocol):
    """A transaction: all that is done in it happens together, or nothing of it.

    Every method of it, and of what it holds, may raise StorageUnavailable, StorageFull and
    StorageOutdated.
    """

    @property
    def jobs(self) -> CompressionJobRepository:
        """The compression jobs."""
        ...

    @property
    def queue(self) -> JobQueue:
        """Which of them are to be worked on; it changes with them, in the same transaction."""
        ...

    @property
    def analyses(self) -> TokenAnalysisRepository:
        """The counts that somebody wanted to be kept."""
        ...

    def now(self) -> datetime:
        """This moment by the clock of the store, in UTC; all processes agree on it."""
        ...

    def commit(self) -> None:
        """Make what was done so far lasting; the unit may be used on, in another transaction.

        Raises:
            JobChanged: Another transaction came first.
        """
        ...


class Storage(Protocol):
    """Where things are kept.

    Used as ``with storage.begin() as unit: … unit.commit()``. What is not committed at the end of
    the block is rolled back. May be used from several threads at once, and after a fork.
    """

    def begin(self, *, is_read_only: bool = False) -> AbstractContextManager[UnitOfWork]:
        """Begin a unit of work.

        Args:
            is_read_only: Whether nothing is going to be changed; such units do not wait for others.

        Raises:
            StorageUnavailable: The store does not answer, or not in time.
            StorageFull: There is no room left.
            StorageOutdated: Its tables are older than this program, and are to be migrated.
        """
        ...
