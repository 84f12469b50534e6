"""A job that is watched: how far it has come, and when to look again after its stream broke."""

import random
import time
from collections.abc import Callable

import grpc
from steelyard.v1 import compression_service_pb2 as pb

from steelyard_client.calls.jobs import change_of, watch_request
from steelyard_client.errors import SteelyardError
from steelyard_client.results.jobs import CompressionJobChange
from steelyard_client.retries import RetryPolicy

OUTAGE_SECONDS = 60.0
"""How long a server that has answered before may be away, where the caller sets no deadline."""
_REOPENED = frozenset(
    {
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.CANCELLED,  # by a server that is shut down
        grpc.StatusCode.RESOURCE_EXHAUSTED,
        grpc.StatusCode.DEADLINE_EXCEEDED,  # servers have a longest time for streams
    }
)


class Watch:
    """What both clients keep of a job that they watch.

    Args:
        job_id: The job.
        after_sequence: The last change that is known.
        retry: How often and after which pauses a server is tried that has not answered yet; None to
            open one stream and no other.
        deadline_seconds: How long it may take in all; None for as long as it takes.
        clock: Gives the time in seconds.
    """

    def __init__(
        self,
        job_id: str,
        *,
        after_sequence: int,
        retry: RetryPolicy | None,
        deadline_seconds: float | None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job_id = job_id
        self._sequence = after_sequence
        self._retry = retry
        self._clock = clock
        self._end = None if deadline_seconds is None else clock() + deadline_seconds
        # Who knows of a change has heard of the server before.
        self._was_answered = after_sequence > 0
        self._failures = 0
        self._outage_began = self._opened_at = clock()

    @property
    def remaining_seconds(self) -> float | None:
        """What is left of the deadline; None where there is none."""
        return None if self._end is None else max(0.0, self._end - self._clock())

    def request(self) -> pb.WatchCompressionJobRequest:
        """Ask for what happened after the last change that is known, in a new stream."""
        self._opened_at = self._clock()
        return watch_request(self._job_id, after_sequence=self._sequence)

    def changed(self, answer: pb.WatchCompressionJobResponse) -> CompressionJobChange:
        """Note a change and read it."""
        self._sequence = answer.sequence
        self._was_answered = True
        self._failures = 0
        return change_of(answer)

    def pause_seconds(self, error: SteelyardError) -> float | None:
        """How long to wait before the stream is opened again; None where it is not.

        Args:
            error: What the stream ended with.
        """
        if self._retry is None or error.code not in _REOPENED:
            return None
        if not self._failures or self._had_its_time(error, self._retry):
            self._failures, self._outage_began = 0, self._clock()
        self._failures += 1
        if self._is_over(self._retry):
            return None
        return self._backoff(self._retry, error)

    def _had_its_time(self, error: SteelyardError, retry: RetryPolicy) -> bool:
        """Whether a stream ended only because it was as long as its server allows."""
        lasted = self._clock() - self._opened_at > retry.max_backoff_seconds
        return lasted and error.code is grpc.StatusCode.DEADLINE_EXCEEDED

    def _is_over(self, retry: RetryPolicy) -> bool:
        if self.remaining_seconds == 0:
            return True
        if not self._was_answered:
            return self._failures >= retry.max_attempts
        return self._end is None and self._clock() - self._outage_began > OUTAGE_SECONDS

    def _backoff(self, retry: RetryPolicy, error: SteelyardError) -> float:
        doublings = min(self._failures - 1, 32)
        backoff = retry.initial_backoff_seconds * retry.multiplier**doublings
        pause = min(backoff, retry.max_backoff_seconds) * random.uniform(0.8, 1.2)  # noqa: S311 - spreads clients, hides nothing
        if error.retry_after is not None:
            pause = max(pause, error.retry_after.total_seconds())
        left = self.remaining_seconds
        return pause if left is None else min(pause, left)
