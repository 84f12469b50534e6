"""Compression over fakes."""

import pytest

from tests.unit.application.compression.world import CompressionWorld


@pytest.fixture
def house() -> CompressionWorld:
    return CompressionWorld()
