"""A worker as a process of its own, and what can be seen of it from outside."""

import signal
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prometheus_client.parser import text_string_to_metric_families

from tests.e2e.running import (
    PROGRAM,
    ROOT,
    STOP_S,
    children_of,
    end_session,
    environment,
    eventually,
    wait_ready,
)


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
                [*PROGRAM, "worker", "--processes", str(processes)],
                cwd=ROOT,
                env=environment({"storage_url": url, "ready_file": ready} | settings),
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        try:
            yield RunningWorker(process, wait_ready(process, ready, output), output)
        finally:
            end_session(process)
