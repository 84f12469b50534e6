"""Workers are killed under load; clients that retry lose nothing."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import grpc
import pytest
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from adapters.outbound.tiktoken.vocabulary import build_encoding
from domain.tokens.vocabularies import CL100K_BASE, O200K_BASE
from tests.e2e.requests import batch_request, chunk, config, count_request
from tests.e2e.running import RunningServer, children_of, open_channel, running_server
from tests.robustness.conftest import Scaled

TEXT = "It weighed less than she thought, and they'd paid for twice as much. "
CLIENTS = 4
BETWEEN_DEATHS_S = 2.4
"""Longer than the two seconds within which a death counts as a failure to start."""
ATTEMPTS = 60


@dataclass(slots=True)
class Tally:
    """What clients saw.

    Args:
        ends: How many calls ended how: right, wrong, or the reason they were given up for.
        retries: Attempts that had to be repeated.
    """

    ends: Counter[str] = field(default_factory=Counter)
    retries: int = 0

    def call(self, make: Callable[[], bool]) -> None:
        """Make a call, again and again while the server is unavailable."""
        for _ in range(ATTEMPTS):
            try:
                self.ends["right" if make() else "wrong"] += 1
            except grpc.RpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE:
                    self.ends[str(error)] += 1
                    return
                self.retries += 1
                time.sleep(0.05)
            else:
                return
        self.ends["never answered"] += 1


@dataclass(frozen=True, slots=True)
class Expected:
    """What the reference counts."""

    short: int
    short_in_cl100k: int
    long: int


@pytest.fixture(scope="module")
def expected() -> Expected:
    o200k_base, cl100k_base = build_encoding(O200K_BASE), build_encoding(CL100K_BASE)
    return Expected(
        short=len(o200k_base.encode_ordinary(TEXT)),
        short_in_cl100k=len(cl100k_base.encode_ordinary(TEXT)),
        long=len(o200k_base.encode_ordinary(TEXT * 500)),
    )


def mixed_calls(
    server: RunningServer, expected: Expected, tally: Tally, end: threading.Event
) -> None:
    """Calls of every kind until the end, on one connection."""
    with open_channel(server) as channel:
        stub = pb_grpc.TokenServiceStub(channel)

        def stream() -> bool:
            answers = stub.StreamCountTokens(iter([config(), *[chunk(TEXT)] * 5]))
            return [answer.count.token_count for answer in answers] == [expected.short] * 5

        def batch() -> bool:
            answer = stub.BatchCountTokens(batch_request([TEXT] * 50, "cl100k_base"))
            return list(answer.token_counts) == [expected.short_in_cl100k] * 50

        def one() -> bool:
            answer = stub.CountTokens(count_request(TEXT * 500))
            return answer.count.token_count == expected.long

        while not end.is_set():
            for make in (one, batch, stream):
                tally.call(make)


def test_nothing_is_lost_when_workers_die(scaled: Scaled, expected: Expected) -> None:
    """Under mixed load and with workers killed, every call is right in the end."""
    tallies, end = [Tally() for _ in range(CLIENTS)], threading.Event()
    deaths = 0
    with running_server(workers=2, access_log="none") as server:
        others = set(children_of(server.pid)) - set(server.children()["workers"])
        threads = [
            threading.Thread(target=mixed_calls, args=(server, expected, tally, end), daemon=True)
            for tally in tallies
        ]
        for thread in threads:
            thread.start()
        until = time.monotonic() + scaled(8, 30)
        while time.monotonic() < until:
            time.sleep(BETWEEN_DEATHS_S)
            victims = sorted(set(children_of(server.pid)) - others)
            os.kill(random.choice(victims), signal.SIGKILL)
            deaths += 1
        time.sleep(0.5)
        end.set()
        for thread in threads:
            thread.join()
        code = server.stop()

    ends = sum((tally.ends for tally in tallies), Counter[str]())
    print(f"{deaths} deaths, {sum(each.retries for each in tallies)} retries, {dict(ends)}")  # noqa: T201 - for the reader of -s
    assert set(ends) == {"right"}
    assert code == 0
