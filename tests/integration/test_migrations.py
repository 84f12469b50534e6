"""The tables of the store go forward and back, and programs get along with newer ones."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Text, text
from sqlmodel import SQLModel

from adapters.outbound.plain.seal import PlainSeal
from adapters.outbound.procrastinate.schema import queue_schema
from adapters.outbound.sql.columns import AnyText
from adapters.outbound.sql.engine import Database
from adapters.outbound.sql.migration import QueueSchema, current, migrate
from adapters.outbound.sql.schema import REVISIONS
from adapters.outbound.sql.unit_of_work import SqlStorage
from domain.compression.jobs.history import JobFilter
from domain.shared.pages import PageRequest
from domain.shared.storage import StorageOutdated, StorageUnavailable
from domain.tokens.kept_analyses import AnalysisFilter
from tests.contract.job_examples import PROBLEM, kept_job, stored
from tests.contract.storages import child, storage_at
from tests.postgres import PostgresServer, find_postgres, postgres_server

OLDER = ("", *REVISIONS[:-1])
NEWER = (
    "ALTER TABLE compression_job ADD COLUMN colour TEXT",
    "ALTER TABLE compression_job_event ADD COLUMN colour TEXT",
    "ALTER TABLE compression_job_outcome ADD COLUMN colour TEXT",
    "ALTER TABLE token_analysis ADD COLUMN colour TEXT",
    "CREATE TABLE later (id INTEGER PRIMARY KEY)",
    "UPDATE alembic_version SET version_num = '0004_later'",
)
"""What a later program might do to the tables."""


@dataclass(frozen=True, slots=True)
class Store:
    """A database without tables.

    Args:
        url: Where it is.
        queue: The tables of its queue; None for those of the leased one.
    """

    url: str
    queue: QueueSchema | None

    def migrate(self, to: str = "head") -> str:
        """Bring its tables to a revision."""
        return migrate(self.url, to=to, queue_schema=self.queue)

    @contextmanager
    def storage(self) -> Iterator[SqlStorage]:
        """What a program does with it."""
        storage = storage_at(self.url) if self.queue else SqlStorage(self.url, seal=PlainSeal())
        try:
            yield storage
        finally:
            storage.close()

    def ask[Answer](self, question: Callable[[Connection], Answer]) -> Answer:
        """Do something with its tables."""
        database = Database(self.url, timeout_ms=None)
        try:
            with database.connection() as connection:
                answer = question(connection)
                connection.commit()
                return answer
        finally:
            database.close()

    def run(self, *statements: str) -> None:
        """Change its tables."""

        def run_all(connection: Connection) -> None:
            for statement in statements:
                connection.execute(text(statement))

        self.ask(run_all)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    if find_postgres() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgres", "postgres, leased queue"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "sqlite":
        return Store(f"sqlite:///{tmp_path / 'steelyard.db'}", None)
    server: PostgresServer = request.getfixturevalue("server")
    queue = queue_schema() if request.param == "postgres" else None
    return Store(server.url(server.create_database()), queue)


def table_names(store: Store) -> set[str]:
    """The tables, without alembic's own and SQLite's."""
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if store.url.startswith("sqlite")
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    names = store.ask(lambda connection: {*connection.execute(text(listing)).scalars()})
    return names - {"alembic_version"}


def test_a_new_store_has_no_tables(store: Store) -> None:
    """Before the first migration there is no revision."""
    expected = ""

    assert expected == current(store.url)


def test_tables_go_forward_step_by_step(store: Store) -> None:
    """Each revision can be reached from the one before, and the store says which one it has."""
    actual = [(store.migrate(revision), current(store.url)) for revision in REVISIONS]

    assert [(revision, revision) for revision in REVISIONS] == actual


def test_tables_go_back_to_nothing(store: Store) -> None:
    """Each revision can be taken back; in the end there is no table left."""
    expected = (*reversed(REVISIONS[:-1]), "")
    store.migrate()

    actual = [store.migrate(revision) for revision in (*reversed(REVISIONS[:-1]), "base")]

    assert expected == tuple(actual)
    assert set() == table_names(store)


def test_tables_go_forward_again(store: Store) -> None:
    """After all the way back and forward again the store can be used."""
    store.migrate()
    store.migrate("base")
    store.migrate()

    with store.storage() as storage:
        expected = kept_job(storage)
        assert expected == stored(storage)


def test_jobs_outlive_what_comes_after_them(store: Store) -> None:
    """Taking back later revisions leaves the jobs, and so does bringing them again."""
    store.migrate()
    with store.storage() as storage:
        expected = kept_job(storage, request_id="r")

    store.migrate("0001_jobs")
    store.migrate()

    with store.storage() as storage:
        assert expected == stored(storage)


def test_a_second_migration_does_nothing(store: Store) -> None:
    """What is up to date stays as it is, with everything in it."""
    store.migrate()
    with store.storage() as storage:
        expected = kept_job(storage)
        store.migrate()

        assert expected == stored(storage)


def test_programs_may_migrate_at_the_same_time(store: Store) -> None:
    """Of servers that start together one makes the tables, and the others wait for it."""
    with child(store.migrate), child(store.migrate):
        actual = store.migrate()

    assert REVISIONS[-1] == actual


def test_a_migration_that_fails_changes_nothing(store: Store) -> None:
    """Where a revision stumbles over what is there already, none of its steps is kept."""
    store.migrate(REVISIONS[1])
    store.run("CREATE TABLE token_analysis_label (id INTEGER)")
    before = table_names(store)

    with pytest.raises(StorageUnavailable):
        store.migrate()

    assert (REVISIONS[1], before) == (current(store.url), table_names(store))


def test_tables_are_those_of_the_program(store: Store) -> None:
    """What the migrations make is what the rows describe: columns, types and indexes."""
    store.migrate()

    found = store.ask(
        lambda connection: compare_metadata(
            MigrationContext.configure(connection, opts=COMPARED), SQLModel.metadata
        )
    )

    assert [] == [each for each in found if not (store.queue and is_of_a_queue(each))]


def is_of_a_queue(difference: object) -> bool:
    """Whether a difference is that the store has another queue than the leased one."""
    names = ("procrastinate", "compression_queue", "compression_worker")
    return any(name in str(difference) for name in names)


def is_other_type(*facts: object) -> bool | None:
    """Whether a column has another type than described; None to have alembic decide."""
    *_, stored_type, described = facts
    if not isinstance(described, AnyText):
        return None
    return not isinstance(stored_type, Text) or stored_type.collation not in (None, "C")


COMPARED = {"compare_type": is_other_type, "compare_server_default": True}


@pytest.mark.parametrize("revision", OLDER)
def test_older_tables_are_refused(store: Store, revision: str) -> None:
    """A program does not touch tables that are older than it needs, and says what it needs."""
    if revision:
        store.migrate(revision)

    with (
        store.storage() as storage,
        pytest.raises(StorageOutdated) as caught,
        storage.begin(),
    ):
        pass

    assert {"found": revision or "none", "needed": REVISIONS[-1]} == caught.value.metadata


def test_a_program_goes_on_once_the_tables_are_there(store: Store) -> None:
    """A storage that has refused older tables can be used after the migration, as it is."""
    with store.storage() as storage:
        with pytest.raises(StorageOutdated), storage.begin():
            pass
        store.migrate()
        expected = kept_job(storage)

        assert expected == stored(storage)


@pytest.mark.parametrize("is_running", [True, False])
def test_newer_tables_do_no_harm(store: Store, *, is_running: bool) -> None:
    """A program works with tables that have more in them, whether it began before or after that."""
    store.migrate()
    if not is_running:
        store.run(*NEWER)
    with store.storage() as storage:
        kept_job(storage, "before")
        if is_running:
            store.run(*NEWER)
        expected = kept_job(storage, request_id="r")
        begun = expected.begin(expected.created_at)
        with storage.begin() as unit:
            unit.jobs.save(begun)
            unit.jobs.add_outcomes("job", {0: PROBLEM})
            unit.queue.put("job", priority=0)
            unit.commit()

        with storage.begin(is_read_only=True) as unit:
            assert begun == unit.jobs.find_by_request("r") == unit.jobs.get("job")
            assert 2 == len(unit.jobs.page(JobFilter(), PageRequest()).items)
            assert {0: PROBLEM} == unit.jobs.outcomes("job", start=0, limit=1, byte_limit=1)
            assert 2 == len(unit.jobs.events("job", after=0, limit=9))
            assert () == unit.analyses.page(AnalysisFilter(), PageRequest(), at=unit.now()).items


def test_newer_tables_are_left_alone(store: Store) -> None:
    """An older program that starts late does not migrate what is newer than itself."""
    expected = "0004_later"
    store.migrate()
    store.run(*NEWER)

    assert expected == store.migrate()
