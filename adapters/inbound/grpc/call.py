"""One call on its way through the interceptors."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any, Protocol

import grpc

from domain.shared.errors import SteelyardError

type Context = grpc.aio.ServicerContext[Any, Any]
"""What the gRPC library knows of a call."""


@dataclass(frozen=True, slots=True)
class Method:
    """An RPC.

    Args:
        name: Service and method, such as ``steelyard.v1.TokenService/CountTokens``.
        is_streaming: Whether either side may send more than one message.
    """

    name: str
    is_streaming: bool


class Call:
    """What the interceptors share about one call."""

    __slots__ = (
        "context",
        "deadline_timer",
        "ended_by",
        "method",
        "request_id",
        "started_at",
        "task",
        "trace_id",
    )

    def __init__(self, method: Method, context: Context) -> None:
        self.method = method
        self.context = context
        self.request_id = ""
        self.trace_id = ""
        self.started_at = time.perf_counter()
        self.task = asyncio.current_task()
        self.ended_by: SteelyardError | None = None
        self.deadline_timer: asyncio.TimerHandle | None = None

    def end(self, error: SteelyardError) -> None:
        """Stop the work of this call from outside; the client gets the error."""
        if self.task is not None and self.ended_by is None:
            self.ended_by = error
            self.task.cancel()

    def remaining_s(self) -> float | None:
        """Seconds until the client's own deadline, negative behind it; None where it set none."""
        # The library's annotation says float alone.
        remaining: float | None = self.context.time_remaining()
        return remaining


class Interceptor(Protocol):
    """Something around every call, with a part before the work and a part after it."""

    def before(self, call: Call) -> None:
        """Called before the work; raising refuses the call, and ``after`` is then not called."""
        ...

    def after(self, call: Call, error: BaseException | None) -> BaseException | None:
        """Called after the work, however it ended.

        Args:
            call: The call.
            error: What the inner part raised; None when it answered.

        Returns:
            What the outer part sees in its place.
        """
        ...
