"""A server that answers what a test tells it to, and keeps what it was asked."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import grpc
from google.protobuf import any_pb2
from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from steelyard.v1 import (
    compression_service_pb2,
    compression_service_pb2_grpc,
    token_service_pb2_grpc,
)
from steelyard.v1 import token_service_pb2 as pb

WAIT_S = 10.0
SERVICES = (
    *pb.DESCRIPTOR.services_by_name.values(),
    *compression_service_pb2.DESCRIPTOR.services_by_name.values(),
)
ANSWERS = {
    method.name: GetMessageClass(method.output_type)
    for service in SERVICES
    for method in service.methods
    if not method.client_streaming and not method.server_streaming
}
"""The class of the answer of each unary RPC."""
UNARY = tuple(ANSWERS)

type Answer = Message | status_pb2.Status


def status(
    code: grpc.StatusCode, message: str = "no", *details: Message, reason: str = "", **metadata: str
) -> status_pb2.Status:
    """A rich status as a server sends it; without a reason, one that no Steelyard sends."""
    info = error_details_pb2.ErrorInfo(reason=reason, domain="steelyard", metadata=metadata)
    packed = [any_pb2.Any() for _ in (*details, *([info] if reason else []))]
    for each, detail in zip(packed, (*details, info), strict=False):
        each.Pack(detail)
    return status_pb2.Status(code=code.value[0], message=message, details=packed)


@dataclass
class ScriptedServicer:
    """Answers each RPC with what is scripted for it, and with an empty answer after that.

    Args:
        script: What to answer, in order, by the name of the RPC; statuses fail.
        changes: What each stream of changes of a job tells, in order; a status ends it, and None is
            silence until somebody else does.
        requests: What was asked, messages of streams included.
        metadata: What was sent before each call.
        deadlines_s: How long each call had.
        is_silent: Whether unary calls are not answered at all.
        ended: Set when a stream or a silent call has ended.
        silent: Set when a stream of changes has nothing to tell.
    """

    script: dict[str, list[Answer]] = field(default_factory=dict)
    changes: list[list[Answer | None]] = field(default_factory=list)
    requests: list[Any] = field(default_factory=list)
    metadata: list[dict[str, str | bytes]] = field(default_factory=list)
    deadlines_s: list[float | None] = field(default_factory=list)
    is_silent: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    silent: threading.Event = field(default_factory=threading.Event)

    def __getattr__(self, rpc: str) -> Callable[[Message, Any], Message]:
        """The method that answers a unary RPC."""
        if rpc not in UNARY:
            raise AttributeError(rpc)
        return partial(self.answer, rpc)

    def answer(self, rpc: str, request: Message, context: Any) -> Message:
        """Answer a unary call."""
        self._note(context)
        self.requests.append(request)
        if self.is_silent:
            over = threading.Event()
            context.add_callback(over.set)
            over.wait(WAIT_S)
            self.ended.set()
        scripted = self.script.get(rpc)
        answer = scripted.pop(0) if scripted else ANSWERS[rpc]()
        if isinstance(answer, status_pb2.Status):
            context.abort_with_status(rpc_status.to_status(answer))
        return answer

    def StreamCountTokens(  # noqa: N802 - the RPC's name
        self, request_iterator: Iterator[pb.StreamCountTokensRequest], context: Any
    ) -> Iterator[pb.StreamCountTokensResponse]:
        """Count characters; a text that is scripted ends the stream with its status."""
        self._note(context)
        context.add_callback(self.ended.set)
        endings = self.script.get("StreamCountTokens", [])
        index = total = held = 0
        for request in request_iterator:
            self.requests.append(request)
            if request.chunk.text == "#end#":
                return
            if request.chunk.text == "#fail#":
                context.abort_with_status(rpc_status.to_status(endings.pop()))
            held += len(request.chunk.text)
            if request.HasField("chunk") and not request.chunk.more:
                total += held
                answer = pb.StreamCountTokensResponse(text_index=index, total_token_count=total)
                answer.count.token_count = held
                yield answer
                index, held = index + 1, 0

    def WatchCompressionJob(  # noqa: N802 - the RPC's name
        self, request: Message, context: Any
    ) -> Iterator[Message]:
        """Tell what is scripted for the next stream; behind the last one, nothing."""
        self._note(context)
        self.requests.append(request)
        over = threading.Event()
        context.add_callback(over.set)
        context.add_callback(self.ended.set)
        for answer in self.changes.pop(0) if self.changes else [None]:
            if answer is None:
                self.silent.set()
                over.wait(WAIT_S)
            elif isinstance(answer, status_pb2.Status):
                context.abort_with_status(rpc_status.to_status(answer))
            else:
                yield answer

    def _note(self, context: Any) -> None:
        self.metadata.append(dict(context.invocation_metadata()))
        self.deadlines_s.append(context.time_remaining())


@dataclass(frozen=True, slots=True)
class RunningServer:
    """A server that answers.

    Args:
        address: Its host and port.
        server: The server, to stop it.
    """

    address: str
    server: grpc.Server


@contextmanager
def serving(
    servicer: ScriptedServicer | None = None,
    *,
    credentials: grpc.ServerCredentials | None = None,
    address: str = "127.0.0.1:0",
) -> Iterator[RunningServer]:
    """A server on the loopback interface.

    Args:
        servicer: Who answers; None for a server that is no Steelyard.
        credentials: For TLS.
        address: Where to listen; a free port unless given.
    """
    with ThreadPoolExecutor(max_workers=4) as threads:
        server = grpc.server(threads, options=[("grpc.so_reuseport", 0)])
        if servicer:
            token_service_pb2_grpc.add_TokenServiceServicer_to_server(servicer, server)  # type: ignore[arg-type]  # has its methods
            compression_service_pb2_grpc.add_CompressionServiceServicer_to_server(servicer, server)  # type: ignore[arg-type]  # has those too
        if credentials:
            port = server.add_secure_port(address, credentials)
        else:
            port = server.add_insecure_port(address)
        server.start()
        yield RunningServer(f"127.0.0.1:{port}", server)
        server.stop(None).wait()
