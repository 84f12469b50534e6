"""What a failed call means: a gRPC status becomes one of this package's errors."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import cast

import grpc
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2

from steelyard_client import errors
from steelyard_client.errors import Facts, FieldViolation, SteelyardError
from steelyard_client.reasons import Reason

DOMAIN = "steelyard"
REQUEST_ID_KEY = "x-request-id"
STATUS_KEY = "grpc-status-details-bin"

CATEGORIES: Mapping[grpc.StatusCode, type[SteelyardError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: errors.InvalidValue,
    grpc.StatusCode.OUT_OF_RANGE: errors.InvalidValue,
    grpc.StatusCode.NOT_FOUND: errors.NotFound,
    grpc.StatusCode.ALREADY_EXISTS: errors.AlreadyExists,
    grpc.StatusCode.ABORTED: errors.Conflict,
    grpc.StatusCode.FAILED_PRECONDITION: errors.FailedPrecondition,
    grpc.StatusCode.UNIMPLEMENTED: errors.FailedPrecondition,
    grpc.StatusCode.RESOURCE_EXHAUSTED: errors.Exhausted,
    grpc.StatusCode.PERMISSION_DENIED: errors.PermissionDenied,
    grpc.StatusCode.UNAUTHENTICATED: errors.Unauthenticated,
    grpc.StatusCode.CANCELLED: errors.Unavailable,
    grpc.StatusCode.UNAVAILABLE: errors.Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: errors.DeadlineExceeded,
}
"""The category of a code; every other one is an InternalFault."""

SENTENCES: Mapping[grpc.StatusCode, str] = {
    grpc.StatusCode.CANCELLED: "the call to the server at {} was cancelled",
    grpc.StatusCode.DEADLINE_EXCEEDED: "the server at {} did not answer in time",
    grpc.StatusCode.RESOURCE_EXHAUSTED: (
        "the server at {} takes no message of this size or no more calls at the moment"
    ),
    grpc.StatusCode.UNAVAILABLE: "no Steelyard server answers at {}",
    grpc.StatusCode.UNIMPLEMENTED: (
        "the server at {} does not know this call: it is older than this client or no Steelyard"
    ),
}
"""What to say where the gRPC library ended the call and the server said nothing itself."""

_REASONS = {grpc.StatusCode.UNAVAILABLE: Reason.SERVER_UNREACHABLE.value}
"""The reason where the server gave none; every other one is the name of the code."""


def to_error(error: grpc.RpcError, *, server: str, request_id: str) -> SteelyardError:
    """The error that a failed call stands for.

    Args:
        error: What the gRPC library raised, in its blocking or its asyncio form.
        server: The address that was called.
        request_id: The id that was sent with the call.
    """
    # Pairs in either form, though only the blocking one's are declared.
    pairs = cast("Iterable[tuple[str, str | bytes]]", error.trailing_metadata() or ())
    trailing = dict(pairs)
    request_id = str(trailing.get(REQUEST_ID_KEY, request_id))
    status = _rich_status(trailing.get(STATUS_KEY))
    infos = _details(status, error_details_pb2.ErrorInfo)
    info = next((each for each in infos if each.domain == DOMAIN), None)
    if info is None:  # another program speaks, or none
        return unexplained(
            error.code(), server=server, request_id=request_id, details=error.details() or ""
        )
    facts = Facts(
        reason=info.reason,
        code=error.code(),
        metadata=dict(info.metadata),
        field_violations=_field_violations(status),
        retry_after=_retry_after(status),
        request_id=request_id,
    )
    return _category(error.code())(status.message, facts)


def unexplained(
    code: grpc.StatusCode, *, server: str, request_id: str, details: str = "", sentence: str = ""
) -> SteelyardError:
    """The error of a call that ended without a word of a Steelyard server.

    Args:
        code: How it ended.
        server: The address that was called.
        request_id: The id that was sent with the call.
        details: What the gRPC library or a proxy said.
        sentence: What to say instead of the usual sentence; ``{}`` stands for the server.
    """
    sentence = sentence or SENTENCES.get(code, "the server at {} failed to answer the call")
    return _category(code)(
        sentence.format(server),
        Facts(
            reason=_REASONS.get(code, code.name),
            code=code,
            metadata={"server": server},
            request_id=request_id,
            details=details,
        ),
    )


def _category(code: grpc.StatusCode) -> type[SteelyardError]:
    return CATEGORIES.get(code, errors.InternalFault)


def _rich_status(raw_status: object) -> status_pb2.Status:
    """The google.rpc.Status of a failed call; an empty one where none can be read."""
    try:
        return status_pb2.Status.FromString(raw_status if isinstance(raw_status, bytes) else b"")
    except DecodeError:
        return status_pb2.Status()


def _details[Detail: Message](status: status_pb2.Status, kind: type[Detail]) -> Iterator[Detail]:
    """The details of a status that are of one kind."""
    for packed in status.details:
        detail = kind()
        if packed.Unpack(detail):
            yield detail


def _field_violations(status: status_pb2.Status) -> tuple[FieldViolation, ...]:
    return tuple(
        FieldViolation(violation.field, violation.description)
        for detail in _details(status, error_details_pb2.BadRequest)
        for violation in detail.field_violations
    )


def _retry_after(status: status_pb2.Status) -> timedelta | None:
    for detail in _details(status, error_details_pb2.RetryInfo):
        return timedelta(milliseconds=detail.retry_delay.ToMilliseconds())
    return None
