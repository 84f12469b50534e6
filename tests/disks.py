"""File systems that are soon full."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of 1 MB at a new folder; the test is skipped where none can be mounted."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "steelyard-test", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - our own command line
        pytest.skip("a small file system cannot be mounted here")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607 - the same
