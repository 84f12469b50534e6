"""Streams that are open and say nothing cost the others nothing."""

import asyncio
import statistics
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import grpc
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from tests.e2e.requests import chunk, config, count_request
from tests.e2e.running import RunningServer
from tests.robustness.conftest import Scaled

CHANNELS = 4
CALLS = 1_500
ROUNDS = 4
RATIO_LIMIT = 3.0


class IdleStreams:
    """Streams that are answered once and then stay open, on a loop in a thread."""

    def __init__(self, address: str, number: int) -> None:
        self._address = address
        self._number = number
        self._open = threading.Semaphore(0)
        self._end = asyncio.Event()
        self._loop = asyncio.new_event_loop()

    async def _messages(self) -> AsyncIterator[pb.StreamCountTokensRequest]:
        yield config()
        yield chunk("one two three")
        await self._end.wait()

    async def _hold(self, stub: "pb_grpc.TokenServiceAsyncStub") -> int:
        answered = 0
        async for answer in stub.StreamCountTokens(self._messages()):
            answered += answer.count.token_count
            self._open.release()
        return answered

    async def _run(self) -> list[int]:
        options = (("grpc.use_local_subchannel_pool", 1),)
        channels = [grpc.aio.insecure_channel(self._address, options) for _ in range(CHANNELS)]
        stubs = [pb_grpc.TokenServiceStub(channel) for channel in channels]
        held = [self._hold(stubs[number % CHANNELS]) for number in range(self._number)]
        counts = await asyncio.gather(*held)
        await asyncio.gather(*(channel.close() for channel in channels))
        return counts

    @contextmanager
    def held(self) -> Iterator[list[int]]:
        """Hold all of them; their counts are in the list after the block."""
        counts: list[int] = []

        def run() -> None:
            counts.extend(self._loop.run_until_complete(self._run()))
            self._loop.close()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        for _ in range(self._number):
            assert self._open.acquire(timeout=30)
        try:
            yield counts
        finally:
            self._loop.call_soon_threadsafe(self._end.set)
            thread.join()


def p99_ms(server: RunningServer) -> float:
    """The 99th percentile of lone calls."""
    request = count_request("It weighed less than she thought. " * 30)
    took = []
    for _ in range(CALLS):
        began = time.perf_counter()
        server.stub.CountTokens(request)
        took.append((time.perf_counter() - began) * 1_000)
    return statistics.quantiles(took, n=100)[98]


def test_idle_streams_leave_calls_as_quick(target: RunningServer, scaled: Scaled) -> None:
    """The p99 of unary calls is the same beside 2,000 idle streams, all of which are answered."""
    number = scaled(500, 2_000)
    p99_ms(target)

    alone = [p99_ms(target) for _ in range(ROUNDS)]
    with IdleStreams(target.address, number).held() as counts:
        beside = [p99_ms(target) for _ in range(ROUNDS)]

    ratio = min(beside) / min(alone)
    told = f"alone {min(alone):.2f} ms, beside {number} streams {min(beside):.2f} ms: {ratio:.2f}"
    print("p99", told)  # noqa: T201 - for the reader of -s
    assert counts == [3] * number
    assert ratio < RATIO_LIMIT
