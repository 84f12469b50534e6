"""The stores that jobs are kept in while they are measured, each with nothing in it at first."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from adapters.outbound.sql.engine import Database
from adapters.outbound.sql.job_rows import EVENTS, JOBS
from adapters.outbound.sql.unit_of_work import SqlStorage, SqlUnitOfWork
from benchmarks.jobs_processes import family_cpu_s, parent_of
from benchmarks.jobs_texts import ENCODING, Workload
from benchmarks.processes import BenchmarkFailed
from bootstrap.settings import StorageSettings
from bootstrap.storage import migrate_storage, queue_for, seal_for
from domain.compression.jobs.items import TextItem, fingerprint
from domain.compression.jobs.job import CompressionJob, JobState
from domain.compression.jobs.policy import JobPolicy
from domain.compression.requests import CompressionRules, TextToCompress
from domain.tokens.model import TokenizerSelector
from tests.postgres import find_postgres, postgres_server

STORES = ("SQLite", "PostgreSQL")
_PATIENCE_MS = 60_000
_POLICY = JobPolicy()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far jobs have come.

    Args:
        done: How many have ended.
        succeeded: How many of those in order.
        ended_us: When the latest ended, in microseconds by the clock of the store.
    """

    done: int
    succeeded: int
    ended_us: int


class Store:
    """A store with tables, read and filled past the server.

    Args:
        name: For the report.
        url: Where it is, as the setting has it.
    """

    def __init__(self, name: str, url: str) -> None:
        self.name = name
        self.url = url
        settings = StorageSettings(url=url)
        migrate_storage(settings)
        self._database = Database(url, timeout_ms=_PATIENCE_MS)
        self._storage = SqlStorage(
            url, seal=seal_for(settings), queue=queue_for(url), timeout_ms=_PATIENCE_MS
        )
        self._server_pid = self._postmaster()

    def fill(self, workload: Workload, *, name: str) -> None:
        """Enqueue jobs in one transaction, so that they are there all at once.

        Args:
            workload: The jobs.
            name: Their ids begin with it.
        """
        with self._storage.begin() as unit:
            for number, texts in enumerate(workload.jobs()):
                _accept(unit, f"{name}-{number:06}", [_item(each, workload) for each in texts])
            unit.commit()

    def progress(self, name: str) -> Progress:
        """How far the jobs of a name have come."""
        ended = JOBS.c.finished_at_us.is_not(None)
        query = select(
            func.count().filter(ended),
            func.count().filter(JOBS.c.state == JobState.SUCCEEDED.value),
            func.coalesce(func.max(JOBS.c.finished_at_us), 0),
        ).where(JOBS.c.job_id >= name, JOBS.c.job_id < f"{name}~")
        with self._database.connection(is_read_only=True) as connection:
            return Progress(*connection.execute(query).one())

    def begun_us(self, name: str) -> int:
        """When the first of the jobs of a name was begun, by the clock of the store."""
        begun = EVENTS.c.state == JobState.RUNNING.value
        query = select(func.min(EVENTS.c.at_us)).where(
            EVENTS.c.job_id >= name, EVENTS.c.job_id < f"{name}~", begun
        )
        with self._database.connection(is_read_only=True) as connection:
            return int(connection.execute(query).scalar_one())

    def server_cpu_s(self) -> float:
        """CPU time so far of a database server with all its processes; 0 where there is none."""
        return family_cpu_s(self._server_pid) if self._server_pid else 0.0

    def close(self) -> None:
        """Close the connections of this process."""
        self._storage.close()
        self._database.close()

    def _postmaster(self) -> int:
        if self.url.startswith("sqlite"):
            return 0
        with self._database.connection(is_read_only=True) as connection:
            session = int(connection.execute(text("SELECT pg_backend_pid()")).scalar_one())
        return parent_of(session)


def missing(name: str) -> str:
    """Why a store cannot be had here; empty when it can."""
    is_there = name == "SQLite" or find_postgres() is not None
    return "" if is_there else f"{name} is not installed"


@contextmanager
def open_store(name: str, folder: Path) -> Iterator[Store]:
    """A store of a kind, which is gone afterwards.

    Args:
        name: One of STORES.
        folder: For what is temporary.

    Raises:
        BenchmarkFailed: It cannot be had here.
    """
    if reason := missing(name):
        raise BenchmarkFailed(reason)
    if name == "SQLite":
        with _closing(Store(name, f"sqlite:///{folder / 'jobs.db'}")) as store:
            yield store
        return
    with (
        postgres_server(is_durable=True) as server,
        _closing(Store(name, server.url(server.create_database()))) as store,
    ):
        yield store


@contextmanager
def _closing(store: Store) -> Iterator[Store]:
    try:
        yield store
    finally:
        store.close()


def _item(content: str, workload: Workload) -> TextItem:
    return TextItem(
        selector=TokenizerSelector(encoding=ENCODING),
        content=TextToCompress(content),
        rules=CompressionRules(token_budget=workload.token_budget),
    )


def _accept(unit: SqlUnitOfWork, job_id: str, items: Sequence[TextItem]) -> None:
    at = unit.now()
    job = CompressionJob(
        job_id=job_id,
        request_id="",
        fingerprint=fingerprint(items, priority=0, lifetime_ms=0),
        item_count=len(items),
        priority=0,
        maximum_attempts=_POLICY.attempts,
        created_at=at,
        deadline=_POLICY.deadline(at, asked_ms=0),
        updated_at=at,
    )
    unit.jobs.add(job, items)
    unit.queue.put(job_id, priority=0)
