"""What a failed call means: a gRPC status becomes the error that the server raised."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import grpc
from google.protobuf.message import DecodeError
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status

from domain.shared import errors as domain

# Only classes that are loaded can be found by their reason.
from domain.tokens import model as _model  # noqa: F401 - loads the errors of the token context
from domain.tokens import streaming as _streaming  # noqa: F401 - the same

DOMAIN = "steelyard"

CATEGORIES: Mapping[grpc.StatusCode, type[domain.SteelyardError]] = {
    grpc.StatusCode.INVALID_ARGUMENT: domain.InvalidValue,
    grpc.StatusCode.OUT_OF_RANGE: domain.InvalidValue,
    grpc.StatusCode.NOT_FOUND: domain.NotFound,
    grpc.StatusCode.ALREADY_EXISTS: domain.AlreadyExists,
    grpc.StatusCode.ABORTED: domain.Conflict,
    grpc.StatusCode.FAILED_PRECONDITION: domain.FailedPrecondition,
    grpc.StatusCode.UNIMPLEMENTED: domain.FailedPrecondition,
    grpc.StatusCode.RESOURCE_EXHAUSTED: domain.Exhausted,
    grpc.StatusCode.PERMISSION_DENIED: domain.PermissionDenied,
    grpc.StatusCode.UNAUTHENTICATED: domain.Unauthenticated,
    grpc.StatusCode.CANCELLED: domain.Unavailable,
    grpc.StatusCode.UNAVAILABLE: domain.Unavailable,
    grpc.StatusCode.DEADLINE_EXCEEDED: domain.DeadlineExceeded,
}
"""The category of a code, for reasons that this client does not know; otherwise InternalFault."""

SENTENCES: Mapping[grpc.StatusCode, str] = {
    grpc.StatusCode.CANCELLED: "the call to the server at {} was cancelled",
    grpc.StatusCode.DEADLINE_EXCEEDED: "the server at {} did not answer in time",
    grpc.StatusCode.RESOURCE_EXHAUSTED: (
        "the server at {} takes no message of this size or no more calls at the moment"
    ),
    grpc.StatusCode.UNIMPLEMENTED: (
        "the server at {} does not know this call: it is older than this client or no Steelyard"
    ),
}
"""What to say where the gRPC library refused the call and the server said nothing itself."""


class ServerUnreachable(domain.Unavailable):
    """No server answers at the address, or it went away during the call."""

    reason = "SERVER_UNREACHABLE"


@contextmanager
def server_errors(server: str) -> Iterator[None]:
    """Raise what the server raised, or what its silence means.

    Args:
        server: The address that is called, for the message.

    Raises:
        SteelyardError: The call failed.
    """
    try:
        yield
    except grpc.RpcError as error:
        raise to_error(error, server) from None


def to_error(error: grpc.RpcError, server: str) -> domain.SteelyardError:
    """The error that a failed call stands for."""
    status = _rich_status(error)
    info = _error_info(status)
    if status is None or info is None:
        return _unexplained(error.code(), server)
    category = _classes_by_reason().get(info.reason) or _category(error.code())
    return _build(
        category,
        status.message,
        reason=info.reason,
        metadata=dict(info.metadata),
        retry_after_ms=_retry_after_ms(status),
    )


def _unexplained(code: grpc.StatusCode, server: str) -> domain.SteelyardError:
    if code is grpc.StatusCode.UNAVAILABLE:
        return ServerUnreachable(
            f"no Steelyard server answers at {server}; 'steelyard serve' starts one", server=server
        )
    sentence = SENTENCES.get(code, "the server at {} failed to answer the call")
    return _build(
        _category(code),
        sentence.format(server),
        reason=code.name,
        metadata={"server": server},
    )


def _build(
    kind: type[domain.SteelyardError],
    message: str,
    *,
    reason: str,
    metadata: dict[str, str],
    retry_after_ms: int | None = None,
) -> domain.SteelyardError:
    """An error of a kind, with a reason of its own where the kind has none."""
    error: domain.SteelyardError
    if issubclass(kind, domain.InvalidValue):
        error = kind(message, field=metadata.get("field", ""))
    else:
        error = kind(message)
    error.metadata.update(metadata)
    error.retry_after_ms = retry_after_ms
    if "reason" not in vars(kind) or kind.reason != reason:
        vars(error)["reason"] = reason
    return error


def _category(code: grpc.StatusCode) -> type[domain.SteelyardError]:
    return CATEGORIES.get(code, domain.InternalFault)


def _classes_by_reason() -> dict[str, type[domain.SteelyardError]]:
    """Each error class that is loaded, by its own reason."""
    classes: dict[str, type[domain.SteelyardError]] = {}
    waiting = [domain.SteelyardError]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if "reason" in vars(each):
            classes[each.reason] = each
    return classes


def _rich_status(error: grpc.RpcError) -> status_pb2.Status | None:
    """The google.rpc.Status of a failed call; None where it has none that can be read."""
    try:
        return rpc_status.from_call(error)  # type: ignore[arg-type]  # every RpcError of a call is a Call
    except (ValueError, DecodeError):
        return None


def _error_info(status: status_pb2.Status | None) -> error_details_pb2.ErrorInfo | None:
    """What a Steelyard server says about its error; None where another program speaks."""
    info = error_details_pb2.ErrorInfo()
    for detail in status.details if status else ():
        if detail.Unpack(info) and info.domain == DOMAIN:
            return info
    return None


def _retry_after_ms(status: status_pb2.Status) -> int | None:
    retry = error_details_pb2.RetryInfo()
    for detail in status.details:
        if detail.Unpack(retry):
            return int(retry.retry_delay.ToMilliseconds())
    return None
