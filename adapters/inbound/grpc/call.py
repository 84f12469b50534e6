"""One call on its way through the interceptors."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

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

    __slots__ = ("context", "ended_by", "method", "request_id", "started_at", "task", "trace_id")

    def __init__(self, method: Method, context: Context) -> None:
        self.method = method
        self.context = context
        self.request_id = ""
        self.trace_id = ""
        self.started_at = time.perf_counter()
        self.task = asyncio.current_task()
        self.ended_by: SteelyardError | None = None

    def end(self, error: SteelyardError) -> None:
        """Stop the work of this call from outside; the client gets the error."""
        if self.task is not None and self.ended_by is None:
            self.ended_by = error
            self.task.cancel()

    def elapsed_s(self) -> float:
        """Seconds since the call began."""
        return time.perf_counter() - self.started_at


type Interceptor = Callable[[Call], AbstractContextManager[None]]
"""Entered before the work of a call and left after it, however it ends."""
