"""What the service tells about its work. Never text, never anything made of it but its size."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from domain.compression.jobs.job import (
    CompressionJob,
)


class TokenTelemetry(Protocol):
    """Takes note of what was counted; never raises, never blocks."""

    def tokens_counted(self, *, encoding: str, token_count: int, byte_count: int) -> None:
        """So many tokens were counted in so many UTF-8 bytes of text."""
        ...


class JobTelemetry(Protocol):
    """Takes note of what becomes of jobs; never raises, never blocks."""

    def job_ended(self, job: CompressionJob) -> None:
        """A job has come to its end."""
        ...

    def jobs_seen(self, *, waiting: int) -> None:
        """So many jobs wait for a worker."""
        ...


class CallRecord(NamedTuple):
    """A call that has ended; a plain tuple, because one is made for every call.

    Args:
        method: Service and method, such as ``steelyard.v1.TokenService/CountTokens``.
        code: Name of the status code, such as ``OK``.
        ended_at_s: When it ended, in seconds since 1970.
        duration_s: From when it reached its handler to its end, in seconds.
        request_id: What finds it in the log.
        trace_id: Of the caller's trace; empty where there is none.
        peer: The caller's address.
    """

    method: str
    code: str
    ended_at_s: float
    duration_s: float
    request_id: str
    trace_id: str
    peer: str


class CallSink(Protocol):
    """Takes note of calls that have ended, many at a time; never raises."""

    def calls_ended(self, records: Sequence[CallRecord]) -> None:
        """These calls ended, in this order."""
        ...


class LoadTelemetry(Protocol):
    """Takes note of how busy a process is; never raises."""

    def publish(self, *, unary_count: int, stream_count: int) -> None:
        """So many calls are open now; whatever was gathered since the last time is shown too.

        Called a few times a second, so that what happens on every call can be kept cheap.
        """
        ...
