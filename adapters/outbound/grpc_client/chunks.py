"""Chunks on their way from the caller's thread to a stream's sending thread."""

from collections import deque
from collections.abc import Iterator
from threading import Condition

from steelyard_client import TextChunk

MOST_WAITING = 4
"""Chunks that may wait to be sent; with more, a fast reader would fill the memory."""


class ChunkQueue(Iterator[TextChunk]):
    """What a stream still has to send: iterated by the client, filled by the caller.

    Unlike ``queue.Queue`` it can be ended from outside, which wakes whoever waits on either side.
    """

    def __init__(self) -> None:
        self._waiting: deque[TextChunk] = deque()
        self._changed = Condition()
        self._ended = False

    def put(self, chunk: TextChunk) -> bool:
        """Wait for room and add a chunk; False if the stream has ended."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or len(self._waiting) < MOST_WAITING)
            if self._ended:
                return False
            self._waiting.append(chunk)
            self._changed.notify_all()
            return True

    def end(self) -> None:
        """Let the stream end: nothing more is sent."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def __next__(self) -> TextChunk:
        """Wait for the next chunk."""
        with self._changed:
            self._changed.wait_for(lambda: self._ended or bool(self._waiting))
            if self._ended:
                raise StopIteration
            self._changed.notify_all()
            return self._waiting.popleft()
