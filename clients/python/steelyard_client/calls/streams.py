"""The stream of texts: its messages, and what both clients keep of one that is open."""

from collections.abc import Iterator
from typing import Unpack

import grpc
from steelyard.v1 import token_service_pb2 as pb

from steelyard_client.arguments import Counting
from steelyard_client.calls.reading import count_of
from steelyard_client.calls.sending import selector, text_field
from steelyard_client.calls.texts import special_tokens_of, unknown_model_of
from steelyard_client.errors import SteelyardError
from steelyard_client.results.counts import StreamedCount, TextChunk
from steelyard_client.statuses import to_error, unexplained

CHUNK_CHARACTERS = 250_000
"""Four bytes each at most, so that a message stays below 1 MiB."""


def stream_config(**how: Unpack[Counting]) -> pb.StreamCountTokensRequest:
    """The first message of a stream."""
    config = pb.StreamConfig(
        tokenizer=selector(how, unknown_model=unknown_model_of(how)),
        special_tokens=special_tokens_of(how),
    )
    return pb.StreamCountTokensRequest(config=config)


class StreamLedger:
    """What was sent and answered on one stream, so that its end can be judged.

    Args:
        server: The address, for messages.
        request_id: Names the stream.
    """

    def __init__(self, *, server: str, request_id: str) -> None:
        self._server = server
        self._request_id = request_id
        self._text_count = 0
        self._answer_count = 0
        self._is_text_open = False
        self._is_complete = False
        self._fault: Exception | None = None

    def messages(self, text: str | TextChunk) -> Iterator[pb.StreamCountTokensRequest]:
        """A text or a part of one, in messages that are not too large.

        Raises:
            InvalidValue: It holds a lone surrogate.
        """
        chunk = TextChunk(text) if isinstance(text, str) else text
        characters = text_field(chunk.text, field="chunk.text")
        last_start = max(0, (len(characters) - 1) // CHUNK_CHARACTERS * CHUNK_CHARACTERS)
        for start in range(0, last_start, CHUNK_CHARACTERS):
            yield _message(characters[start : start + CHUNK_CHARACTERS], more=True)
        self._text_count += not chunk.more
        self._is_text_open = chunk.more
        yield _message(characters[last_start:], more=chunk.more)

    def texts_ended(self, fault: Exception | None = None) -> None:
        """Note that no text follows, and why if the caller's own texts failed."""
        self._is_complete = True
        self._fault = fault

    def answered(self, answer: pb.StreamCountTokensResponse) -> StreamedCount:
        """Note an answer and read it."""
        self._answer_count += 1
        return StreamedCount(
            answer.text_index,
            count_of(answer.count, answer.provenance),
            answer.total_token_count,
        )

    def failed(self, error: grpc.RpcError) -> Exception:
        """What to raise where the stream ended with an error."""
        return self._fault or to_error(error, server=self._server, request_id=self._request_id)

    def cancelled(self) -> Exception:
        """What to raise where the client was closed in the middle."""
        return self._cut_off(grpc.StatusCode.CANCELLED)

    def ended(self) -> Exception | None:
        """What to raise where the stream ended without one; None where every text was answered."""
        if self._fault is not None:
            return self._fault
        is_answered = self._answer_count == self._text_count and not self._is_text_open
        if self._is_complete and is_answered:
            return None
        return self._cut_off(
            grpc.StatusCode.UNAVAILABLE,
            "the server at {} ended the stream before every text was answered",
        )

    def _cut_off(self, code: grpc.StatusCode, sentence: str = "") -> SteelyardError:
        return unexplained(
            code, server=self._server, request_id=self._request_id, sentence=sentence
        )


def _message(text: str, *, more: bool) -> pb.StreamCountTokensRequest:
    return pb.StreamCountTokensRequest(chunk=pb.TextChunk(text=text, more=more))
