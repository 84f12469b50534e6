"""Asking each server once, with an ordinary client, whether what it answers is right.

The load generator looks at status codes only; these checks, before and after the rounds, look at
the counts.
"""

import json
import urllib.request
from collections.abc import Iterator, Sequence
from typing import Self

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from steelyard.v1 import token_service_pb2 as api
from steelyard.v1 import token_service_pb2_grpc, types_pb2

from benchmarks.processes import BenchmarkFailed

MODEL = "gpt-4o"
TIMEOUT_S = 30.0
SERVICE = "steelyard.v1.TokenService"


def unary_request(text: str) -> api.CountTokensRequest:
    """The request of the CountTokens arms."""
    return api.CountTokensRequest(tokenizer=types_pb2.TokenizerSelector(model=MODEL), text=text)


def batch_request(texts: Sequence[str]) -> api.BatchCountTokensRequest:
    """The request of the BatchCountTokens arm."""
    selector = types_pb2.TokenizerSelector(model=MODEL)
    return api.BatchCountTokensRequest(tokenizer=selector, texts=texts)


def stream_requests(texts: Sequence[str]) -> Iterator[api.StreamCountTokensRequest]:
    """The messages of one stream of the StreamCountTokens arm."""
    selector = types_pb2.TokenizerSelector(model=MODEL)
    yield api.StreamCountTokensRequest(config=api.StreamConfig(tokenizer=selector))
    for text in texts:
        yield api.StreamCountTokensRequest(chunk=api.TextChunk(text=text))


class GrpcClient:
    """An ordinary grpc client of one server."""

    def __init__(self, port: int) -> None:
        # Without its own subchannel pool, two clients of one port would share a connection.
        options = (("grpc.use_local_subchannel_pool", 1),)
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options)
        self._stub = token_service_pb2_grpc.TokenServiceStub(self._channel)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._channel.close()

    def unary(self, text: str) -> api.CountTokensResponse:
        """The whole answer to a CountTokens call."""
        return self._stub.CountTokens(unary_request(text), timeout=TIMEOUT_S)

    def counts(self, texts: Sequence[str]) -> list[int]:
        """Counts of a CountTokens call for each text."""
        return [self.unary(text).count.token_count for text in texts]

    def batch_counts(self, texts: Sequence[str]) -> list[int]:
        """Counts of one BatchCountTokens call."""
        return list(
            self._stub.BatchCountTokens(batch_request(texts), timeout=TIMEOUT_S).token_counts
        )

    def stream_counts(self, texts: Sequence[str]) -> list[int]:
        """Counts of one StreamCountTokens call."""
        answers = self._stub.StreamCountTokens(stream_requests(texts), timeout=TIMEOUT_S)
        return [each.count.token_count for each in answers]

    def load_encoding(self, encoding: str, texts: Sequence[str]) -> None:
        """Make the server use an encoding on its quick and its thread-pool paths."""
        selector = types_pb2.TokenizerSelector(encoding=encoding)
        for text in texts:
            request = api.CountTokensRequest(tokenizer=selector, text=text)
            self._stub.CountTokens(request, timeout=TIMEOUT_S)
        batch = api.BatchCountTokensRequest(tokenizer=selector, texts=texts)
        self._stub.BatchCountTokens(batch, timeout=TIMEOUT_S)

    def is_serving(self) -> bool:
        """Whether the health service says SERVING."""
        stub = health_pb2_grpc.HealthStub(self._channel)
        request = health_pb2.HealthCheckRequest()
        answer = stub.Check(request, timeout=TIMEOUT_S)  # type: ignore[attr-defined]  # its stubs leave the methods out
        return bool(answer.status == health_pb2.HealthCheckResponse.SERVING)


def post_json(port: int, path: str, body: object) -> dict[str, object]:
    """The answer of an HTTP server to a JSON body."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}",
        json.dumps(body).encode(),
        {"content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:  # noqa: S310 - as above
        answer: dict[str, object] = json.loads(response.read())
        return answer


def handled_calls(http_port: int, method: str) -> dict[str, int]:
    """How many calls of a method Steelyard says that it has answered, by status code."""
    url = f"http://127.0.0.1:{http_port}/metrics"
    with urllib.request.urlopen(url, timeout=TIMEOUT_S) as response:
        lines = response.read().decode().splitlines()
    calls: dict[str, int] = {}
    for line in lines:
        if line.startswith("steelyard_grpc_requests_total{") and f'/{method}"' in line:
            code = line.partition('code="')[2].partition('"')[0]
            calls[code] = calls.get(code, 0) + int(float(line.rpartition(" ")[2]))
    return calls


def require_equal(name: str, expected: object, actual: object) -> None:
    """Stop everything when a server answers wrongly.

    Raises:
        BenchmarkFailed: The two differ.
    """
    if expected != actual:
        raise BenchmarkFailed(f"{name} answers wrongly: {actual!r} instead of {expected!r}")
