"""A storage whose listings are older than its rows, as between two statements of a database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ports.outbound.storage import Storage


@dataclass(frozen=True, slots=True)
class StaleStorage:
    """Plays ports.outbound.storage.Storage.

    Args:
        storage: The storage.
        overdue: The jobs that it says are late.
    """

    storage: Storage
    overdue: Sequence[str]

    @contextmanager
    def begin(self, *, is_read_only: bool = False) -> Iterator[Any]:
        with self.storage.begin(is_read_only=is_read_only) as unit:
            yield _StaleUnit(unit, self.overdue)


@dataclass(frozen=True, slots=True)
class _StaleUnit:
    unit: Any
    late: Sequence[str]

    @property
    def jobs(self) -> "_StaleJobs":
        return _StaleJobs(self.unit.jobs, self.late)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.unit, name)


@dataclass(frozen=True, slots=True)
class _StaleJobs:
    jobs: Any
    late: Sequence[str]

    def overdue(self, at: datetime, *, limit: int) -> Sequence[str]:
        return self.late[:limit]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.jobs, name)
