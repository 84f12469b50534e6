"""Texts that are counted by a server as they come."""

import weakref

from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from adapters.outbound.grpc_client.errors import ServerUnreachable, server_errors
from adapters.outbound.grpc_client.messages import to_analysis, valid_text
from adapters.outbound.grpc_client.requests import RequestQueue
from domain.tokens.model import TokenAnalysis

CHUNK_CHARACTERS = 250_000
"""Four bytes each at most, so that a message stays below 1 MiB."""


class RemoteTextCounting:
    """Implements ports.inbound.tokens.TextCounting over one call of StreamCountTokens.

    The call ends when nothing refers to this object any more.

    Args:
        stub: The service.
        config: The first message of the stream.
        server: The address that is called, for messages.
    """

    def __init__(
        self, stub: pb_grpc.TokenServiceStub, config: pb.StreamConfig, *, server: str
    ) -> None:
        self._server = server
        self._requests = RequestQueue()
        self._requests.put(pb.StreamCountTokensRequest(config=config))
        self._call = stub.StreamCountTokens(self._requests)
        if not self._call.add_callback(self._requests.end):
            self._requests.end()
        # The call must not refer to this object, or it would never be given up.
        weakref.finalize(self, self._call.cancel).atexit = False

    def is_quick(self, chunk: str) -> bool:  # noqa: ARG002 - the port's; a call always waits
        """See the port."""
        return False

    def feed(self, chunk: str, *, more: bool = False) -> TokenAnalysis | None:
        """See the port.

        Raises:
            ServerUnreachable: The server went away.
        """
        valid_text(chunk, field="chunk.text")
        last_start = max(0, (len(chunk) - 1) // CHUNK_CHARACTERS * CHUNK_CHARACTERS)
        for start in range(0, last_start, CHUNK_CHARACTERS):
            self._send(chunk[start : start + CHUNK_CHARACTERS], more=True)
        self._send(chunk[last_start:], more=more)
        return None if more else self._answer()

    def _send(self, text: str, *, more: bool) -> None:
        part = pb.TextChunk(text=text, more=more)
        if not self._requests.put(pb.StreamCountTokensRequest(chunk=part)):
            self._answer()  # raises why the stream ended

    def _answer(self) -> TokenAnalysis:
        try:
            with server_errors(self._server):
                return to_analysis(next(self._call))
        except StopIteration:
            raise ServerUnreachable(
                f"the server at {self._server} ended the stream before it answered",
                server=self._server,
            ) from None
