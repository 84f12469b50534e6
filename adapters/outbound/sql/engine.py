"""Connections to the database that a URL names, anew in each process."""

import errno
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from adapters.outbound.sql.faults import translated_faults
from domain.shared.errors import InvalidValue, SteelyardError
from domain.shared.storage import StorageFull

CONNECTIONS = 8
"""The most connections of a process; further units of work wait for one."""

_SQLITE_SETTINGS = (
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten
    "PRAGMA journal_mode = WAL",  # readers and a writer that dies disturb nobody
    "PRAGMA synchronous = FULL",  # what was accepted outlives a power cut
    "PRAGMA journal_size_limit = 0",  # the journal does not keep what was deleted
    "PRAGMA wal_autocheckpoint = 100",  # pages; nor does it hold much of a small disk
    "PRAGMA foreign_keys = ON",
)
_GRACE_S = 0.5
"""How much longer is waited for an answer than the server takes by its own limits."""
_PATIENCE_S = 60.0
"""How long an administrator waits for others."""
_READ_ONLY = "steelyard_is_read_only"
_PRIVATE = 0o600


class Database:
    """Opens connections at first use, so it may be made before the workers are forked.

    Args:
        url: ``sqlite:///path``, whose folder is there already, or ``postgresql://…``.
        timeout_ms: The longest wait for a connection, for another transaction or for the answer to
            a statement, in milliseconds; None to wait for answers without end.

    Raises:
        InvalidValue: The URL is none of these.
    """

    def __init__(self, url: str, *, timeout_ms: int | None) -> None:
        self._url = _checked(url)
        self._timeout_ms = timeout_ms
        self._engines: dict[int, Engine] = {}
        self._lacks_room = False

    @contextmanager
    def connection(self, *, is_read_only: bool = False) -> Iterator[Connection]:
        """A connection; what is not committed at the end of the block is rolled back.

        Args:
            is_read_only: Whether nothing is going to be changed.
        """
        with translated_faults():
            connection = self.engine().connect()
            options = {_READ_ONLY: is_read_only, "postgresql_readonly": is_read_only}
            connection = connection.execution_options(**options)
        try:
            if self._lacks_room and not is_read_only:
                self._make_room(connection)
            yield connection
        except StorageFull:
            self._lacks_room = True
            with suppress(SteelyardError):
                self._make_room(connection)
            raise
        finally:
            with suppress(SQLAlchemyError, sqlite3.Error):  # it is rolled back or lost already
                connection.close()

    def _make_room(self, connection: Connection) -> None:
        """Have SQLite write its journal into the file before anything else takes the room for it.

        The journal holds a page as often as it was changed, and the file once; SQLite leaves what
        it could not write for later, and a journal that goes on growing would fill the disk again.

        Raises:
            StorageFull: There is no room for it yet.
        """
        with translated_faults():
            connection.rollback()
            driver = connection.connection.driver_connection
            if isinstance(driver, sqlite3.Connection):
                found = driver.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                _, page_count, written_count = found  # fewer while others read what was before
                self._lacks_room = written_count < page_count
            else:
                self._lacks_room = False  # PostgreSQL looks after its own

    def engine(self) -> Engine:
        """The connections of this process.

        Those that were inherited stay as they are: to use or close them would disturb the parent.
        There is no lock, as a thread of the parent could hold it in the moment of the fork.
        """
        process = os.getpid()
        found = self._engines.get(process)
        return found or self._engines.setdefault(process, _engine(self._url, self._timeout_ms))

    def close(self) -> None:
        """Close the connections of this process; the next use opens others."""
        engine = self._engines.pop(os.getpid(), None)
        if engine is not None:
            engine.dispose()


def _checked(url: str) -> URL:
    try:
        made = make_url(url)
    except ArgumentError:
        made = URL.create("")
    is_file = made.drivername == "sqlite" and made.database not in (None, "", ":memory:")
    if not is_file and made.drivername != "postgresql":
        raise InvalidValue(
            "the store is named by sqlite:///path or postgresql://host/name", field="storage_url"
        )
    return made


def _engine(url: URL, timeout_ms: int | None) -> Engine:
    if url.drivername == "sqlite":
        return _sqlite_engine(Path(str(url.database)), timeout_ms)
    return _postgres_engine(url, timeout_ms)


def _sqlite_engine(path: Path, timeout_ms: int | None) -> Engine:
    timeout_s = _seconds(timeout_ms)
    engine = create_engine(
        "sqlite://",
        creator=lambda: _open(path, timeout_s),
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=timeout_s,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """Take the lock for writing at once: a reader that turns writer can be refused."""
    is_read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if is_read_only else "BEGIN IMMEDIATE")


def _open(path: Path, timeout_s: float) -> sqlite3.Connection:
    _make_private(path)
    connection = sqlite3.connect(
        path, timeout=timeout_s, isolation_level=None, check_same_thread=False
    )
    try:
        for setting in _SQLITE_SETTINGS:
            connection.execute(setting)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _make_private(path: Path) -> None:
    """Make the file where there is none, and close it to others.

    SQLite gives the journal the rights of the file, so they are set before it comes. A file that is
    there is never opened: to close it again would drop all the locks that other connections of this
    process have on it, and another process would then take the journal for nobody's and delete it.

    Raises:
        OSError: The file is a link, or cannot be made.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE))
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) != _PRIVATE:
        path.chmod(_PRIVATE)


def _postgres_engine(url: URL, timeout_ms: int | None) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=_postgres_settings(url, timeout_ms),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=_seconds(timeout_ms),
        pool_pre_ping=True,
        hide_parameters=True,
    )
    if timeout_ms is not None:
        # Its driver is an extra that SQLite does without.
        from adapters.outbound.sql.patience import patient_connection  # noqa: PLC0415  # see above

        connect = patient_connection(_GRACE_S + timeout_ms / 1_000)
        event.listen(
            engine, "do_connect", lambda _dialect, _record, args, named: connect(*args, **named)
        )
    return engine


def _postgres_settings(url: URL, timeout_ms: int | None) -> dict[str, object]:
    if timeout_ms is None:
        return {"application_name": "steelyard"}
    # A session that does nothing in a transaction is ended, after those that wait for it gave up.
    limits = (
        f"-c statement_timeout={timeout_ms} -c lock_timeout={timeout_ms}"
        f" -c idle_in_transaction_session_timeout={2 * timeout_ms}"
    )
    return {
        "application_name": "steelyard",
        "connect_timeout": max(2, round(timeout_ms / 1_000)),  # the least that is obeyed
        "options": f"{url.query.get('options', '')} {limits}".strip(),
        # A server that vanished without a word is noticed, too.
        "keepalives_idle": max(1, timeout_ms // 1_000),
        "keepalives_interval": 1,
        "keepalives_count": 3,
        "tcp_user_timeout": timeout_ms,
    }


def _seconds(timeout_ms: int | None) -> float:
    return _PATIENCE_S if timeout_ms is None else timeout_ms / 1_000
