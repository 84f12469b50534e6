"""The storages that the contract suites run on: one in memory, SQLite and PostgreSQL."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg

from adapters.outbound.plain.seal import PlainSeal
from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from adapters.outbound.procrastinate.schema import queue_schema
from adapters.outbound.sql.analyses import SqlTokenAnalyses
from adapters.outbound.sql.jobs import SqlCompressionJobs
from adapters.outbound.sql.migration import migrate
from adapters.outbound.sql.queue import LeasedQueue
from adapters.outbound.sql.unit_of_work import SqlStorage, SqlUnitOfWork
from ports.outbound.analyses import TokenAnalysisRepository
from ports.outbound.jobs import CompressionJobRepository, JobQueue
from ports.outbound.storage import Storage, UnitOfWork
from tests.fakes.storage import RememberedStorage, RememberedUnitOfWork
from tests.postgres import PostgresServer

STORAGES = ("memory", "sqlite", "postgres")
DATABASES = ("sqlite", "postgres")
TIMEOUT_MS = 2_000
"""How long units of work wait for each other."""

PARTS: dict[type, tuple[type, ...]] = {
    Storage: (RememberedStorage, SqlStorage),
    UnitOfWork: (RememberedUnitOfWork, SqlUnitOfWork),
    CompressionJobRepository: (SqlCompressionJobs,),
    JobQueue: (LeasedQueue, ProcrastinateQueue),
    TokenAnalysisRepository: (SqlTokenAnalyses,),
}
"""What the storages are made of, by port."""


@dataclass
class WoundClock:
    """Plays ports.outbound.clock.Clock; time passes when it is told to."""

    moment: datetime = datetime(2026, 11, 23, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Opened:
    """A storage under test.

    Args:
        storage: The storage.
        pass_by: Lets so many seconds pass by its clock.
        url: Where it is; empty for one in memory.
    """

    storage: Storage
    pass_by: Callable[[float], None]
    url: str = ""


@dataclass
class Templates:
    """Makes empty stores; tables are made once, and copied or emptied for each test.

    Args:
        folder: Holds what is made once.
    """

    folder: Path
    _server: PostgresServer | None = None
    _postgres_url: str = field(default="", init=False)

    @contextmanager
    def opened(self, name: str, folder: Path) -> Iterator[Opened]:
        """A storage with nothing in it.

        Args:
            name: One of STORAGES.
            folder: May hold its files.
        """
        if name == "memory":
            clock = WoundClock()
            yield Opened(RememberedStorage(clock, patience_s=TIMEOUT_MS / 1_000), clock.pass_by)
            return
        url = self.sqlite(folder) if name == "sqlite" else self.postgres()
        storage = storage_at(url)
        try:
            yield Opened(storage, time.sleep, url)
        finally:
            storage.close()

    def sqlite(self, folder: Path) -> str:
        """A file with empty tables."""
        template = self.folder / "template.db"
        if not template.exists():
            migrate(f"sqlite:///{template}")
        shutil.copy(template, folder / "steelyard.db")
        return f"sqlite:///{folder / 'steelyard.db'}"

    def postgres(self) -> str:
        """The database of this run, with empty tables."""
        if not self._postgres_url:
            self._postgres_url = self.server().url(self.server().create_database())
            migrate(self._postgres_url, queue_schema=queue_schema())
        empty_tables(self._postgres_url)
        return self._postgres_url

    def server(self) -> PostgresServer:
        """The server of this run."""
        if self._server is None:
            raise RuntimeError("no server was started")
        return self._server


def storage_at(url: str, *, timeout_ms: int = TIMEOUT_MS) -> SqlStorage:
    """The storage that a URL names, with the queue that goes with it."""
    if url.startswith("sqlite"):
        return SqlStorage(url, seal=PlainSeal(), timeout_ms=timeout_ms)
    return SqlStorage(
        url,
        seal=PlainSeal(),
        queue=lambda transaction: ProcrastinateQueue(transaction.lend),
        timeout_ms=timeout_ms,
    )


def empty_tables(url: str) -> None:
    """Delete all rows, and whoever still holds a lock on one."""
    with psycopg.connect(url, autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        session.execute(
            "DO $$ BEGIN EXECUTE (SELECT 'TRUNCATE ' || string_agg(oid::regclass::text, ', ')"
            " || ' CASCADE' FROM pg_class WHERE relkind = 'r'"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'); END $$"
        )


@contextmanager
def child(work: Callable[[], object]) -> Iterator[None]:
    """Do something in a forked process beside the block; it has to end well.

    Raises:
        RuntimeError: It did not.
    """
    process = os.fork()
    if not process:
        status = 1
        try:
            work()
            status = 0
        finally:
            os._exit(status)
    try:
        yield
    finally:
        _, code = os.waitpid(process, 0)
    if code:
        raise RuntimeError("the other process failed")
