"""Workers as they are really run: the command, its parent process and the children of that."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.e2e.running import ROOT, children_of, environment, eventually

LEASE_S = 2
START_S = 40.0
STOP_S = 40.0
SETTINGS = {
    "jobs_lease_seconds": LEASE_S,
    "jobs_attempts": 50,
    "jobs_backoff_ms": 200,
    "preloaded_encodings": "o200k_base",
    "counting_processes": 0,
    "workers": 1,
    "access_log": "none",
}
"""A short lease, so that these tests take minutes, and a prompt start."""


@dataclass
class Crew:
    """A parent and its workers, which can be killed, suspended and started again.

    Args:
        url: The store.
        folder: Holds what they write.
        processes: How many workers there are.
        settings: Further settings by name, without their prefix, in lower case.
    """

    url: str
    folder: Path
    processes: int = 4
    settings: dict[str, object] = field(default_factory=dict)
    starts: int = 0
    _others: set[int] = field(default_factory=set)
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """The parent."""
        assert self._process is not None, "nobody has started it"
        return self._process

    def start(self) -> None:
        """Start it and wait until it works."""
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        variables = environment(
            SETTINGS | {"storage_url": self.url, "ready_file": ready} | self.settings
        )
        command = (sys.executable, "-m", "bootstrap", "worker", "--processes", str(self.processes))
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603 - a command of these tests
                command, cwd=ROOT, env=variables, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        self.starts += 1
        assert eventually(lambda: self._is_ready(ready), within_s=START_S), self.output()
        self._others = set(sorted(children_of(self.process.pid))[self.processes :])

    def _is_ready(self, ready: Path) -> bool:
        assert self.process.poll() is None, self.output()
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):
            return bool(json.loads(ready.read_text(encoding="utf-8")))
        return False

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        return [pid for pid in children_of(self.process.pid) if pid not in self._others]

    def is_running(self) -> bool:
        """Whether the parent is there."""
        return self._process is not None and self._process.poll() is None

    def kill_all(self) -> None:
        """Kill the parent and all of its children at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(STOP_S)

    def stop(self) -> int:
        """Ask it to end; return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_S)

    def output(self) -> str:
        """All that was written."""
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")


@contextmanager
def crew(url: str, folder: Path, *, processes: int = 4, **settings: object) -> Iterator[Crew]:
    """Start a crew; end it by force after the block, if it has not ended."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Crew(url, folder, processes, settings)
    made.start()
    try:
        yield made
    finally:
        made.kill_all()
