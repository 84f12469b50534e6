"""A stream of counts, and the errors of calls, for the asyncio client."""

import asyncio
from collections.abc import (
    AsyncGenerator,
    AsyncIterable,
    AsyncIterator,
    Coroutine,
    Iterable,
    Iterator,
)
from contextlib import aclosing, contextmanager, suppress
from typing import cast

import grpc
from steelyard.v1 import token_service_pb2 as pb

from steelyard_client.calls.streams import StreamLedger
from steelyard_client.results.counts import StreamedCount, TextChunk
from steelyard_client.statuses import to_error, unexplained

type Texts = Iterable[str | TextChunk] | AsyncIterable[str | TextChunk]
type Stream = grpc.aio.StreamStreamCall[pb.StreamCountTokensRequest, pb.StreamCountTokensResponse]


@contextmanager
def call_errors(server: str, *, request_id: str) -> Iterator[None]:
    """Raise what a failed call means.

    Args:
        server: The address, for messages.
        request_id: Names the call.

    Raises:
        SteelyardError: The call failed.
    """
    try:
        yield
    except grpc.RpcError as error:
        raise to_error(error, server=server, request_id=request_id) from None
    except asyncio.CancelledError:
        if is_task_cancelled():
            raise
        code = grpc.StatusCode.CANCELLED
        raise unexplained(code, server=server, request_id=request_id) from None


def is_task_cancelled() -> bool:
    """Whether somebody cancelled the task, and not the library a call whose channel was closed."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


async def exchange(
    call: Stream, *, config: pb.StreamCountTokensRequest, texts: Texts, ledger: StreamLedger
) -> AsyncGenerator[StreamedCount]:
    """Send texts and yield their counts, both at once.

    Args:
        call: The stream, begun and nothing sent.
        config: Its first message.
        texts: What is counted.
        ledger: Judges how the stream ends.
    """
    ending = _Ending(call)
    answers = aiter(call)
    sending = asyncio.ensure_future(_send(call, config, texts, ledger))
    try:
        while (answer := await _read(answers, ending, ledger)) is not None:
            yield ledger.answered(answer)
    finally:
        call.cancel()
        # What the library gives the task to send by itself would outlive the stream.
        sending.cancel()
        await asyncio.wait({sending})
    unanswered = ledger.ended()
    if unanswered is not None:
        raise unanswered


class _Ending:
    """How a stream ended, as the server said it.

    The library replaces a status that has come by "Internal error from Core" when a message that
    was on its way fails afterwards (grpc/grpc#36066), so the first one is kept.

    Args:
        call: The stream.
    """

    def __init__(self, call: Stream) -> None:
        self._status: grpc.aio.AioRpcError | None = None
        call.add_done_callback(self._note)

    def error(self, seen: grpc.RpcError) -> grpc.RpcError | None:
        """The error that a stream ended with; None where it ended without one.

        Args:
            seen: What the library raised.
        """
        status = self._status or seen
        return None if status.code() is grpc.StatusCode.OK else status

    def _note(self, call: Stream) -> None:
        if self._status is None:
            self._status = grpc.aio.AioRpcError(
                _now(call.code()),
                _now(call.initial_metadata()),
                _now(call.trailing_metadata()),
                _now(call.details()),
            )


def _now[Value](coroutine: Coroutine[None, None, Value]) -> Value:
    """What a coroutine gives that has nothing to wait for."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return cast("Value", done.value)
    finally:
        coroutine.close()
    raise RuntimeError("a call that has ended does not know how")


async def _read(
    answers: AsyncIterator[pb.StreamCountTokensResponse], ending: _Ending, ledger: StreamLedger
) -> pb.StreamCountTokensResponse | None:
    """Wait for the next answer; None after the last one."""
    try:
        return await anext(answers, None)
    except grpc.RpcError as seen:
        error = ending.error(seen)
        if error is None:
            return None
        raise ledger.failed(error) from None
    except asyncio.CancelledError:
        if is_task_cancelled():
            raise
        raise ledger.cancelled() from None


async def _send(
    call: Stream, config: pb.StreamCountTokensRequest, texts: Texts, ledger: StreamLedger
) -> None:
    # A stream that has ended takes no more; why is told where its counts are read.
    with suppress(grpc.RpcError, asyncio.InvalidStateError):
        await call.write(config)
        async with aclosing(_messages(texts, ledger)) as messages:
            async for message in messages:
                await call.write(message)
        await call.done_writing()


async def _messages(
    texts: Texts, ledger: StreamLedger
) -> AsyncGenerator[pb.StreamCountTokensRequest]:
    try:
        async for text in _each(texts):
            for message in ledger.messages(text):
                yield message
    except Exception as fault:  # noqa: BLE001 - the stream raises it where the caller reads
        ledger.texts_ended(fault)
    else:
        ledger.texts_ended()


async def _each(texts: Texts) -> AsyncGenerator[str | TextChunk]:
    """The texts, whichever way they come."""
    if isinstance(texts, AsyncIterable):
        async for text in texts:
            yield text
    else:
        for text in texts:
            yield text
