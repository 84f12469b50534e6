"""What several suites share."""

import os

import pytest
from hypothesis import settings

from adapters.outbound.prometheus.telemetry import PrometheusTelemetry


@pytest.fixture(scope="session")
def prometheus() -> PrometheusTelemetry:
    """The process's only one: its metrics register with the library's own registry."""
    return PrometheusTelemetry()


# A check of one commit must not depend on what another run happened to generate: there the examples
# are always the same, while everywhere else new ones are tried.
settings.register_profile("repeatable", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("repeatable")
