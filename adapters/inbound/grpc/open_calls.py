"""The calls that a process is answering now: not too many, and all of them can be ended."""

from adapters.inbound.grpc.call import Call
from domain.shared.errors import Exhausted, SteelyardError

_RETRY_AFTER_MS = 500


class TooManyCalls(Exhausted):
    """This process answers as many calls as it may at once."""

    reason = "TOO_MANY_CALLS"


class TooManyStreams(Exhausted):
    """This process holds as many open streams as it may."""

    reason = "TOO_MANY_STREAMS"


class OpenCalls:
    """Counts unary calls and knows the streams."""

    def __init__(self) -> None:
        self._streams: set[Call] = set()
        self.unary_count = 0

    @property
    def stream_count(self) -> int:
        """Streams that are open."""
        return len(self._streams)

    @property
    def is_empty(self) -> bool:
        """Whether no call is open."""
        return not self._streams and not self.unary_count

    def enter_unary(self, *, limit: int) -> None:
        """Take a place for a unary call.

        Raises:
            TooManyCalls: There is none left.
        """
        if self.unary_count >= limit:
            raise TooManyCalls(
                f"{limit} calls are in flight already", retry_after_ms=_RETRY_AFTER_MS, limit=limit
            )
        self.unary_count += 1

    def leave_unary(self) -> None:
        """Give the place back."""
        self.unary_count -= 1

    def enter_stream(self, call: Call, *, limit: int) -> None:
        """Take a place for a streaming call.

        Raises:
            TooManyStreams: There is none left.
        """
        if len(self._streams) >= limit:
            raise TooManyStreams(
                f"{limit} streams are open already", retry_after_ms=_RETRY_AFTER_MS, limit=limit
            )
        self._streams.add(call)

    def leave_stream(self, call: Call) -> None:
        """Give the place back."""
        self._streams.discard(call)

    def end_streams(self, error: SteelyardError) -> None:
        """End every open stream with the error."""
        for call in tuple(self._streams):
            call.end(error)
