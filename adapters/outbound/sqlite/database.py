"""A SQLite file that only its owner may read, and one connection to it in each process."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock

from domain.compression.omissions import StoreUnavailable

_SETTINGS = (
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "PRAGMA journal_mode = WAL",  # readers and a writer that dies disturb nobody
    "PRAGMA synchronous = NORMAL",
    "PRAGMA journal_size_limit = 0",  # nor does the journal keep what was deleted
)


class Database:
    """Opens the file at first use, so it may be made before the workers are forked.

    Threads take turns: a write locks the whole file anyway, and a read takes microseconds.

    Args:
        path: The file; its folder is there already.
        schema: Statements that make the tables, where they are not there yet.
        busy_timeout_s: The longest wait for another process that writes, in seconds.
    """

    def __init__(self, path: Path, schema: str, *, busy_timeout_s: float = 1.0) -> None:
        self._path = path
        self._schema = schema
        self._busy_timeout_s = busy_timeout_s
        self._lock = Lock()
        self._opened: dict[int, sqlite3.Connection] = {}

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """The connection of this process, for one thread at a time.

        Raises:
            StoreUnavailable: Something is wrong with the file or the disk.
        """
        cause = ""
        with self._lock:
            try:
                yield self._connection()
            except sqlite3.Error as error:
                cause = getattr(error, "sqlite_errorname", type(error).__name__)
            except OSError as error:
                cause = type(error).__name__
        if cause:
            raise StoreUnavailable("the store of what was left out is out of order", cause=cause)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """A transaction that writes: all of it happens, or nothing."""
        with self.connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):  # a full disk has rolled it back already
                    connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Close the connection of this process; the next use opens another."""
        with self._lock:
            connection = self._opened.pop(os.getpid(), None)
            if connection is not None:
                connection.close()

    def _connection(self) -> sqlite3.Connection:
        process = os.getpid()
        if process not in self._opened:
            # One that was inherited is left alone: to close it would undo the parent's locks.
            self._opened[process] = self._open()
        return self._opened[process]

    def _open(self) -> sqlite3.Connection:
        # SQLite gives the journal the rights of the file, so these are set before it comes.
        flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
        descriptor = os.open(self._path, flags, 0o600)
        os.fchmod(descriptor, 0o600)
        os.close(descriptor)
        connection = sqlite3.connect(
            self._path,
            timeout=self._busy_timeout_s,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for setting in _SETTINGS:
                connection.execute(setting)
            connection.executescript(self._schema)
        except sqlite3.Error:
            connection.close()
            raise
        return connection
