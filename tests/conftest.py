"""What several suites share."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from adapters.outbound.prometheus.telemetry import PrometheusTelemetry


@pytest.fixture(scope="session")
def prometheus() -> PrometheusTelemetry:
    """The process's only one: its metrics register with the library's own registry."""
    return PrometheusTelemetry()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MB; the test is skipped where none can be mounted."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "steelyard-test", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - our own command line
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607 - the same


# A check of one commit must not depend on what another run happened to generate: there the examples
# are always the same, while everywhere else new ones are tried.
settings.register_profile("repeatable", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("repeatable")
