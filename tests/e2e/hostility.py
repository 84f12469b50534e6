"""How hostile requests are judged: by their time, and by what happens to others meanwhile."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import Any

from steelyard.v1 import token_service_pb2 as pb

from tests.e2e.requests import by_model
from tests.e2e.running import RunningServer, open_channel

BOUND_S = 30.0
"""Far above what any of this takes on a quiet machine, far below for ever."""
BYTES = 1_000_000
MODELS = (
    "gpt-4o",
    "gpt-oss-120b",
    "claude-opus-4-5",
    "claude-opus-4-7",
    "claude-sonnet-5",
    "gemini-2.5-pro",
    "gemini-3.1-pro-preview",
    "llama-3-70b-instruct",
    "qwen3.5-27b",
    "mistral-7b-instruct-v0.3",
    "mistral-nemo-2407",
    "deepseek-chat",
    "kimi-k2",
    "no-such-model",
)


def selected(model: str, **fields: Any) -> pb.CountTokensRequest:
    return pb.CountTokensRequest(tokenizer=by_model(model), **fields)


@contextmanager
def others_go_on(server: RunningServer) -> Iterator[list[float]]:
    """Seconds that each small call took while something else went on."""
    took: list[float] = []
    stop = Event()

    def ask() -> None:
        with open_channel(server) as channel:
            count = channel.unary_unary(
                "/steelyard.v1.TokenService/CountTokens",
                request_serializer=pb.CountTokensRequest.SerializeToString,
                response_deserializer=pb.CountTokensResponse.FromString,
            )
            while not stop.wait(0.02):
                began = time.monotonic()
                count(selected("gpt-4o", text="Hello"), timeout=BOUND_S, wait_for_ready=True)
                took.append(time.monotonic() - began)

    asking = Thread(target=ask)
    asking.start()
    try:
        yield took
    finally:
        stop.set()
        asking.join(2 * BOUND_S)
