"""The end of a server: what is under way is finished, and who waits is told."""

import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from tests.e2e.requests import chunk, config, slow_batch
from tests.e2e.running import RunningServer, open_channel, running_server
from tests.e2e.statuses import Failure, failure_of

CALLS = 100
GRACE_S = 0.6
SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING


@dataclass(slots=True)
class Drain:
    """What clients and the parent's owner saw of one drain.

    Args:
        unfinished: Calls without an answer when the signal was sent.
        codes: How all calls ended.
        exit_code: Of the parent.
        lasted_s: From the signal to the exit.
        health: Each status that a watching client saw, and when, in seconds after the signal.
        ended_stream: How a stream ended that went on for ever.
        ended_after_s: When it did.
        polite_counts: The counts of a stream that was ended by its client in time.
        last_call_s: When the last call was answered.
    """

    unfinished: int = 0
    codes: list[grpc.StatusCode] = field(default_factory=list)
    exit_code: int = -1
    lasted_s: float = 0.0
    health: list[tuple[int, float]] = field(default_factory=list)
    ended_stream: Failure | None = None
    ended_after_s: float = 0.0
    polite_counts: list[int] = field(default_factory=list)
    last_call_s: float = 0.0


class _OpenStream:
    """A stream that has answered once and is open."""

    def __init__(self, channel: grpc.Channel) -> None:
        self.messages: SimpleQueue[pb.StreamCountTokensRequest | None] = SimpleQueue()
        self.messages.put(config())
        self.messages.put(chunk("one"))
        stub = pb_grpc.TokenServiceStub(channel)
        self.call = stub.StreamCountTokens(iter(self.messages.get, None))
        next(self.call)


def _watch(channel: grpc.Channel, seen: list[tuple[int, float]], first: threading.Event) -> None:
    """Watch the health until the connection is gone, never ending the watch."""
    stub: Any = health_pb2_grpc.HealthStub(channel)
    try:
        for answer in stub.Watch(health_pb2.HealthCheckRequest(service="")):
            seen.append((answer.status, time.monotonic()))
            first.set()
    except grpc.RpcError:
        return


def _drain(running: RunningServer, watching: grpc.Channel, streaming: grpc.Channel) -> Drain:
    drain = Drain()
    first = threading.Event()
    threading.Thread(target=_watch, args=(watching, drain.health, first), daemon=True).start()
    endless, polite = _OpenStream(streaming), _OpenStream(streaming)
    first.wait(5)
    with ThreadPoolExecutor(2) as pool:
        calls = [running.stub.BatchCountTokens.future(slow_batch(2)) for _ in range(CALLS)]
        calls[0].result()
        drain.unfinished = sum(not call.done() for call in calls)
        signalled = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        ending = pool.submit(lambda: (failure_of(lambda: list(endless.call)), time.monotonic()))
        polite.messages.put(chunk("one two three"))
        polite.messages.put(None)
        drain.polite_counts = [answer.count.token_count for answer in polite.call]
        drain.codes = [call.code() for call in calls]
        drain.last_call_s = time.monotonic() - signalled
        drain.exit_code = running.process.wait(20)
        drain.lasted_s = time.monotonic() - signalled
        wait([ending])
    drain.ended_stream, ended_at = ending.result()
    endless.messages.put(None)
    drain.ended_after_s = ended_at - signalled
    drain.health = [(status, at - signalled) for status, at in drain.health]
    return drain


@pytest.fixture(scope="module")
def drain() -> Iterator[Drain]:
    """One drain with 100 calls, two streams and a watch under way."""
    with (
        running_server(drain_notice_ms=1_000, drain_streams_ms=int(GRACE_S * 1_000)) as running,
        open_channel(running) as watching,
        open_channel(running) as streaming,
    ):
        yield _drain(running, watching, streaming)


def test_calls_under_way_are_answered(drain: Drain) -> None:
    """Of 100 calls that were unfinished at the signal, none fails."""
    assert drain.unfinished > CALLS // 10
    assert drain.codes == [grpc.StatusCode.OK] * CALLS


def test_the_exit_is_orderly(drain: Drain) -> None:
    """The exit code is 0."""
    assert drain.exit_code == 0


def test_watchers_are_told_first(drain: Drain) -> None:
    """Who watches the health sees NOT_SERVING while calls are still answered."""
    (_, _), (_, told_s) = drain.health

    assert [status for status, _ in drain.health] == [SERVING, NOT_SERVING]
    assert told_s < drain.last_call_s


def test_an_open_stream_gets_its_grace_and_is_sent_elsewhere(drain: Drain) -> None:
    """After its grace an open stream ends as UNAVAILABLE, with the time to retry after."""
    ended = drain.ended_stream

    assert ended is not None
    assert (ended.code, ended.reason) == (grpc.StatusCode.UNAVAILABLE, "SERVER_DRAINING")
    assert ended.retry_after_ms == 1_000
    assert drain.ended_after_s >= GRACE_S


def test_a_stream_may_end_by_itself(drain: Drain) -> None:
    """A stream whose client ends it within the grace is answered to its end."""
    assert drain.polite_counts == [3]


def test_a_watch_that_never_ends_does_not_hold_up_the_exit(drain: Drain) -> None:
    """The exit comes soon after the last call, whoever still watches the health."""
    assert drain.lasted_s < max(drain.last_call_s, drain.ended_after_s) + 2
