"""Texts that are counted by a server as they come."""

from typing import Unpack

from steelyard_client import Steelyard, TextChunk
from steelyard_client.arguments import Counting

from adapters.outbound.grpc_client import values
from adapters.outbound.grpc_client.chunks import ChunkQueue
from adapters.outbound.grpc_client.errors import ServerUnreachable, domain_errors
from domain.tokens.model import (
    utf8_byte_count,
)
from domain.tokens.text_analyses import (
    TokenAnalysis,
)


class RemoteTextCounting:
    """Implements ports.inbound.tokens.TextCounting over one stream of the client.

    The stream ends when nothing refers to this object any more.

    Args:
        client: Calls the server.
        how: How texts are counted.
    """

    def __init__(self, client: Steelyard, **how: Unpack[Counting]) -> None:
        self._server = client.server
        self._chunks = ChunkQueue()
        self._counts = client.count_stream(self._chunks, **how)
        self._counts.when_ended(self._chunks.end)

    def is_quick(self, chunk: str) -> bool:  # noqa: ARG002 - the port's; a call always waits
        """See the port."""
        return False

    def feed(self, chunk: str, *, more: bool = False) -> TokenAnalysis | None:
        """See the port.

        Raises:
            ServerUnreachable: The server went away.
        """
        utf8_byte_count(chunk, field="chunk.text")
        if not self._chunks.put(TextChunk(chunk, more=more)):
            return self._answer()  # raises why the stream ended
        return None if more else self._answer()

    def _answer(self) -> TokenAnalysis:
        with domain_errors():
            answer = next(self._counts, None)
        if answer is None:
            raise ServerUnreachable(
                f"the server at {self._server} ended the stream", server=self._server
            )
        return values.to_analysis(answer.count)
