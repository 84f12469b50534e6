"""Storage in memory: the same promises as a database, for tests of what uses one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from domain.shared.storage import StorageUnavailable
from ports.outbound.analyses import TokenAnalysisRepository
from ports.outbound.clock import Clock
from ports.outbound.jobs import CompressionJobRepository, JobQueue
from tests.fakes.clock import FrozenClock
from tests.fakes.storage_analyses import RememberedAnalyses
from tests.fakes.storage_jobs import RememberedJobs
from tests.fakes.storage_queue import RememberedQueue
from tests.fakes.storage_tables import Tables

NOON = FrozenClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


@dataclass(eq=False)
class RememberedStorage:
    """Implements ports.outbound.storage.Storage.

    As in SQLite, one unit of work changes something at a time, and others see it after its commit.
    It has the lock from its first change until its commit or end.

    Args:
        clock: Its time is that of the store.
        patience_s: The longest wait for another unit of work, in seconds.
        fault: What every use raises while it is set, as when a database is down.
    """

    clock: Clock = NOON
    patience_s: float = 1.0
    fault: Exception | None = None
    tables: Tables = field(default_factory=Tables)
    lock: Lock = field(default_factory=Lock)

    @contextmanager
    def begin(self, *, is_read_only: bool = False) -> Iterator["RememberedUnitOfWork"]:
        """See the port."""
        unit = RememberedUnitOfWork(self, is_read_only=is_read_only)
        unit.seen()
        try:
            yield unit
        finally:
            unit.end()


class RememberedUnitOfWork:
    """Implements ports.outbound.storage.UnitOfWork.

    Args:
        storage: What it changes.
        is_read_only: Whether changes are refused.
    """

    def __init__(self, storage: RememberedStorage, *, is_read_only: bool) -> None:
        self._storage = storage
        self._is_read_only = is_read_only
        self._changed: Tables | None = None
        self._jobs = RememberedJobs(self)
        self._queue = RememberedQueue(self)
        self._analyses = RememberedAnalyses(self)

    @property
    def jobs(self) -> CompressionJobRepository:
        """See the port."""
        return self._jobs

    @property
    def queue(self) -> JobQueue:
        """See the port."""
        return self._queue

    @property
    def analyses(self) -> TokenAnalysisRepository:
        """See the port."""
        return self._analyses

    def now(self) -> datetime:
        """See the port."""
        self.seen()
        return self._storage.clock.now()

    def commit(self) -> None:
        """See the port."""
        self.seen()
        if self._changed is not None:
            self._storage.tables = self._changed
        self.end()

    def end(self) -> None:
        """Forget what was not committed."""
        if self._changed is not None:
            self._changed = None
            self._storage.lock.release()

    def seen(self) -> Tables:
        """What this unit of work sees: what it changed, or else what was committed last."""
        if self._storage.fault is not None:
            raise self._storage.fault
        return self._changed or self._storage.tables

    def changing(self) -> Tables:
        """What this unit of work changes: a copy, which nobody else sees."""
        self.seen()
        if self._changed is None:
            self._lock()
            self._changed = self._storage.tables.copy()
        return self._changed

    def _lock(self) -> None:
        if self._is_read_only:
            raise StorageUnavailable("nothing was to be changed", cause="READ_ONLY")
        if not self._storage.lock.acquire(timeout=self._storage.patience_s):
            raise StorageUnavailable("another unit of work does not end", cause="BUSY")
