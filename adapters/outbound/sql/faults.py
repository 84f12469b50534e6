"""What the errors of databases mean.

Their own messages quote statements and values, and those hold prompts: only the name of a fault
goes on. The typed error is raised outside of the handler, so that it does not carry the other one
along.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.compression.jobs.faults import (
    JobChanged,
)
from domain.shared.errors import SteelyardError
from domain.shared.storage import StorageFull, StorageOutdated, StorageUnavailable

_FULL = frozenset(
    {
        "SQLITE_FULL",
        "SQLITE_IOERR_SHMSIZE",  # the index of the journal cannot grow
        "53100",
    }
)
_OUTDATED = frozenset({"42P01", "42703"})  # no such table, no such column
_OUTDATED_WORDS = ("no such table", "no such column", "has no column named")
_TAKEN = frozenset({"23505", "23503"})  # unique and foreign keys


@contextmanager
def translated_faults() -> Iterator[None]:
    """Turn what a database raises into what the ports promise.

    Raises:
        StorageUnavailable: The database does not answer, or refuses.
        StorageFull: There is no room left.
        StorageOutdated: A table or column is missing.
        JobChanged: Another transaction stored something first that this one contradicts.
    """
    fault: SteelyardError | None = None
    try:
        yield
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
    if fault is not None:
        raise fault


def fault_of(error: Exception) -> SteelyardError | None:
    """What an error of a database means; None for any other error."""
    original = (error.orig if isinstance(error, DBAPIError) else None) or error
    if isinstance(original, sqlite3.Error):
        return _sqlite_fault(original)
    if isinstance(original, OSError):
        is_full = original.errno in (errno.ENOSPC, errno.EDQUOT)
        return _full("ENOSPC") if is_full else _unavailable(type(original).__name__)
    if hasattr(original, "sqlstate"):
        return _postgres_fault(original.sqlstate or type(original).__name__)
    if isinstance(error, PoolTimeout):
        return _unavailable("POOL_TIMEOUT")
    return _unavailable(type(error).__name__) if isinstance(error, SQLAlchemyError) else None


def _sqlite_fault(error: sqlite3.Error) -> SteelyardError:
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    if name in _FULL:
        return _full(name)
    if name.startswith("SQLITE_CONSTRAINT"):
        return _taken()
    # SQLite has no code for it.
    if name == "SQLITE_ERROR" and any(words in str(error) for words in _OUTDATED_WORDS):
        return _outdated()
    return _unavailable(name)


def _postgres_fault(code: str) -> SteelyardError:
    if code in _FULL:
        return _full(code)
    if code in _TAKEN:
        return _taken()
    return _outdated() if code in _OUTDATED else _unavailable(code)


def _full(cause: str) -> StorageFull:
    return StorageFull("there is no room left in the store", cause=cause)


def _unavailable(cause: str) -> StorageUnavailable:
    return StorageUnavailable("the store does not answer, or not in time", cause=cause)


def _outdated() -> StorageOutdated:
    return StorageOutdated("tables of the store are missing or older than this program")


def _taken() -> JobChanged:
    return JobChanged("another transaction came first")
