"""A stream of counts, for the blocking client."""

import weakref
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any, Self

import grpc
from steelyard.v1 import token_service_pb2 as pb

from steelyard_client.calls.streams import StreamLedger
from steelyard_client.results.counts import StreamedCount, TextChunk

type Requests = Iterator[pb.StreamCountTokensRequest]


class CountStream(Iterator[StreamedCount]):
    """The counts of texts, one by one, as the server answers.

    The call ends with the last count, with ``close``, at the end of a ``with`` block, or when
    nothing refers to this object any more.

    Args:
        begin: Makes the call.
        config: The first message.
        texts: What is counted.
        ledger: Judges how the stream ends.
    """

    def __init__(
        self,
        begin: Callable[[Requests], Any],
        *,
        config: pb.StreamCountTokensRequest,
        texts: Iterable[str | TextChunk],
        ledger: StreamLedger,
    ) -> None:
        self._ledger = ledger
        self._call = begin(_requests(config, texts, ledger))
        # The call must not refer to this object, or it would never be given up.
        weakref.finalize(self, self._call.cancel).atexit = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def __next__(self) -> StreamedCount:
        """Wait for the next count."""
        try:
            answer = next(self._call)
        except StopIteration:
            unanswered = self._ledger.ended()
            if unanswered is None:
                raise
            raise unanswered from None
        except grpc.RpcError as error:
            raise self._ledger.failed(error) from None
        return self._ledger.answered(answer)

    def close(self) -> None:
        """End the call; counts that have not come yet never will."""
        self._call.cancel()

    def when_ended(self, act: Callable[[], None]) -> None:
        """Have something done, in another thread, once the call has ended in whatever way."""
        if not self._call.add_callback(act):
            act()


def _requests(
    config: pb.StreamCountTokensRequest, texts: Iterable[str | TextChunk], ledger: StreamLedger
) -> Requests:
    """What is sent. The gRPC library draws it, and would swallow what the texts raise."""
    yield config
    try:
        for text in texts:
            yield from ledger.messages(text)
    except Exception as fault:  # noqa: BLE001 - the stream raises it where the caller reads
        ledger.texts_ended(fault)
    else:
        ledger.texts_ended()
