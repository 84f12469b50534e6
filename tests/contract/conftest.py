"""Storages for the contract suites that need one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ports.outbound.storage import Storage
from tests.contract.storages import DATABASES, STORAGES, Opened, Templates
from tests.postgres import find_postgres, postgres_server


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(scope="session")
def postgres_templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    if find_postgres() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server() as server:
        yield Templates(tmp_path_factory.mktemp("postgres"), server)


@pytest.fixture(params=STORAGES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Each of the storages."""
    kind = "postgres_templates" if request.param == "postgres" else "templates"
    made: Templates = request.getfixturevalue(kind)
    with made.opened(request.param, tmp_path) as storage:
        yield storage


@pytest.fixture
def storage(opened: Opened) -> Storage:
    """Each of the storages, for tests that let no time pass."""
    return opened.storage


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Opened]:
    """Each of the storages that several processes can share."""
    kind = "postgres_templates" if request.param == "postgres" else "templates"
    made: Templates = request.getfixturevalue(kind)
    with made.opened(request.param, tmp_path) as storage:
        yield storage
