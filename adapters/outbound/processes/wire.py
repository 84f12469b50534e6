"""How texts and counts travel between processes: numbers of four bytes, then UTF-8."""

import socket
import struct
from collections.abc import Sequence

_NUMBER = struct.Struct("!I")


class ConnectionEnded(Exception):
    """The other side is gone."""


def send_texts(connection: socket.socket, encoding: str, texts: Sequence[str]) -> None:
    """Send what is to be counted, and how."""
    raw = [encoding.encode(), *(text.encode() for text in texts)]
    connection.sendall(_numbers([len(raw), *map(len, raw)]))
    for each in filter(None, raw):
        # Who has received all but an empty text may have answered and gone; sending nothing to
        # somebody who is gone is an error all the same.
        connection.sendall(each)


def receive_texts(connection: socket.socket) -> tuple[str, list[str]]:
    """The encoding and the texts."""
    lengths = _receive_numbers(connection)
    encoding, *texts = (_receive(connection, length).decode() for length in lengths)
    return encoding, texts


def send_counts(connection: socket.socket, counts: Sequence[int]) -> None:
    """Send the counts, in the order of the texts."""
    connection.sendall(_numbers([len(counts), *counts]))


def receive_counts(connection: socket.socket) -> list[int]:
    """The counts."""
    return _receive_numbers(connection)


def _numbers(numbers: Sequence[int]) -> bytes:
    return struct.pack(f"!{len(numbers)}I", *numbers)


def _receive_numbers(connection: socket.socket) -> list[int]:
    """So many numbers as the first one says."""
    (count,) = _NUMBER.unpack(_receive(connection, _NUMBER.size))
    return list(struct.unpack(f"!{count}I", _receive(connection, count * _NUMBER.size)))


def _receive(connection: socket.socket, length: int) -> bytearray:
    received = bytearray(length)
    view = memoryview(received)
    while view:
        size = connection.recv_into(view)
        if size == 0:
            raise ConnectionEnded
        view = view[size:]
    return received
