"""How failed calls are tried again: by the gRPC library, as this service config tells it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from steelyard.v1 import compression_service_pb2, token_service_pb2

RETRYABLE_CODES = ("UNAVAILABLE", "RESOURCE_EXHAUSTED")
FEWEST_ATTEMPTS = 2
MOST_ATTEMPTS = 5
"""The gRPC library makes no more, whatever it is told."""
RETRY_BUFFER_BYTES = 4 * 1_048_576
"""Requests up to this size can be retried: a server's own limit unless it is told otherwise."""

_SERVICES = (
    *token_service_pb2.DESCRIPTOR.services_by_name.values(),
    *compression_service_pb2.DESCRIPTOR.services_by_name.values(),
)
_NOT_TWICE = frozenset({"CreateTokenAnalysis"})
"""What a second attempt would do once more; a job has a name that the server knows it by."""
_THROTTLING = {"maxTokens": 100, "tokenRatio": 0.1}
"""A failure takes a token, an answer gives a tenth back; below half there are no retries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """How calls that failed with UNAVAILABLE or RESOURCE_EXHAUSTED are tried again.

    Each pause is the one before times the multiplier, give or take a fifth, unless the server says
    when to come back (``grpc-retry-pushback-ms``). While most calls fail, none is retried.

    Args:
        max_attempts: Attempts in all, 2 to 5.
        initial_backoff_seconds: The pause before the second attempt.
        max_backoff_seconds: The longest pause.
        multiplier: How much longer each pause is than the one before.

    Raises:
        ValueError: A number is out of its range.
    """

    max_attempts: int = 4
    initial_backoff_seconds: float = 0.1
    max_backoff_seconds: float = 2.0
    multiplier: float = 2.0

    def __post_init__(self) -> None:
        if not FEWEST_ATTEMPTS <= self.max_attempts <= MOST_ATTEMPTS:
            raise ValueError(
                f"max_attempts is {FEWEST_ATTEMPTS} to {MOST_ATTEMPTS}; retry=None is for none"
            )
        pauses = (self.initial_backoff_seconds, self.max_backoff_seconds, self.multiplier)
        if min(pauses) <= 0:
            raise ValueError("backoffs and their multiplier are above 0")


def service_config(retry: RetryPolicy | None) -> str:
    """The service config of a channel, as JSON.

    Args:
        retry: How calls are retried; None for never.
    """
    config: dict[str, Any] = {"loadBalancingConfig": [{"round_robin": {}}]}
    if retry is not None:
        config["methodConfig"] = [{"name": list(_retryable()), "retryPolicy": _policy(retry)}]
        config["retryThrottling"] = _THROTTLING
    return json.dumps(config)


def _retryable() -> Iterator[dict[str, str]]:
    """Every unary RPC that may be made twice."""
    for service in _SERVICES:
        for method in service.methods:
            is_unary = not method.client_streaming and not method.server_streaming
            if is_unary and method.name not in _NOT_TWICE:
                yield {"service": service.full_name, "method": method.name}


def _policy(retry: RetryPolicy) -> dict[str, object]:
    return {
        "maxAttempts": retry.max_attempts,
        "initialBackoff": f"{retry.initial_backoff_seconds:.3f}s",
        "maxBackoff": f"{retry.max_backoff_seconds:.3f}s",
        "backoffMultiplier": retry.multiplier,
        "retryableStatusCodes": RETRYABLE_CODES,
    }
