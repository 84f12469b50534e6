"""The Storage port over SQLite or PostgreSQL."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, select

from adapters.outbound.sql.analyses import SqlTokenAnalyses
from adapters.outbound.sql.clock import NowUs
from adapters.outbound.sql.columns import moment
from adapters.outbound.sql.engine import Database
from adapters.outbound.sql.faults import translated_faults
from adapters.outbound.sql.jobs import SqlCompressionJobs
from adapters.outbound.sql.queue import LeasedQueue
from adapters.outbound.sql.schema import check_revision, revision_of
from adapters.outbound.sql.transaction import Transaction
from ports.outbound.analyses import TokenAnalysisRepository
from ports.outbound.jobs import CompressionJobRepository, JobQueue
from ports.outbound.seals import Seal

_NOW = select(NowUs())

type MakeQueue = Callable[[Transaction], JobQueue]
"""Makes the queue that changes in a transaction."""


class SqlUnitOfWork:
    """Implements ports.outbound.storage.UnitOfWork.

    Args:
        connection: What runs the statements; a transaction begins with the first one.
        seal: Protects prompts and results.
        queue: Makes the queue.
    """

    def __init__(self, connection: Connection, *, seal: Seal, queue: MakeQueue) -> None:
        self._transaction = Transaction(connection)
        self._jobs = SqlCompressionJobs(self._transaction, seal)
        self._queue = queue(self._transaction)
        self._analyses = SqlTokenAnalyses(self._transaction)

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
        return moment(self._transaction.number(_NOW))

    def commit(self) -> None:
        """See the port."""
        self._transaction.commit()


class SqlStorage:
    """Implements ports.outbound.storage.Storage.

    Connections are made at first use, and anew after a fork; so is the check of the tables.

    Args:
        url: ``sqlite:///path``, whose folder is there already, or ``postgresql://…``.
        seal: Protects prompts and results.
        queue: Makes the queue in the transaction of a unit of work.
        timeout_ms: The longest wait for a connection, for another transaction or for the answer to
            a statement, in milliseconds.

    Raises:
        InvalidValue: The URL is none of these.
    """

    def __init__(
        self, url: str, *, seal: Seal, queue: MakeQueue = LeasedQueue, timeout_ms: int = 5_000
    ) -> None:
        self._database = Database(url, timeout_ms=timeout_ms)
        self._seal = seal
        self._queue = queue
        self._checked_process = 0

    @contextmanager
    def begin(self, *, is_read_only: bool = False) -> Iterator[SqlUnitOfWork]:
        """See the port."""
        with (
            translated_faults(),
            self._database.connection(is_read_only=is_read_only) as connection,
        ):
            self._check(connection)
            yield SqlUnitOfWork(connection, seal=self._seal, queue=self._queue)

    def close(self) -> None:
        """Close the connections of this process; the next use opens others."""
        self._database.close()
        self._checked_process = 0

    def _check(self, connection: Connection) -> None:
        process = os.getpid()
        if self._checked_process != process:
            found = revision_of(connection)
            connection.rollback()
            check_revision(found)
            self._checked_process = process
