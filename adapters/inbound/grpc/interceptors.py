"""The interceptors and their one order."""

import asyncio
import itertools
import os
import re
import time
from dataclasses import dataclass, field

from adapters.inbound.grpc.call import Call, Interceptor
from adapters.inbound.grpc.errors import CallFailed, Errors
from adapters.inbound.grpc.limits import GrpcLimits
from adapters.inbound.grpc.open_calls import OpenCalls
from domain.shared.errors import DeadlineExceeded
from ports.outbound.telemetry import CallRecord, CallSink

CHAIN_ORDER = (
    "request_id",  # outermost: everything inside can name the call
    "access_log",  # sees the final code, also of calls refused further in
    "metrics",  # counts refused calls too
    "errors",  # inside the three, so that they see a code and never a raw exception
    "deadline",  # before the limits: a call that waits for nothing must not hold a place
    "limits",  # innermost: only calls that will really work take a place
)
"""Names of the interceptors, outermost first."""

REQUEST_ID_KEY = "x-request-id"
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_TRACE_PARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_AHEAD_S = 0.05
_AHEAD_SHARE = 0.01
"""A client's clock for its deadline began earlier than ours by the way here, and the deadline comes
rounded up by as much as a hundredth: its cancellation may arrive before our own clock is at zero.
"""


def build_chain(
    *, limits: GrpcLimits, access_log: "Recording", metrics: "Recording", open_calls: OpenCalls
) -> tuple[Interceptor, ...]:
    """The interceptors in the order of CHAIN_ORDER."""
    made: dict[str, Interceptor] = {
        "request_id": RequestId(),
        "access_log": access_log,
        "metrics": metrics,
        "errors": Errors(),
        "deadline": Deadline(limits),
        "limits": Limits(limits, open_calls),
    }
    return tuple(made[name] for name in CHAIN_ORDER)


class RequestId:
    """Names the call: by the id its caller gave, or by a new one that the caller is told."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._prefix = ""

    def before(self, call: Call) -> None:
        """See Interceptor."""
        for key, value in call.context.invocation_metadata() or ():
            if key == REQUEST_ID_KEY and _REQUEST_ID.fullmatch(str(value)):
                call.request_id = str(value)
            elif key == "traceparent" and (trace := _TRACE_PARENT.fullmatch(str(value))):
                call.trace_id = trace[1]
        call.request_id = call.request_id or self._fresh()
        call.context.set_trailing_metadata(((REQUEST_ID_KEY, call.request_id),))

    def after(self, call: Call, error: BaseException | None) -> BaseException | None:  # noqa: ARG002 - the protocol's
        """See Interceptor."""
        return error

    def _fresh(self) -> str:
        # Drawn at the first call, after the fork, so that workers differ.
        self._prefix = self._prefix or os.urandom(6).hex()
        return f"{self._prefix}-{next(self._numbers):x}"


@dataclass(slots=True)
class Recording:
    """Keeps a record of every call, for a sink that takes many at a time.

    Args:
        sink: What the records are for.
    """

    sink: CallSink
    _records: list[CallRecord] = field(default_factory=list)

    def before(self, call: Call) -> None:
        """Nothing to do."""

    def after(self, call: Call, error: BaseException | None) -> BaseException | None:
        """See Interceptor."""
        self._records.append(
            CallRecord(
                call.method.name,
                outcome(call, error) if error else "OK",
                time.time(),
                time.perf_counter() - call.started_at,
                call.request_id,
                call.trace_id,
                call.context.peer(),
            )
        )
        return error

    def flush(self) -> None:
        """Give the records to the sink."""
        if self._records:
            records, self._records = self._records, []
            self.sink.calls_ended(records)


def outcome(call: Call, error: BaseException) -> str:
    """Name of the status code that a failed call ends with, as seen outside of ``errors``."""
    match error:
        case CallFailed():
            return error.code
        case asyncio.CancelledError():
            remaining_s = call.remaining_s()
            ahead_s = _AHEAD_S + _AHEAD_SHARE * (time.perf_counter() - call.started_at)
            is_late = remaining_s is not None and remaining_s <= ahead_s
            return "DEADLINE_EXCEEDED" if is_late else "CANCELLED"
        case _:
            return "UNKNOWN"


class Deadline:
    """Ends calls that bring no deadline, or a later one than allowed.

    A deadline of the client's own that is early enough is the gRPC library's to keep: it cancels
    the call's task.
    """

    def __init__(self, limits: GrpcLimits) -> None:
        self._unary_ms = limits.deadline_default_ms, limits.deadline_maximum_ms
        self._stream_ms = limits.stream_maximum_ms, limits.stream_maximum_ms

    def before(self, call: Call) -> None:
        """See Interceptor."""
        default_ms, maximum_ms = self._stream_ms if call.method.is_streaming else self._unary_ms
        remaining_s = call.remaining_s()
        if remaining_s is not None and remaining_s * 1_000 <= maximum_ms:
            return
        allowed_ms = default_ms if remaining_s is None else maximum_ms
        loop = asyncio.get_running_loop()
        call.deadline_timer = loop.call_later(allowed_ms / 1_000, self._expire, call, allowed_ms)

    def after(self, call: Call, error: BaseException | None) -> BaseException | None:
        """See Interceptor."""
        if call.deadline_timer is not None:
            call.deadline_timer.cancel()
        return error

    @staticmethod
    def _expire(call: Call, allowed_ms: int) -> None:
        call.end(DeadlineExceeded(f"the call ran longer than {allowed_ms} ms"))


class Limits:
    """Gives every call a place, or refuses it."""

    def __init__(self, limits: GrpcLimits, open_calls: OpenCalls) -> None:
        self._limits = limits
        self._open_calls = open_calls

    def before(self, call: Call) -> None:
        """See Interceptor."""
        if call.method.is_streaming:
            self._open_calls.enter_stream(call, limit=self._limits.open_streams)
        else:
            self._open_calls.enter_unary(limit=self._limits.calls_in_flight)

    def after(self, call: Call, error: BaseException | None) -> BaseException | None:
        """See Interceptor."""
        if call.method.is_streaming:
            self._open_calls.leave_stream(call)
        else:
            self._open_calls.leave_unary()
        return error
