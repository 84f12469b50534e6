"""A server on an event loop of this process, and how long that loop was ever held up."""

import asyncio
import gc
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import grpc
import uvloop
from injector import Injector

from adapters.inbound.grpc.server import GrpcServer
from bootstrap.children import freeze_heap
from bootstrap.ports import reserve_port

_BEAT_S = 0.001


@dataclass(slots=True)
class Heartbeat:
    """Beats every millisecond on a loop, and remembers the longest pause.

    Args:
        longest_ms: The longest pause since the last ``reset``, beyond the time between two beats.
    """

    longest_ms: float = 0.0
    _stop: asyncio.Event = field(default_factory=asyncio.Event)

    def reset(self) -> None:
        """Forget what was."""
        self.longest_ms = 0.0

    async def beat(self) -> None:
        """Beat until cancelled."""
        last = time.perf_counter()
        while True:
            await asyncio.sleep(_BEAT_S)
            now = time.perf_counter()
            self.longest_ms = max(self.longest_ms, (now - last - _BEAT_S) * 1_000)
            last = now


@contextmanager
def frozen_heap() -> Iterator[None]:
    """The collector of cycles as it is in a worker, and afterwards as it was."""
    thresholds = gc.get_threshold()
    freeze_heap()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@contextmanager
def beating_server(container: Injector) -> Iterator[tuple[grpc.Channel, Heartbeat]]:
    """Run the container's server on a loop in a thread, with a heartbeat beside it."""
    heartbeat = Heartbeat()
    running = threading.Event()
    handle: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    port = reserve_port("127.0.0.1", 0)
    address = f"127.0.0.1:{port.getsockname()[1]}"

    async def serve() -> None:
        stop, serving = asyncio.Event(), asyncio.Event()
        handle.append((asyncio.get_running_loop(), stop))
        beating = asyncio.ensure_future(heartbeat.beat())
        answering = asyncio.ensure_future(
            container.get(GrpcServer).serve(address, stop=stop, serving=serving)
        )
        await serving.wait()
        running.set()
        await answering
        beating.cancel()

    thread = threading.Thread(target=lambda: uvloop.run(serve()))
    thread.start()
    try:
        running.wait(10)
        options = (("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1))
        with frozen_heap(), grpc.insecure_channel(address, options) as channel:
            yield channel, heartbeat
    finally:
        loop, stop = handle[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        port.close()
