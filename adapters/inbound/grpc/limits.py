"""What one server process accepts, how long it waits and what it logs; each a named setting."""

from dataclasses import dataclass
from enum import Enum

_PENDING_CALLS = 100_000
"""Calls that have come and wait for the event loop. Above 1,000 the library would cancel some at
random and without a reason; here they are all let in, and refused with one if there are too many.
"""


class AccessLog(Enum):
    """Which calls leave a line in the log."""

    ALL = "all"
    ERRORS = "errors"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class GrpcLimits:
    """The limits of one worker process.

    Args:
        message_bytes: The largest request message.
        metadata_bytes: The most metadata of a call.
        streams_per_connection: Calls that one connection may have open; more wait at the client.
        calls_in_flight: Unary calls that are answered at once; more are refused.
        open_streams: Streaming calls that are open at once; more are refused.
        deadline_default_ms: For a unary call that brings no deadline.
        deadline_maximum_ms: The longest that any unary call may run.
        stream_maximum_ms: The longest that a streaming call may stay open.
        handshake_timeout_ms: For a new connection to become an HTTP/2 connection.
        keepalive_time_ms: After so much silence the server asks whether the client is there.
        keepalive_timeout_ms: For its answer.
        ping_interval_minimum_ms: Clients that ping more often without data are disconnected.
        connection_idle_ms: After so long without a call a connection is closed.
        connection_age_ms: A connection is closed, in order, when it is this old.
        connection_age_grace_ms: For the calls on such a connection to end.
        threads: Threads for calls that are not quick.
        compression_threads: Threads for compressions; waiting for a language model takes one too.
        storage_threads: Threads for calls that ask the storage.
        storage_timeout_ms: How long a call may wait for the storage.
        watchers: Calls that watch a job at once; more are refused.
    """

    message_bytes: int = 4_194_304
    metadata_bytes: int = 16_384
    streams_per_connection: int = 1_000
    calls_in_flight: int = 1_000
    open_streams: int = 1_000
    deadline_default_ms: int = 30_000
    deadline_maximum_ms: int = 300_000
    stream_maximum_ms: int = 3_600_000
    handshake_timeout_ms: int = 5_000
    keepalive_time_ms: int = 60_000
    keepalive_timeout_ms: int = 20_000
    ping_interval_minimum_ms: int = 10_000
    connection_idle_ms: int = 1_800_000
    connection_age_ms: int = 3_600_000
    connection_age_grace_ms: int = 300_000
    threads: int = 2
    compression_threads: int = 4
    storage_threads: int = 8
    storage_timeout_ms: int = 5_000
    watchers: int = 1_000

    def channel_options(self) -> tuple[tuple[str, int], ...]:
        """The part of the limits that the gRPC library enforces, in its own words."""
        return (
            ("grpc.max_receive_message_length", self.message_bytes),
            ("grpc.max_metadata_size", self.metadata_bytes),
            ("grpc.absolute_max_metadata_size", self.metadata_bytes),
            ("grpc.max_concurrent_streams", self.streams_per_connection),
            ("grpc.server_handshake_timeout_ms", self.handshake_timeout_ms),
            ("grpc.keepalive_time_ms", self.keepalive_time_ms),
            ("grpc.keepalive_timeout_ms", self.keepalive_timeout_ms),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.min_recv_ping_interval_without_data_ms", self.ping_interval_minimum_ms),
            ("grpc.http2.max_ping_strikes", 2),
            ("grpc.max_connection_idle_ms", self.connection_idle_ms),
            ("grpc.max_connection_age_ms", self.connection_age_ms),
            ("grpc.max_connection_age_grace_ms", self.connection_age_grace_ms),
            ("grpc.so_reuseport", 1),
            ("grpc.server.max_pending_requests", _PENDING_CALLS),
            ("grpc.server.max_pending_requests_hard_limit", _PENDING_CALLS),
        )


@dataclass(frozen=True, slots=True)
class DrainPatience:
    """How long a shutdown takes.

    Args:
        notice_ms: Between reporting NOT_SERVING and refusing new connections, for load balancers
            to look elsewhere and for calls under way to arrive.
        streams_ms: For open streams to end by themselves; then they are told to go elsewhere.
        calls_ms: For calls in flight to be answered.
        job_ms: For a job that a worker has in hand; then another worker goes on with it.
    """

    notice_ms: int = 1_000
    streams_ms: int = 5_000
    calls_ms: int = 30_000
    job_ms: int = 10_000
