import socket
from collections.abc import Iterator

import pytest

from adapters.outbound.processes.wire import (
    ConnectionEnded,
    receive_counts,
    receive_texts,
    send_counts,
    send_texts,
)

type Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


@pytest.mark.parametrize("texts", [[], [""], ["a", "", "é\x00\U0001f469"], ["", "", "a"]])
def test_texts_arrive_as_they_were_sent(pair: Pair, texts: list[str]) -> None:
    """In order, with the encoding, empty ones included."""
    send_texts(pair[0], "claude-v3", texts)

    assert ("claude-v3", texts) == receive_texts(pair[1])


@pytest.mark.parametrize("counts", [[], [0], [1, 2**32 - 1]])
def test_counts_arrive_as_they_were_sent(pair: Pair, counts: list[int]) -> None:
    """In order, up to what four bytes hold."""
    send_counts(pair[0], counts)

    assert counts == receive_counts(pair[1])


class RecordingConnection(socket.socket):
    """Remembers what is sent instead of sending it."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def sendall(self, data: bytes, flags: int = 0) -> None:  # type: ignore[override]  # only bytes are sent here
        self.sent.append(data)


@pytest.mark.parametrize("texts", [[""], ["a", ""], ["", "a", "", ""]])
def test_nothing_is_sent_for_an_empty_text(texts: list[str]) -> None:
    """The other side needs nothing more, so it may have answered and closed already."""
    with RecordingConnection() as connection:
        send_texts(connection, "claude-v3", texts)

        assert all(connection.sent)


def test_an_end_before_the_last_byte_is_told(pair: Pair) -> None:
    """Whoever waits for texts or counts learns that the other side is gone."""
    pair[0].sendall(b"\x00\x00\x00\x01\x00")
    pair[0].close()

    with pytest.raises(ConnectionEnded):
        receive_counts(pair[1])
