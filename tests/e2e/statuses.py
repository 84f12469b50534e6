"""What a failed call tells its client, taken apart."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status


@dataclass(frozen=True, slots=True)
class Failure:
    """The status of a failed call.

    Args:
        code: The gRPC code.
        message: The sentence.
        reason: Of the ErrorInfo; empty where there is none.
        domain: Of the ErrorInfo.
        metadata: Of the ErrorInfo.
        fields: Of the BadRequest, in order.
        retry_after_ms: Of the RetryInfo; 0 where there is none.
        request_id: The trailing metadata's.
    """

    code: grpc.StatusCode
    message: str
    reason: str
    domain: str
    metadata: Mapping[str, str]
    fields: tuple[str, ...]
    retry_after_ms: int
    request_id: str


def failure_of(call: Callable[[], object]) -> Failure:
    """Make a call that must fail, and take its status apart."""
    try:
        call()
    except grpc.RpcError as error:
        return failure(error)
    raise AssertionError("the call did not fail")


def failure(error: Any) -> Failure:
    """Take the status of a failed call apart."""
    info, bad = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    retry = error_details_pb2.RetryInfo()
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        for known in (info, bad, retry):
            if detail.Is(known.DESCRIPTOR):
                detail.Unpack(known)
    return Failure(
        code=error.code(),
        message=error.details() or "",
        reason=info.reason,
        domain=info.domain,
        metadata=dict(info.metadata),
        fields=tuple(violation.field for violation in bad.field_violations),
        retry_after_ms=retry.retry_delay.ToMilliseconds(),
        request_id=trailing(error).get("x-request-id", ""),
    )


def trailing(call: Any) -> dict[str, str]:
    """The trailing metadata of a call that has ended."""
    return dict(call.trailing_metadata() or ())
