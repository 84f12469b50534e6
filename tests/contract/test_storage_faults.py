"""What storages make of the faults of databases: typed errors that quote nothing."""

import sqlite3
import stat
import traceback
from pathlib import Path

import pytest

from adapters.outbound.sql.engine import Database
from adapters.outbound.sql.faults import fault_of
from domain.shared.errors import InvalidValue, SteelyardError
from domain.shared.storage import StorageFull, StorageOutdated, StorageUnavailable
from ports.outbound.storage import Storage
from tests.contract.job_examples import a_job, kept_job, stored, text_item
from tests.contract.storages import Opened, Templates, storage_at

PROMPT = "what nobody may read"


class PostgresFault(Exception):
    """As psycopg raises it.

    Args:
        sqlstate: The code of the fault; None where the server did not answer.
    """

    def __init__(self, sqlstate: str | None) -> None:
        super().__init__(PROMPT)
        self.sqlstate = sqlstate


def fault_at(storage: Storage) -> SteelyardError:
    """What a storage raises when a job is added."""
    with pytest.raises(SteelyardError) as caught:
        kept_job(storage, items=[text_item(PROMPT)])
    return caught.value


def test_files_are_for_their_owner_only(tmp_path: Path, templates: Templates) -> None:
    """Nobody else may read the database, nor its journal."""
    expected = {0o600}
    storage = storage_at(templates.sqlite(tmp_path))
    (tmp_path / "steelyard.db").chmod(0o644)

    with storage.begin() as unit:
        unit.jobs.add(a_job(unit), [text_item()])
        unit.commit()
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    storage.close()

    assert expected == modes


def test_a_missing_table_is_an_outdated_store(database: Opened) -> None:
    """A table that is not there although it should be is named by what helps against it."""
    kept_job(database.storage, "before")
    other = Database(database.url, timeout_ms=None)
    with other.connection() as connection:
        connection.exec_driver_sql("ALTER TABLE compression_job_item RENAME TO gone")
        connection.commit()

    fault = fault_at(database.storage)

    with other.connection() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO compression_job_item")
        connection.commit()
    other.close()
    assert isinstance(fault, StorageOutdated)
    assert PROMPT not in "".join(traceback.format_exception(fault))


def test_nothing_is_committed_after_a_fault(database: Opened) -> None:
    """Whoever goes on after a fault cannot commit what was done before it."""
    with database.storage.begin() as unit:
        job = a_job(unit)
        unit.jobs.add(job, [text_item()])
        with pytest.raises(SteelyardError):
            unit.jobs.add(job, [text_item()])
        with pytest.raises(SteelyardError):
            unit.commit()

    with database.storage.begin() as unit:
        assert {} == unit.jobs.sequences(["job"])


@pytest.mark.parametrize("content", [b"no database" * 1_000, b"SQLite format 3\x00" + b"x" * 9_000])
def test_a_broken_file_is_no_store(tmp_path: Path, content: bytes) -> None:
    """A file that is no database is reported as what it is."""
    (tmp_path / "steelyard.db").write_bytes(content)
    storage = storage_at(f"sqlite:///{tmp_path / 'steelyard.db'}")

    fault = fault_at(storage)
    storage.close()

    assert isinstance(fault, StorageUnavailable)


def test_a_missing_folder_is_no_store(tmp_path: Path) -> None:
    """A store in a folder that is not there cannot be used."""
    storage = storage_at(f"sqlite:///{tmp_path / 'missing' / 'steelyard.db'}")

    assert "FileNotFoundError" == fault_at(storage).metadata["cause"]


def test_a_server_that_is_not_there_is_no_store() -> None:
    """Where nobody listens the storage cannot be used; the error tells no password."""
    storage = storage_at(f"postgresql://name:{PROMPT.replace(' ', '')}@127.0.0.1:1/steelyard")

    fault = fault_at(storage)
    storage.close()

    assert isinstance(fault, StorageUnavailable)
    assert PROMPT.replace(" ", "") not in "".join(traceback.format_exception(fault))


@pytest.mark.parametrize(
    "url", ["", "steelyard.db", "sqlite://", "sqlite:///:memory:", "mysql://a/b", "postgres:x"]
)
def test_other_stores_are_refused(url: str) -> None:
    """A URL that names neither a file nor a PostgreSQL server is refused at once."""
    with pytest.raises(InvalidValue) as caught:
        storage_at(url)

    assert "storage_url" == caught.value.field


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("53100", StorageFull),
        ("42P01", StorageOutdated),
        ("57P01", StorageUnavailable),
        ("40001", StorageUnavailable),
        (None, StorageUnavailable),
    ],
)
def test_codes_of_postgres_are_understood(code: str | None, expected: type[SteelyardError]) -> None:
    """Each fault of PostgreSQL has its typed error, which does not quote it."""
    fault = fault_of(PostgresFault(code))

    assert expected is type(fault)
    assert PROMPT not in str(fault)


def test_a_full_database_is_a_full_store() -> None:
    """What SQLite raises on a full disk means that there is no room left."""
    with sqlite3.connect(":memory:") as connection:
        connection.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.Error) as caught:
            connection.execute("CREATE TABLE t AS SELECT randomblob(100000)")
    connection.close()

    fault = fault_of(caught.value)

    assert isinstance(fault, StorageFull)
    assert {"cause": "SQLITE_FULL"} == fault.metadata


def test_other_errors_pass() -> None:
    """What no database raised is left to whoever knows it."""
    assert fault_of(ZeroDivisionError()) is None


def test_a_store_that_comes_back_is_used_again(tmp_path: Path, templates: Templates) -> None:
    """A storage that failed works as soon as the database does."""
    folder = tmp_path / "later"
    storage = storage_at(f"sqlite:///{folder / 'steelyard.db'}")
    fault_at(storage)

    folder.mkdir()
    templates.sqlite(folder)
    expected = kept_job(storage)
    actual = stored(storage)
    storage.close()

    assert expected == actual
