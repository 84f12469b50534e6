"""Limits and time: who is refused, who is ended, and that no place is lost."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

import grpc
import pytest

from tests.e2e.requests import chunk, config, count_request, in_chunks, slow_batch
from tests.e2e.running import RunningServer, eventually, running_server
from tests.e2e.statuses import Failure, failure, failure_of

if TYPE_CHECKING:
    from steelyard.v1 import token_service_pb2 as pb

OPEN_STREAMS = 200
FILLED_S = 0.3
"""Until the answers that nobody reads fill the connection."""
CALLS = 3
REQUESTS = "steelyard_grpc_requests_total"
IN_FLIGHT = "steelyard_grpc_requests_in_flight"
BATCH = "steelyard.v1.TokenService/BatchCountTokens"
STREAM = "steelyard.v1.TokenService/StreamCountTokens"


@pytest.fixture(scope="module")
def limited() -> Iterator[RunningServer]:
    """One worker with small limits."""
    with running_server(
        limit_open_streams=OPEN_STREAMS,
        limit_calls_in_flight=CALLS,
        limit_held_characters=100_000,
        limit_message_bytes=33_554_432,
    ) as running:
        yield running


@pytest.fixture(scope="module")
def hasty() -> Iterator[RunningServer]:
    """One worker that lets nothing run long."""
    with running_server(
        limit_deadline_default_ms=150,
        limit_deadline_maximum_ms=300,
        limit_stream_maximum_ms=400,
        limit_message_bytes=33_554_432,
    ) as running:
        yield running


class HeldStream:
    """A stream that stays open until told to end."""

    def __init__(self, server: RunningServer) -> None:
        self._messages: SimpleQueue[pb.StreamCountTokensRequest | None] = SimpleQueue()
        self._messages.put(config())
        self.call = server.stub.StreamCountTokens(iter(self._messages.get, None))

    def send(self, text: str) -> None:
        """Send a whole text."""
        self._messages.put(chunk(text))

    def count(self, text: str) -> int | Failure:
        """Send a text and wait for its count, or for the end."""
        self.send(text)
        try:
            return next(self.call).count.token_count
        except grpc.RpcError as error:
            return failure(error)

    def end(self) -> None:
        """Send no more."""
        self._messages.put(None)


@pytest.fixture
def stream(limited: RunningServer) -> Iterator[HeldStream]:
    """A stream that has answered once."""
    held = HeldStream(limited)
    held.count("x")
    yield held
    held.end()


def test_streams_above_the_cap_are_refused_and_none_is_lost(limited: RunningServer) -> None:
    """Of 600 streams 200 are held and answered, 400 are told to try again later."""
    streams = [HeldStream(limited) for _ in range(600)]

    first = [each.count("one two three") for each in streams]
    later = [each.count("four five") for each in streams]
    for each in streams:
        each.end()

    refused = [each for each in first if isinstance(each, Failure)]
    assert {(grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_STREAMS", "200", 500)} == {
        (each.code, each.reason, each.metadata["limit"], each.retry_after_ms) for each in refused
    }
    assert (len(refused), first.count(3)) == (400, OPEN_STREAMS)
    assert [2 if count == 3 else count for count in first] == later


def test_streams_that_ended_leave_their_places(limited: RunningServer) -> None:
    """After that the next stream is answered."""
    answers = list(limited.stub.StreamCountTokens(iter([config(), chunk("one two three")])))

    assert [answer.count.token_count for answer in answers] == [3]


def test_calls_above_the_limit_are_refused(limited: RunningServer) -> None:
    """While as many calls as allowed are answered, one more is told to try again later."""
    with ThreadPoolExecutor(CALLS) as pool:
        calls = [pool.submit(limited.stub.BatchCountTokens, slow_batch(60)) for _ in range(CALLS)]
        eventually(lambda: limited.metric(IN_FLIGHT, kind="unary") == CALLS)
        refused = failure_of(lambda: limited.stub.CountTokens(count_request("x")))
        counted = [len(call.result().token_counts) for call in calls]

    assert (refused.code, refused.reason) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_CALLS")
    assert ({"limit": str(CALLS)}, 500) == (refused.metadata, refused.retry_after_ms)
    assert counted == [60] * CALLS


def test_a_cancelled_call_leaves_its_place_and_stops(limited: RunningServer) -> None:
    """A client that goes away does not keep others out, nor the threads busy."""
    before = limited.settled(REQUESTS, method=BATCH, code="CANCELLED")
    calls = [limited.stub.BatchCountTokens.future(slow_batch(300)) for _ in range(CALLS)]
    eventually(lambda: limited.metric(IN_FLIGHT, kind="unary") == CALLS)

    for call in calls:
        call.cancel()

    assert limited.reached(0, IN_FLIGHT, kind="unary") == 0
    assert limited.stub.BatchCountTokens(slow_batch(2), timeout=2).total_token_count > 0
    assert before + CALLS == limited.reached(
        before + CALLS, REQUESTS, method=BATCH, code="CANCELLED"
    )


def test_a_clients_deadline_stops_the_work(limited: RunningServer) -> None:
    """When the client's time is over the batch is abandoned, and the metrics say so.

    While 20 MB are on their way the server's time begins later, so the client may be first.
    """
    codes = ("DEADLINE_EXCEEDED", "CANCELLED")
    before = sum(limited.settled(REQUESTS, method=BATCH, code=code) for code in codes)

    failed = failure_of(lambda: limited.stub.BatchCountTokens(slow_batch(300), timeout=1))

    assert failed.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert eventually(
        lambda: (
            before + 1 == sum(limited.metric(REQUESTS, method=BATCH, code=code) for code in codes)
        )
    )
    assert limited.stub.BatchCountTokens(slow_batch(2), timeout=2).total_token_count > 0


def test_a_cancelled_stream_leaves_its_place(limited: RunningServer, stream: HeldStream) -> None:
    """An open stream that its client cancels is over for the server as well."""
    open_before = eventually(lambda: limited.metric(IN_FLIGHT, kind="stream"))

    stream.call.cancel()

    assert open_before == 1
    assert limited.reached(0, IN_FLIGHT, kind="stream") == 0


def test_a_stream_whose_answers_nobody_reads_can_be_cancelled(limited: RunningServer) -> None:
    """A client that sends, never reads, and goes away costs a place, not a worker."""
    before = limited.settled(REQUESTS, method=STREAM, code="CANCELLED")
    method: Any = limited.channel.stream_stream(f"/{STREAM}")
    without_end = chain([config()], repeat(chunk("x")))
    call = method(message.SerializeToString() for message in without_end)
    eventually(lambda: limited.metric(IN_FLIGHT, kind="stream"))
    time.sleep(FILLED_S)

    call.cancel()

    assert before + 1 == limited.reached(before + 1, REQUESTS, method=STREAM, code="CANCELLED")
    assert limited.log(event="child died and is replaced") == []


def test_a_streamed_text_that_cannot_be_cut_has_a_limit(limited: RunningServer) -> None:
    """A text in chunks without a place to cut is refused when too much of it is held."""
    messages = [config(), *in_chunks("7" * 200_000, 50_000)]

    failed = failure_of(lambda: list(limited.stub.StreamCountTokens(iter(messages))))

    assert (failed.code, failed.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "TEXT_TOO_LARGE")
    assert failed.metadata == {"field": "chunk.text", "limit": "100000"}


@pytest.mark.parametrize("timeout", [None, 60], ids=["without a deadline", "with a long one"])
def test_the_server_ends_calls_that_run_too_long(
    hasty: RunningServer, timeout: float | None
) -> None:
    """Without a deadline the default holds, above the maximum the maximum; both have a reason."""
    failed = failure_of(lambda: hasty.stub.BatchCountTokens(slow_batch(100), timeout=timeout))

    assert failed.code is grpc.StatusCode.DEADLINE_EXCEEDED
    assert (failed.reason, failed.metadata) == ("DEADLINE_EXCEEDED", {})
    assert failed.message == f"the call ran longer than {300 if timeout else 150} ms"


def test_the_server_ends_streams_that_are_open_too_long(hasty: RunningServer) -> None:
    """A stream ends with the same reason, after its answers."""
    stream = HeldStream(hasty)

    first = stream.count("one two three")
    failed = failure_of(lambda: next(stream.call))
    stream.end()

    assert first == 3
    assert (failed.code, failed.reason) == (grpc.StatusCode.DEADLINE_EXCEEDED, "DEADLINE_EXCEEDED")
    assert failed.message == "the call ran longer than 400 ms"


def test_what_is_ended_leaves_nothing_behind(hasty: RunningServer) -> None:
    """After an ended call its place and its thread are free for the next one."""
    failure_of(lambda: hasty.stub.BatchCountTokens(slow_batch(100)))

    assert hasty.reached(0, IN_FLIGHT) == 0
    assert hasty.stub.BatchCountTokens(slow_batch(2)).total_token_count > 0
