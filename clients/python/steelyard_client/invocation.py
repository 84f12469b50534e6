"""What goes with a call beside its request: deadline, metadata, names."""

import re
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from steelyard_client.arguments import CallOptions
from steelyard_client.connection import Connection, bearer, check_metadata
from steelyard_client.statuses import REQUEST_ID_KEY

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class Invocation:
    """What goes with one call.

    Args:
        timeout: Its deadline, seconds from now; None for none.
        metadata: What is sent before the request.
        wait_for_ready: Whether to wait for a server.
        request_id: Names the call.
    """

    timeout: float | None
    metadata: tuple[tuple[str, str | bytes], ...]
    wait_for_ready: bool
    request_id: str

    def arguments(self) -> dict[str, Any]:
        """The same as the gRPC library takes it."""
        return {
            "timeout": self.timeout,
            "metadata": self.metadata,
            "wait_for_ready": self.wait_for_ready,
        }


def invocation(
    connection: Connection, options: CallOptions, *, token: str | None, is_stream: bool = False
) -> Invocation:
    """What goes with a call.

    Args:
        connection: Whom it is for.
        options: The caller's wishes for this call.
        token: The bearer token.
        is_stream: Whether it may stay open for as long as the server allows.

    Raises:
        ValueError: The metadata, the token or the request id cannot be sent.
    """
    request_id = options.get("request_id") or uuid4().hex
    if not _REQUEST_ID.fullmatch(request_id):
        raise ValueError("a request id has 1 to 64 letters, digits, dots, hyphens or underscores")
    further = options.get("metadata", {})
    check_metadata(further)
    default_seconds = None if is_stream else connection.deadline_seconds
    return Invocation(
        timeout=options.get("deadline_seconds", default_seconds),
        metadata=(
            (REQUEST_ID_KEY, request_id),
            *([("authorization", bearer(token))] if token is not None else []),
            *connection.metadata.items(),
            *further.items(),
        ),
        wait_for_ready=options.get("wait_for_ready", connection.wait_for_ready),
        request_id=request_id,
    )
