# ruff: noqa: N802 - methods have the names and the arguments that the library gives them
"""A token service of a few lines, for the client: a token for each character."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from domain.shared.pages import Page, PageRequest

PROVENANCE = types_pb2.Provenance(
    tokenizer="characters", vocabulary_sha256="ab" * 32, engine="fake 1", catalogue_version="7"
)
WAIT_S = 10.0
MODELS = ("a", "b", "c")
SILENT = "silent"
"""A model name that is never answered."""
FAILING_TEXT = "#fail#"
"""A streamed text that ends its stream with the error of FAILURE."""
ENDING_TEXT = "#end#"
"""A streamed text that ends its stream without an answer."""


def failure(
    code: grpc.StatusCode,
    reason: str,
    *,
    message: str = "no",
    domain: str = "steelyard",
    retry_after_ms: int = 0,
    **metadata: str,
) -> status_pb2.Status:
    """A rich status as a server sends it."""
    info = error_details_pb2.ErrorInfo(reason=reason, domain=domain, metadata=metadata)
    details = [_packed(error_details_pb2.BadRequest()), _packed(info)]
    if retry_after_ms:
        retry = error_details_pb2.RetryInfo()
        retry.retry_delay.FromMilliseconds(retry_after_ms)
        details.append(_packed(retry))
    return status_pb2.Status(code=code.value[0], message=message, details=details)


def _packed(detail: Any) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed


FAILURE = failure(grpc.StatusCode.INVALID_ARGUMENT, "TEXT_TOO_LARGE", field="chunk.text", limit="5")


@dataclass
class CharacterServicer(pb_grpc.TokenServiceServicer):
    """Counts characters, and fails as told.

    Args:
        failures: What to answer for a model of that name, instead of a count.
        requests: Every request, and every message of every stream.
        ended: Set when a stream has ended.
    """

    failures: dict[str, status_pb2.Status] = field(default_factory=dict)
    requests: list[Any] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def CountTokens(self, request: pb.CountTokensRequest, context: Any) -> pb.CountTokensResponse:
        self.requests.append(request)
        if status := self.failures.get(request.tokenizer.model):
            context.abort_with_status(rpc_status.to_status(status))
        if request.tokenizer.model == SILENT:
            over = threading.Event()
            context.add_callback(over.set)
            over.wait(WAIT_S)
        return pb.CountTokensResponse(count=count(len(request.text)), provenance=PROVENANCE)

    def BatchCountTokens(
        self, request: pb.BatchCountTokensRequest, context: Any
    ) -> pb.BatchCountTokensResponse:
        self.requests.append(request)
        return pb.BatchCountTokensResponse(
            token_counts=map(len, request.texts),
            upper_bound_token_counts=(2 * len(each) for each in request.texts),
            method=types_pb2.COUNT_METHOD_CALIBRATED,
            not_counted=["images"],
            provenance=PROVENANCE,
        )

    def StreamCountTokens(
        self, request_iterator: Iterator[pb.StreamCountTokensRequest], context: Any
    ) -> Iterator[pb.StreamCountTokensResponse]:
        context.add_callback(self.ended.set)
        held = 0
        for request in request_iterator:
            self.requests.append(request)
            text = request.chunk.text
            if text == ENDING_TEXT:
                return
            if text == FAILING_TEXT:
                context.abort_with_status(rpc_status.to_status(FAILURE))
            held += len(text)
            if request.HasField("chunk") and not request.chunk.more:
                yield pb.StreamCountTokensResponse(count=count(held), provenance=PROVENANCE)
                held = 0

    def EncodeText(self, request: pb.EncodeTextRequest, context: Any) -> pb.EncodeTextResponse:
        return pb.EncodeTextResponse(token_ids=map(ord, request.text), provenance=PROVENANCE)

    def DecodeTokens(
        self, request: pb.DecodeTokensRequest, context: Any
    ) -> pb.DecodeTokensResponse:
        raw_bytes = bytes(request.token_ids)
        return pb.DecodeTokensResponse(raw_bytes=raw_bytes, provenance=PROVENANCE)

    def ListModels(self, request: pb.ListModelsRequest, context: Any) -> pb.ListModelsResponse:
        page = Page.of(
            ((name, model(name)) for name in MODELS),
            PageRequest(request.page_size, request.page_token),
        )
        return pb.ListModelsResponse(models=page.items, next_page_token=page.next_token)

    def GetModel(self, request: pb.GetModelRequest, context: Any) -> pb.GetModelResponse:
        return pb.GetModelResponse(model=model(request.name))


def count(token_count: int) -> types_pb2.TokenCount:
    """An exact count as a message."""
    return types_pb2.TokenCount(
        token_count=token_count,
        upper_bound_token_count=token_count,
        method=types_pb2.COUNT_METHOD_EXACT,
    )


def model(name: str) -> pb.Model:
    """A model as a message, of a method that only a newer client would know."""
    return pb.Model(name=name, provider="test", encoding="characters", method=99, countable=True)  # type: ignore[arg-type]  # an open enum takes any number


@dataclass(frozen=True, slots=True)
class TokenServer:
    """A server that answers.

    Args:
        address: Its host and port.
        server: The server, to stop it.
    """

    address: str
    server: grpc.Server


@contextmanager
def serving(*add: Any) -> Iterator[TokenServer]:
    """A server on a free port of the loopback interface.

    Args:
        add: Each adds a service to the server.
    """
    with ThreadPoolExecutor(max_workers=4) as threads:
        server = grpc.server(threads)
        for each in add:
            each(server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        yield TokenServer(f"127.0.0.1:{port}", server)
        server.stop(None).wait()
