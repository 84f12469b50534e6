"""A worker as a process of its own, and what can be seen of it from outside."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.running import ROOT, START_S, STOP_S, children_of, environment, eventually

_PROGRAM = (sys.executable, "-m", "bootstrap")


@dataclass(frozen=True, slots=True)
class RunningWorker:
    """A worker that does jobs.

    Args:
        process: Its parent process.
        ready: What it wrote when it was ready.
        output: The file that it writes to.
    """

    process: "subprocess.Popen[bytes]"
    ready: dict[str, Any]
    output: Path

    def children(self) -> list[int]:
        """Its processes; those that do jobs come first, and the one behind the HTTP port last."""
        return sorted(children_of(self.process.pid))

    def written(self) -> str:
        """All that it wrote."""
        return self.output.read_text(encoding="utf-8")

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a path of the HTTP port."""
        url = f"http://{self.ready['http_address']}{path}"
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def metric(self, name: str, **labels: str) -> float | None:
        """The sum of a metric's samples that have these labels; None where there are none."""
        found = [
            sample.value
            for family in text_string_to_metric_families(self.get("/metrics")[1])
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        ]
        return sum(found) if found else None

    def reached(self, value: float, name: str, **labels: str) -> float | None:
        """``metric``, once it is this value or will not be."""
        eventually(lambda: value == self.metric(name, **labels))
        return self.metric(name, **labels)

    def stop(self) -> int:
        """Ask it to end; return the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_S)


@contextmanager
def started_worker(url: str, *, processes: int = 1, **settings: object) -> Iterator[RunningWorker]:
    """Start ``steelyard worker``, wait until it works, and end it with all of its processes.

    Args:
        url: The storage.
        processes: How many do jobs.
        settings: Settings by name, without their prefix, in lower case.
    """
    with tempfile.TemporaryDirectory(prefix="steelyard-test-") as folder:
        ready, output = Path(folder, "ready.json"), Path(folder, "output")
        with output.open("wb") as written:
            process = subprocess.Popen(  # noqa: S603 - a command of these tests
                [*_PROGRAM, "worker", "--processes", str(processes)],
                cwd=ROOT,
                env=environment({"storage_url": url, "ready_file": ready} | settings),
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        try:
            found = eventually(lambda: _ready(process, ready), within_s=START_S)
            assert found, f"the worker is not ready: {output.read_text(encoding='utf-8')}"
            yield RunningWorker(process, found, output)
        finally:
            _end(process)


def ended(*arguments: str, **settings: object) -> "subprocess.CompletedProcess[str]":
    """Run a command that ends by itself, such as ``worker`` with wrong settings."""
    return subprocess.run(  # noqa: S603 - a command of these tests
        [*_PROGRAM, *arguments],
        cwd=ROOT,
        env=environment(settings),
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )


def _ready(process: "subprocess.Popen[bytes]", file: Path) -> dict[str, Any]:
    if file.exists():
        return dict(json.loads(file.read_text(encoding="utf-8")))
    assert process.poll() is None, "the worker has ended"
    return {}


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it in order, and whatever is left of its own session by force."""
    if process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(STOP_S)
