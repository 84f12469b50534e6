"""Texts of a stream are counted as they come, in both clients."""

import asyncio
import gc
import threading
from collections.abc import AsyncIterator, Iterator

import grpc
import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2
from steelyard_client import (
    AsyncSteelyard,
    InvalidValue,
    SpecialTokens,
    Steelyard,
    TextChunk,
    Unavailable,
    UnknownModel,
)

from tests.integration.client.asking import Kind, ask
from tests.integration.client.scripted_server import (
    WAIT_S,
    RunningServer,
    ScriptedServicer,
    status,
)

MEBIBYTE = 1_048_576


class TextsFailed(Exception):
    """What the caller's own texts may raise."""


def endless() -> Iterator[str]:
    """Texts that never end."""
    while True:
        yield "x"


def failing() -> Iterator[str]:
    """Texts of which the second one fails."""
    yield "x"
    raise TextsFailed


def senders() -> int:
    """How many tasks send texts."""
    return sum("_send" in repr(task) for task in asyncio.all_tasks())


def test_texts_are_counted_as_they_come(kind: Kind, server: RunningServer) -> None:
    """Each text has one count, after its last chunk, with its index and the sum so far."""
    texts = ["abc", TextChunk("de", more=True), TextChunk("", more=True), TextChunk("f"), ""]
    expected = [(0, 3, 3), (1, 3, 6), (2, 0, 6)]

    counts = ask(kind, server.address, lambda client: client.count_stream(texts, model="m"))

    assert expected == [
        (each.text_index, each.count.token_count, each.total_token_count) for each in counts
    ]


def test_stream_says_how_to_count(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The arguments are the first message of the stream."""
    expected = pb.StreamCountTokensRequest(
        config=pb.StreamConfig(
            tokenizer=types_pb2.TokenizerSelector(
                model="m", unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE"
            ),
            special_tokens="SPECIAL_TOKEN_HANDLING_SPECIAL",
        )
    )

    ask(
        kind,
        server.address,
        lambda client: client.count_stream(
            [],
            model="m",
            special_tokens=SpecialTokens.SPECIAL,
            unknown_model=UnknownModel.REFUSE,
        ),
    )

    assert [expected] == servicer.requests


def test_asyncio_texts_are_awaited(server: RunningServer) -> None:
    """The asyncio client takes texts that have to be waited for."""

    async def texts() -> AsyncIterator[str]:
        yield "a"
        await asyncio.sleep(0)
        yield "bc"

    expected = [1, 2]

    counts = ask(
        Kind.ASYNCIO, server.address, lambda client: client.count_stream(texts(), model="m")
    )

    assert expected == [each.count.token_count for each in counts]


def test_large_text_is_sent_in_small_messages(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """No message reaches 1 MiB, whatever its characters; together they are the text."""
    text = "\U0001f600" * 1_000_000
    expected = (len(text), text)

    (counted,) = ask(kind, server.address, lambda client: client.count_stream([text], model="m"))

    sent = "".join(request.chunk.text for request in servicer.requests)
    assert expected == (counted.count.token_count, sent)
    assert max(request.ByteSize() for request in servicer.requests) < MEBIBYTE


def test_slow_reader_gets_every_count(server: RunningServer) -> None:
    """Counts that wait to be read when the server ends the stream are not lost."""

    async def read_slowly() -> int:
        counted = 0
        async with AsyncSteelyard(server.address) as client:
            async for _ in client.count_stream(["x"] * 20, model="m"):
                counted += 1
                await asyncio.sleep(0.01)
        return counted

    expected = 20

    counted = asyncio.run(read_slowly())

    assert expected == counted


def test_many_texts_are_counted(kind: Kind, server: RunningServer) -> None:
    """Sending and reading go on at once, however many texts there are."""
    expected = 2_000

    counts = ask(kind, server.address, lambda client: client.count_stream(["x"] * 2_000, model="m"))

    assert expected == counts[-1].total_token_count


def test_error_of_the_server_is_raised(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """What the server says of a text is raised in the place of its count."""
    servicer.script["StreamCountTokens"] = [
        status(grpc.StatusCode.INVALID_ARGUMENT, reason="TEXT_TOO_LARGE", limit="5")
    ]
    expected = "5"

    with pytest.raises(InvalidValue) as raised:
        ask(
            kind,
            server.address,
            lambda client: client.count_stream(["#fail#", *["x"] * 100], model="m"),
        )

    assert expected == raised.value.metadata["limit"]


def test_stream_that_ends_too_early_is_an_error(kind: Kind, server: RunningServer) -> None:
    """A stream that ends without a count for every text is no count of nothing."""
    with pytest.raises(Unavailable, match="before every text was answered"):
        ask(kind, server.address, lambda client: client.count_stream(["a", "#end#"], model="m"))


def test_fault_of_the_texts_is_raised_after_the_counts_before_it(server: RunningServer) -> None:
    """What the caller's own texts raise comes through as it is."""
    expected = 1

    with Steelyard(server.address) as client:
        counts = client.count_stream(failing(), model="m")
        counted = next(counts)
        with pytest.raises(TextsFailed):
            next(counts)

    assert expected == counted.count.token_count


def test_fault_of_asyncio_texts_is_raised(server: RunningServer) -> None:
    """What the caller's own texts raise comes through as it is."""
    with pytest.raises(TextsFailed):
        ask(Kind.ASYNCIO, server.address, lambda client: client.count_stream(failing(), model="m"))


def test_lone_surrogate_is_refused(kind: Kind, server: RunningServer) -> None:
    """A text that is no Unicode is refused with its field."""
    expected = ("TEXT_NOT_UNICODE", {"field": "chunk.text"})

    with pytest.raises(InvalidValue) as refused:
        ask(kind, server.address, lambda client: client.count_stream(["\udcff"], model="m"))

    assert expected == (refused.value.reason, refused.value.metadata)


def test_single_text_is_not_taken_for_its_characters(kind: Kind, server: RunningServer) -> None:
    """A forgotten bracket is a mistake, and no stream of letters."""
    with pytest.raises(TypeError, match="single one"):
        ask(kind, server.address, lambda client: client.count_stream("text", model="m"))


def test_closed_stream_ends_on_the_server(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A stream that is left before its end is cancelled."""
    with Steelyard(server.address) as client:
        with client.count_stream(endless(), model="m") as counts:
            next(counts)

        assert servicer.ended.wait(WAIT_S)


def test_forgotten_stream_ends_on_the_server(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A stream that nobody holds any more is cancelled."""
    with Steelyard(server.address) as client:
        counts = client.count_stream(endless(), model="m")
        next(counts)

        del counts
        gc.collect()

        assert servicer.ended.wait(WAIT_S)


def test_left_asyncio_stream_ends_on_the_server(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A generator that is closed before its end cancels the call, though its texts still wait."""

    async def waiting() -> AsyncIterator[str]:
        yield "x"
        await asyncio.Event().wait()

    async def leave() -> int:
        async with AsyncSteelyard(server.address) as client:
            counts = client.count_stream(waiting(), model="m")
            await anext(counts)
            await counts.aclose()
            return senders()

    expected = 0

    left_over = asyncio.run(leave())

    assert expected == left_over
    assert servicer.ended.wait(WAIT_S)


def test_server_that_ends_a_stream_leaves_no_task(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """What still waits for the caller's texts ends with the stream."""
    servicer.script["StreamCountTokens"] = [status(grpc.StatusCode.INTERNAL)]

    async def waiting() -> AsyncIterator[str]:
        yield "#fail#"
        await asyncio.Event().wait()

    async def fail() -> int:
        async with AsyncSteelyard(server.address) as client:
            with pytest.raises(Exception, match="failed to answer"):
                await anext(client.count_stream(waiting(), model="m"))
            return senders()

    expected = 0

    left_over = asyncio.run(fail())

    assert expected == left_over


def test_closing_the_client_ends_an_asyncio_stream_with_an_error(server: RunningServer) -> None:
    """Who waits for a count of a client that is closed is not taken for cancelled."""

    async def waiting() -> AsyncIterator[str]:
        await asyncio.Event().wait()
        yield "x"

    async def close() -> None:
        client = AsyncSteelyard(server.address)
        counts = client.count_stream(waiting(), model="m")
        reading = asyncio.ensure_future(anext(counts))
        await asyncio.sleep(0.2)
        await client.close()
        with pytest.raises(Unavailable, match="was cancelled"):
            await reading

    asyncio.run(close())


def test_end_of_a_stream_is_told(server: RunningServer) -> None:
    """Who feeds a stream from another thread learns that it has ended, also when it is too late."""
    told = [threading.Event(), threading.Event()]

    with Steelyard(server.address) as client:
        counts = client.count_stream(["x"], model="m")
        counts.when_ended(told[0].set)
        list(counts)
        counts.when_ended(told[1].set)

    assert all(each.wait(WAIT_S) for each in told)
