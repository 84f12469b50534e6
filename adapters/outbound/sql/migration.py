"""Brings the tables of a store to a revision, for commands and starts of the program."""

from pathlib import Path
from threading import Lock
from typing import Protocol

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from adapters.outbound.sql.engine import Database
from adapters.outbound.sql.faults import translated_faults
from adapters.outbound.sql.schema import REVISIONS, revision_of
from domain.shared.errors import InvalidValue

_LOCK = text("SELECT pg_advisory_xact_lock(7237126281431736)")  # any number that nobody else takes
_TURNS = Lock()
"""Alembic runs one migration in a process at a time."""


class QueueSchema(Protocol):
    """The tables of a queue that are not described here, in SQL."""

    @property
    def create(self) -> str:
        """Makes them."""
        ...

    @property
    def drop(self) -> str:
        """Deletes them."""
        ...


def migrate(url: str, *, to: str = "head", queue_schema: QueueSchema | None = None) -> str:
    """Bring the tables to a revision, forward or back; all of it happens, or nothing.

    Whoever migrates at the same time waits, and finds it done.

    Args:
        url: The store, as SqlStorage takes it.
        to: A revision; ``head`` for the latest, ``base`` for no tables at all.
        queue_schema: The tables of the queue; None for those of the leased queue.

    Returns:
        The revision that the tables have now; empty for none.

    Raises:
        InvalidValue: There is no such revision.
        StorageUnavailable: The store does not answer.
        StorageFull: There is no room left.
    """
    if to not in {"head", "base", *REVISIONS}:
        known = ", ".join(REVISIONS)
        raise InvalidValue(f"there is no revision {to!r}; there are {known}", field="to")
    database = Database(url, timeout_ms=None)
    try:
        with _TURNS, translated_faults(), database.connection() as connection:
            _run(connection, to, queue_schema)
            connection.commit()
            return revision_of(connection)
    finally:
        database.close()


def current(url: str) -> str:
    """The revision of the tables; empty where there are none.

    Raises:
        StorageUnavailable: The store does not answer.
    """
    database = Database(url, timeout_ms=None)
    try:
        with translated_faults(), database.connection(is_read_only=True) as connection:
            return revision_of(connection)
    finally:
        database.close()


def _run(connection: Connection, to: str, queue_schema: QueueSchema | None) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(_LOCK)
    found = MigrationContext.configure(connection).get_current_revision() or ""
    config = Config(attributes={"connection": connection, "queue_schema": queue_schema})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    if to == "head" and found and found not in REVISIONS:
        return  # a newer program has been here
    if _is_back(found, to):
        command.downgrade(config, to)
    else:
        command.upgrade(config, to)


def _is_back(found: str, to: str) -> bool:
    if to == "base":
        return True
    known = ("", *REVISIONS)
    return to in known and found in known and known.index(to) < known.index(found)
