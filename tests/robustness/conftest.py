"""How long the long form is, and callers who must not notice what is done to others."""

import os
import resource
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
import pytest

from tests.e2e.requests import count_request
from tests.e2e.running import RunningServer, running_server

IS_FULL = os.environ.get("STEELYARD_ROBUSTNESS", "short") == "full"
FILES_WANTED = 20_000
SLOWEST_S = 2.0

type Scaled = Callable[[int, int], int]


@pytest.fixture(scope="session", autouse=True)
def open_files() -> None:
    """Every connection is a file, here and in the server, which inherits the limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES_WANTED if hard == resource.RLIM_INFINITY else min(FILES_WANTED, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


@pytest.fixture(scope="session")
def scaled() -> Scaled:
    """The first number in the short form, the second in the long one."""
    return lambda short, full: full if IS_FULL else short


@pytest.fixture(scope="session")
def target() -> Iterator[RunningServer]:
    """One worker that must survive everything."""
    with running_server(
        limit_open_streams=2_500, limit_handshake_timeout_ms=2_000, access_log="errors"
    ) as running:
        yield running


@dataclass(slots=True)
class Caller:
    """Somebody who makes one small call after the other, on a connection of its own.

    Args:
        server: Whom it calls.
        took_s: How long each call took.
        failures: What went wrong.
    """

    server: RunningServer
    took_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def _call(self) -> None:
        while not self._stop.wait(0.01):
            began = time.monotonic()
            try:
                answer = self.server.stub.CountTokens(count_request("one two three"), timeout=5)
            except grpc.RpcError as error:
                self.failures.append(str(error))
                continue
            self.took_s.append(time.monotonic() - began)
            if answer.count.token_count != 3:
                self.failures.append(f"counted {answer.count.token_count}")

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Call until the end of the block."""
        thread = threading.Thread(target=self._call)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def noticed(self) -> list[str]:
        """What it has to complain about."""
        worst_s = max(self.took_s, default=SLOWEST_S)
        slow = [f"a call took {worst_s:.3f} s"] if worst_s >= SLOWEST_S else []
        return self.failures + slow


@pytest.fixture
def caller(target: RunningServer) -> Iterator[Caller]:
    """A caller who calls throughout the test, and finds the same workers afterwards."""
    workers = target.children()
    made = Caller(target)
    with made.calling():
        time.sleep(0.1)
        yield made
    assert made.noticed() == []
    assert target.children() == workers
