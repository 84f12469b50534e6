"""What the parent does when a child keeps dying."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest

from bootstrap.supervisor import _pause_s

ROOT = Path(__file__).parents[2]
WITHIN_S = 30.0
AT_ONCE = 5
"""So many times a child is replaced without a pause."""


class Supervised:
    """A parent that runs, and what its children said.

    Args:
        process: The parent.
        folder: Where everybody writes to.
    """

    def __init__(self, process: "subprocess.Popen[bytes]", folder: Path) -> None:
        self.process = process
        self._folder = folder

    def output(self) -> str:
        """All that was written."""
        return (self._folder / "output").read_text(encoding="utf-8")

    def starts(self, name: str) -> list[float]:
        """When a child was started, by the monotonic clock."""
        lines = (self._folder / "starts").read_text(encoding="utf-8").splitlines()
        return [float(line.split()[1]) for line in lines if line.startswith(name)]

    def wait_for(self, name: str, count: int) -> list[float]:
        """When a child was started, once it was started so often."""
        end = time.monotonic() + WITHIN_S
        while len(self.starts(name)) < count and time.monotonic() < end:
            time.sleep(0.02)
        return self.starts(name)

    def stop(self) -> int:
        """Ask it to end; return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(WITHIN_S)


@contextmanager
def supervised(folder: Path, *arguments: str) -> Iterator[Supervised]:
    """Run a parent with two children, and end it after the block."""
    (folder / "starts").touch()
    with (folder / "output").open("wb") as written:
        process = subprocess.Popen(  # noqa: S603 - a command of these tests
            [sys.executable, "-m", "tests.integration.supervised", folder / "starts", *arguments],
            cwd=ROOT,
            stdout=written,
            stderr=written,
        )
    try:
        yield Supervised(process, folder)
    finally:
        if process.poll() is None:
            process.kill()
            process.wait(WITHIN_S)


def test_a_spare_child_that_keeps_dying_is_started_after_growing_pauses(tmp_path: Path) -> None:
    """A few times at once, then after one second and after two; nobody else is disturbed."""
    with supervised(tmp_path, "spare", "dying") as parent:
        starts = parent.wait_for("dying", AT_ONCE + 2)
        code = parent.stop()

    pauses_s = [later - earlier for earlier, later in pairwise(starts)]
    assert all(pause_s < 0.9 for pause_s in pauses_s[: AT_ONCE - 1])
    assert [1, 2] == [int(pause_s) for pause_s in pauses_s[AT_ONCE - 1 : AT_ONCE + 1]]
    assert 1 == len(parent.starts("steady"))
    assert 0 == code


def test_a_parent_ends_in_order_while_a_child_rests(tmp_path: Path) -> None:
    """The pause of a child that died is not waited for, nor is the child started for its end."""
    with supervised(tmp_path, "spare", "dying") as parent:
        parent.wait_for("dying", AT_ONCE + 1)
        began = time.monotonic()
        code = parent.stop()
        took_s = time.monotonic() - began

    assert 0 == code
    assert took_s < 2
    assert AT_ONCE + 1 == len(parent.starts("dying"))


@pytest.mark.parametrize("ending", ["dying", "failing"])
def test_a_vital_child_that_keeps_dying_ends_everything(tmp_path: Path, ending: str) -> None:
    """The exit code says so, and whoever runs the program starts it anew or looks after it."""
    with supervised(tmp_path, "vital", ending) as parent:
        code = parent.process.wait(WITHIN_S)

    assert 70 == code
    assert AT_ONCE == len(parent.starts("dying"))
    assert "child keeps dying, giving up" in parent.output()


def test_the_log_says_what_a_child_died_of(tmp_path: Path) -> None:
    """The signal, or the kind of the exception without its words."""
    with supervised(tmp_path, "spare", "failing") as parent:
        parent.wait_for("dying", 2)
        parent.stop()

    assert "ValueError" in parent.output()
    assert "exit code 70" in parent.output()
    assert "prompt" not in parent.output()


@pytest.mark.parametrize(
    ("quick_deaths", "expected"),
    [(5, 1.0), (6, 2.0), (9, 16.0), (10, 30.0), (1_029, 30.0), (1_000_000, 30.0)],
)
def test_pauses_grow_to_half_a_minute(quick_deaths: int, expected: float) -> None:
    """However often a child dies: after days of it, there is still a pause."""
    assert expected == _pause_s(quick_deaths)
