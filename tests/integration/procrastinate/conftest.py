"""A database with the queue's tables, and sessions in it."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from adapters.outbound.procrastinate.schema import queue_schema
from tests.integration.procrastinate.sessions import Connect, Session, queue_in
from tests.postgres import PostgresServer, find_postgres, postgres_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    if find_postgres() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server() as running:
        yield running


@pytest.fixture
def empty_url(server: PostgresServer) -> str:
    """A database without tables."""
    return server.url(server.create_database())


@pytest.fixture
def url(empty_url: str) -> str:
    """A database that has the queue's tables, and one for effects."""
    with psycopg.connect(empty_url) as session:
        session.execute(queue_schema().create)
        session.execute("CREATE TABLE effects (job_id text)")
    return empty_url


@pytest.fixture
def connect(url: str) -> Iterator[Connect]:
    """Opens sessions in that database."""
    with ExitStack() as stack:

        def opened() -> Session:
            session = psycopg.connect(url)
            stack.callback(session.close)
            return session

        yield opened


@pytest.fixture
def session(connect: Connect) -> Session:
    return connect()


@pytest.fixture
def queue(session: Session) -> ProcrastinateQueue:
    return queue_in(session)
