"""Errors on their way to the client: the one table, and the one place that aborts a call."""

import asyncio
import traceback

import structlog
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

from adapters.inbound.grpc.call import Call
from domain.shared import errors as domain

DOMAIN = "steelyard"
RETRY_PUSHBACK = "grpc-retry-pushback-ms"

CODES: dict[type[domain.SteelyardError], int] = {
    domain.InvalidValue: code_pb2.INVALID_ARGUMENT,
    domain.NotFound: code_pb2.NOT_FOUND,
    domain.AlreadyExists: code_pb2.ALREADY_EXISTS,
    domain.Conflict: code_pb2.ABORTED,
    domain.FailedPrecondition: code_pb2.FAILED_PRECONDITION,
    domain.Exhausted: code_pb2.RESOURCE_EXHAUSTED,
    domain.PermissionDenied: code_pb2.PERMISSION_DENIED,
    domain.Unauthenticated: code_pb2.UNAUTHENTICATED,
    domain.Unavailable: code_pb2.UNAVAILABLE,
    domain.DeadlineExceeded: code_pb2.DEADLINE_EXCEEDED,
    domain.InternalFault: code_pb2.INTERNAL,
}
"""The gRPC code of each category; a concrete error has that of the category it descends from."""

_log = structlog.get_logger()


class CallFailed(Exception):
    """A call's failure in gRPC's words, on its way out through the outer interceptors.

    Args:
        status: What the client receives.
        retry_after_ms: When trying again may help; None when it does not.
    """

    def __init__(self, status: status_pb2.Status, retry_after_ms: int | None = None) -> None:
        super().__init__(status.message)
        self.status = status
        self.retry_after_ms = retry_after_ms

    @property
    def code(self) -> str:
        """Name of the gRPC code, such as ``NOT_FOUND``."""
        return str(code_pb2.Code.Name(self.status.code))


class RequestMalformed(domain.InvalidValue):
    """The bytes are not the request message, or a string in them is not UTF-8."""

    reason = "REQUEST_MALFORMED"


class Errors:
    """Turns whatever the inner part raises into a status that tells no more than it should."""

    def before(self, call: Call) -> None:
        """Nothing to do."""

    def after(self, call: Call, error: BaseException | None) -> BaseException | None:
        """See Interceptor."""
        match error:
            case None | GeneratorExit() | KeyboardInterrupt() | SystemExit():
                return error
            case domain.SteelyardError():
                return CallFailed(to_status(error), error.retry_after_ms)
            case asyncio.CancelledError():
                return _cancelled(call, error)
            case _:  # a Rust panic, which is no Exception, included
                _log_fault(call, error)
                fault = domain.InternalFault("internal error", request_id=call.request_id)
                return CallFailed(to_status(fault))


def _cancelled(call: Call, error: asyncio.CancelledError) -> BaseException:
    """The client's own cancellation goes on; one of ours becomes the error behind it."""
    if call.ended_by is None or call.task is None:
        return error
    call.task.uncancel()
    return CallFailed(to_status(call.ended_by), call.ended_by.retry_after_ms)


def to_status(error: domain.SteelyardError) -> status_pb2.Status:
    """The rich status of an error: code, reason, metadata, the field at fault, when to retry."""
    info = error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN, metadata=error.metadata)
    details: list[any_pb2.Any] = [_packed(info)]
    if isinstance(error, domain.InvalidValue):
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=error.field, description=error.message
        )
        details.append(_packed(error_details_pb2.BadRequest(field_violations=[violation])))
    if error.retry_after_ms is not None:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromMilliseconds(error.retry_after_ms)
        details.append(_packed(retry))
    category = next(each for each in type(error).__mro__ if each in CODES)
    return status_pb2.Status(code=CODES[category], message=error.message, details=details)


async def abort(call: Call, failure: CallFailed) -> None:
    """End the call with the failure's status; never returns."""
    status = rpc_status.to_status(failure.status)
    metadata = [*(status.trailing_metadata or ()), *(call.context.trailing_metadata() or ())]
    if failure.retry_after_ms is not None:
        # A client that retries by itself looks at this key, not at RetryInfo.
        metadata.append((RETRY_PUSHBACK, str(failure.retry_after_ms)))
    await call.context.abort(status.code, status.details, tuple(metadata))


def _packed(detail: error_details_pb2.ErrorInfo) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed


def _log_fault(call: Call, error: BaseException) -> None:
    """Say where it broke, but not with what: an exception's message may quote a prompt."""
    frames = traceback.extract_tb(error.__traceback__)
    _log.error(
        "internal error",
        method=call.method.name,
        request_id=call.request_id,
        error=f"{type(error).__module__}.{type(error).__qualname__}",
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )
