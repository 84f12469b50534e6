"""The interceptors, each one context manager around a call, and their one order."""

import asyncio
import itertools
import os
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import structlog

from adapters.inbound.grpc.call import Call, Interceptor
from adapters.inbound.grpc.errors import CallFailed, errors
from adapters.inbound.grpc.limits import AccessLog, GrpcLimits
from domain.shared.errors import DeadlineExceeded, Exhausted, SteelyardError
from ports.outbound.telemetry import CallTelemetry

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
_RETRY_AFTER_MS = 500


class TooManyCalls(Exhausted):
    """This process answers as many calls as it may at once."""

    reason = "TOO_MANY_CALLS"


class TooManyStreams(Exhausted):
    """This process holds as many open streams as it may."""

    reason = "TOO_MANY_STREAMS"


class OpenCalls:
    """The calls that are being answered now, so that there are not too many and all can end."""

    def __init__(self) -> None:
        self._streams: set[Call] = set()
        self._unary_count = 0

    @property
    def is_empty(self) -> bool:
        """Whether no call is open."""
        return not self._streams and not self._unary_count

    @contextmanager
    def unary(self, *, limit: int) -> Iterator[None]:
        """Hold a place for a unary call.

        Raises:
            TooManyCalls: There is none left.
        """
        if self._unary_count >= limit:
            raise TooManyCalls(
                f"{limit} calls are in flight already", retry_after_ms=_RETRY_AFTER_MS, limit=limit
            )
        self._unary_count += 1
        try:
            yield
        finally:
            self._unary_count -= 1

    @contextmanager
    def stream(self, call: Call, *, limit: int) -> Iterator[None]:
        """Hold a place for a streaming call.

        Raises:
            TooManyStreams: There is none left.
        """
        if len(self._streams) >= limit:
            raise TooManyStreams(
                f"{limit} streams are open already", retry_after_ms=_RETRY_AFTER_MS, limit=limit
            )
        self._streams.add(call)
        try:
            yield
        finally:
            self._streams.discard(call)

    def end_streams(self, error: SteelyardError) -> None:
        """End every open stream with the error."""
        for call in tuple(self._streams):
            call.end(error)


def build_chain(
    *,
    limits: GrpcLimits,
    telemetry: CallTelemetry,
    access_log: AccessLog,
    open_calls: OpenCalls,
) -> tuple[Interceptor, ...]:
    """The interceptors in the order of CHAIN_ORDER."""
    made: dict[str, Interceptor] = {
        "request_id": _request_id(),
        "access_log": _access_log(access_log),
        "metrics": _metrics(telemetry),
        "errors": errors,
        "deadline": _deadline(limits),
        "limits": _limits(limits, open_calls),
    }
    return tuple(made[name] for name in CHAIN_ORDER)


def outcome(call: Call, error: BaseException | None) -> str:
    """Name of the status code that a call ends with, as seen outside of ``errors``."""
    match error:
        case None:
            return "OK"
        case CallFailed():
            return error.code
        case asyncio.CancelledError():
            remaining_s = remaining_time_s(call)
            expired = remaining_s is not None and remaining_s <= 0
            return "DEADLINE_EXCEEDED" if expired else "CANCELLED"
        case _:
            return "UNKNOWN"


def remaining_time_s(call: Call) -> float | None:
    """Seconds until the client's own deadline, negative behind it; None where it set none."""
    # The library's annotation says float alone.
    remaining: float | None = call.context.time_remaining()
    return remaining


def _request_id() -> Interceptor:
    numbers = itertools.count(1)
    prefix = ""

    def fresh() -> str:
        nonlocal prefix
        if not prefix:
            prefix = os.urandom(6).hex()
        return f"{prefix}-{next(numbers):x}"

    @contextmanager
    def request_id(call: Call) -> Iterator[None]:
        for key, value in call.context.invocation_metadata() or ():
            if key == REQUEST_ID_KEY and _REQUEST_ID.fullmatch(str(value)):
                call.request_id = str(value)
            elif key == "traceparent" and (trace := _TRACE_PARENT.fullmatch(str(value))):
                call.trace_id = trace[1]
        call.request_id = call.request_id or fresh()
        call.context.set_trailing_metadata(((REQUEST_ID_KEY, call.request_id),))
        yield

    return request_id


def _access_log(which: AccessLog) -> Interceptor:
    log = structlog.get_logger()

    def note(call: Call, code: str) -> None:
        if which is AccessLog.NONE or (which is AccessLog.ERRORS and code == "OK"):
            return
        trace = {"trace_id": call.trace_id} if call.trace_id else {}
        log.info(
            "call",
            method=call.method.name,
            code=code,
            duration_ms=round(call.elapsed_s() * 1_000, 3),
            request_id=call.request_id,
            peer=call.context.peer(),
            **trace,
        )

    return _observing(lambda _call: None, note)


def _metrics(telemetry: CallTelemetry) -> Interceptor:
    def start(call: Call) -> None:
        telemetry.call_started(method=call.method.name)

    def finish(call: Call, code: str) -> None:
        telemetry.call_finished(method=call.method.name, code=code, duration_s=call.elapsed_s())

    return _observing(start, finish)


def _observing(start: Callable[[Call], None], finish: Callable[[Call, str], None]) -> Interceptor:
    @contextmanager
    def observe(call: Call) -> Iterator[None]:
        start(call)
        try:
            yield
        except BaseException as error:
            finish(call, outcome(call, error))
            raise
        finish(call, "OK")

    return observe


def _deadline(limits: GrpcLimits) -> Interceptor:
    @contextmanager
    def deadline(call: Call) -> Iterator[None]:
        own_ms = limits.deadline_default_ms
        maximum_ms = limits.deadline_maximum_ms
        if call.method.is_streaming:
            own_ms = maximum_ms = limits.stream_maximum_ms
        remaining_s = remaining_time_s(call)
        if remaining_s is not None and remaining_s * 1_000 <= maximum_ms:
            yield  # the gRPC library cancels the call when the client's own deadline passes
            return
        allowed_ms = own_ms if remaining_s is None else maximum_ms
        error = DeadlineExceeded(f"the call ran longer than {allowed_ms} ms")
        timer = asyncio.get_running_loop().call_later(allowed_ms / 1_000, call.end, error)
        try:
            yield
        finally:
            timer.cancel()

    return deadline


def _limits(limits: GrpcLimits, open_calls: OpenCalls) -> Interceptor:
    def limit(call: Call) -> AbstractContextManager[None]:
        if call.method.is_streaming:
            return open_calls.stream(call, limit=limits.open_streams)
        return open_calls.unary(limit=limits.calls_in_flight)

    return limit
