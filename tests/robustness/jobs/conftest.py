"""The stores that jobs are proven on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.outbound.procrastinate.schema import queue_schema
from adapters.outbound.sql.migration import migrate
from tests.postgres import PostgresServer, find_postgres, postgres_server
from tests.robustness.jobs.stores import JobStore


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A server that is there for all tests; leave it running."""
    if find_postgres() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server(is_durable=True) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[JobStore]:
    """Each of the stores, with empty tables."""
    if request.param == "sqlite":
        made = sqlite_store(tmp_path / "steelyard.db")
    else:
        made = postgres_store(request.getfixturevalue("postgres"))
    yield made
    made.close()


def sqlite_store(path: Path) -> JobStore:
    """A file with empty tables."""
    migrate(f"sqlite:///{path}")
    return JobStore(f"sqlite:///{path}")


def postgres_store(server: PostgresServer) -> JobStore:
    """A database with empty tables."""
    url = server.url(server.create_database())
    migrate(url, queue_schema=queue_schema())
    return JobStore(url)


@pytest.fixture
def pg_store(postgres: PostgresServer) -> Iterator[JobStore]:
    """A database on the server that is there for all tests."""
    made = postgres_store(postgres)
    yield made
    made.close()
