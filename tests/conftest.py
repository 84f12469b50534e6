"""What several suites share."""

import pytest

from adapters.outbound.prometheus.telemetry import PrometheusTelemetry


@pytest.fixture(scope="session")
def prometheus() -> PrometheusTelemetry:
    """The process's only one: its metrics register with the library's own registry."""
    return PrometheusTelemetry()
