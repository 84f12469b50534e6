"""Messages on their way from the caller's thread to a stream's sending thread."""

from collections import deque
from collections.abc import Iterator
from threading import Condition

from steelyard.v1 import token_service_pb2 as pb

MOST_WAITING = 4
"""Messages that may wait to be sent; with more, a fast reader would fill the memory."""


class RequestQueue(Iterator[pb.StreamCountTokensRequest]):
    """What a stream still has to send: iterated by gRPC, filled by the caller.

    Unlike ``queue.Queue`` it can be ended from outside, which wakes whoever waits on either side.
    """

    def __init__(self) -> None:
        self._waiting: deque[pb.StreamCountTokensRequest] = deque()
        self._changed = Condition()
        self._ended = False

    def put(self, request: pb.StreamCountTokensRequest) -> bool:
        """Wait for room and add a message; False if the stream has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or len(self._waiting) < MOST_WAITING)
            if self._ended:
                return False
            self._waiting.append(request)
            self._changed.notify_all()
            return True

    def end(self) -> None:
        """Let the stream end: nothing more is sent."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def __next__(self) -> pb.StreamCountTokensRequest:
        """Wait for the next message."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or bool(self._waiting))
            if self._ended:
                raise StopIteration
            self._changed.notify_all()
            return self._waiting.popleft()
