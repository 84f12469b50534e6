import gc
import threading
import time

import grpc
import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard_client import TextChunk

from adapters.outbound.grpc_client.chunks import MOST_WAITING, ChunkQueue
from adapters.outbound.grpc_client.errors import ServerUnreachable
from adapters.outbound.grpc_client.remote import remote_use_cases
from domain.tokens.model import (
    ModelNotFound,
    SpecialTokens,
    TextNotUnicode,
    TokenizerSelector,
)
from domain.tokens.streaming import TextTooLarge
from domain.tokens.text_analyses import (
    TokenAnalysis,
)
from ports.inbound.tokens import TextCounting, TokenAnalyses
from tests.integration.grpc_client.token_server import (
    ENDING_TEXT,
    FAILING_TEXT,
    WAIT_S,
    CharacterServicer,
    TokenServer,
    failure,
)

MEBIBYTE = 1_048_576
STREAM_HAS_BEGUN = 2
"""Requests by then: the client's first question, and the stream's config."""


def begin(analyses: TokenAnalyses, *, model: str = "known") -> TextCounting:
    """Begin a stream."""
    return analyses.stream_count_tokens(
        selector=TokenizerSelector(model=model), special_tokens=SpecialTokens.AS_TEXT
    )


def tokens(analysis: TokenAnalysis | None) -> int | None:
    """The number of a count."""
    return analysis.count.token_count if analysis else None


def feed_for_ever(counting: TextCounting) -> None:
    """Feed a text that never ends."""
    while True:
        counting.feed("x", more=True)


def test_texts_are_counted_as_they_come(analyses: TokenAnalyses) -> None:
    """Each text has one answer, after its last chunk, and the next one begins at nothing."""
    counting = begin(analyses)
    expected = [None, None, 6, 0, 2]

    answers = [
        counting.feed("abc", more=True),
        counting.feed("", more=True),
        counting.feed("def"),
        counting.feed(""),
        counting.feed("gh"),
    ]

    assert expected == [tokens(each) for each in answers]


def test_large_chunk_is_sent_in_small_messages(
    analyses: TokenAnalyses, character_servicer: CharacterServicer
) -> None:
    """No message reaches 1 MiB, whatever its characters; together they are the chunk."""
    text = "\U0001f600" * 1_000_000
    counting = begin(analyses)
    expected = (len(text), text)

    counted = tokens(counting.feed(text))

    chunks = [
        each
        for each in character_servicer.requests
        if isinstance(each, pb.StreamCountTokensRequest)
    ]
    assert expected == (counted, "".join(each.chunk.text for each in chunks))
    assert max(each.ByteSize() for each in chunks) < MEBIBYTE


def test_refused_selector_is_told_at_the_beginning(
    analyses: TokenAnalyses, character_servicer: CharacterServicer
) -> None:
    """A stream for an unknown model is refused before any text is fed."""
    character_servicer.failures["unknown"] = failure(grpc.StatusCode.NOT_FOUND, "MODEL_NOT_FOUND")

    with pytest.raises(ModelNotFound):
        begin(analyses, model="unknown")


def test_lone_surrogate_is_refused(analyses: TokenAnalyses) -> None:
    """A chunk that is no Unicode is refused with its field."""
    counting = begin(analyses)
    expected = "chunk.text"

    with pytest.raises(TextNotUnicode) as refused:
        counting.feed("\udcff")

    assert expected == refused.value.field


def test_error_of_a_text_is_raised(analyses: TokenAnalyses) -> None:
    """What the server says of a text is raised where its answer is waited for."""
    counting = begin(analyses)
    expected = "5"

    with pytest.raises(TextTooLarge) as raised:
        counting.feed(FAILING_TEXT)

    assert expected == raised.value.metadata["limit"]


def test_error_in_the_middle_of_a_text_stops_the_feeding(analyses: TokenAnalyses) -> None:
    """A stream that the server ends is noticed while the text still goes on."""
    counting = begin(analyses)
    counting.feed(FAILING_TEXT, more=True)

    with pytest.raises(TextTooLarge):
        feed_for_ever(counting)


def test_stream_that_ends_too_early_is_an_error(analyses: TokenAnalyses) -> None:
    """A stream that ends without the answer is no count of nothing."""
    counting = begin(analyses)

    with pytest.raises(ServerUnreachable, match="before every text was answered"):
        counting.feed(ENDING_TEXT)


def test_server_that_goes_away_is_unreachable(
    analyses: TokenAnalyses, token_server: TokenServer
) -> None:
    """A server that is gone in the middle of a text is told as such."""
    counting = begin(analyses)
    counting.feed("abc", more=True)
    token_server.server.stop(None).wait()

    with pytest.raises(ServerUnreachable):
        counting.feed("def")


def test_forgotten_stream_ends(
    analyses: TokenAnalyses, character_servicer: CharacterServicer
) -> None:
    """A stream that nobody holds any more ends on the server as well."""
    counting = begin(analyses)
    counting.feed("abc", more=True)
    while len(character_servicer.requests) < STREAM_HAS_BEGUN:
        time.sleep(0.01)

    del counting
    gc.collect()

    assert character_servicer.ended.wait(WAIT_S)


def test_closed_client_ends_its_streams(
    token_server: TokenServer, character_servicer: CharacterServicer
) -> None:
    """Hanging up ends what is under way, though somebody still holds it."""
    with remote_use_cases(token_server.address) as remote:
        counting = begin(remote.tokens.texts)
        counting.feed("abc", more=True)
        while len(character_servicer.requests) < STREAM_HAS_BEGUN:
            time.sleep(0.01)

    assert character_servicer.ended.wait(WAIT_S)
    del counting


def test_full_queue_waits_until_it_ends() -> None:
    """A caller that is faster than the server waits for room, and is woken when the stream ends."""
    queue = ChunkQueue()
    room = [queue.put(TextChunk("")) for _ in range(MOST_WAITING)]
    ending = threading.Timer(0.05, queue.end)
    expected = ([True] * MOST_WAITING, False)

    ending.start()
    accepted = queue.put(TextChunk(""))
    ending.join()

    assert expected == (room, accepted)


def test_ended_queue_has_no_next_message() -> None:
    """Once ended, a stream sends nothing, not even what waits."""
    queue = ChunkQueue()
    queue.put(TextChunk(""))
    expected: list[TextChunk] = []

    queue.end()

    assert expected == list(queue)
