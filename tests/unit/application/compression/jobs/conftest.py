import pytest

from tests.unit.application.compression.jobs.world import JobWorld


@pytest.fixture
def world() -> JobWorld:
    return JobWorld()
