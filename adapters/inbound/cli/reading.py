"""Texts in chunks of characters, whatever their size."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK_BYTES = 262_144
SNIFFED_BYTES = 8_192
"""Where a NUL byte shows that a file is no text; git looks there too."""


class NotText(Exception):
    """The input is no UTF-8 text.

    Args:
        reason: Why, for programs.
        message: Why, for people.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a text.

    Args:
        text: Its characters.
        byte_count: The bytes that were read for it.
        more: Whether the text goes on.
    """

    text: str
    byte_count: int
    more: bool


def read_chunks(stream: BinaryIO) -> Iterator[Chunk]:
    """Read UTF-8 text to its end, line ends and byte order mark included.

    Args:
        stream: Bytes; a read must come back short at the end only.

    Raises:
        NotText: There is a NUL byte at the beginning, or a byte that is no UTF-8.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    position = 0
    more = True
    while more:
        content = stream.read(CHUNK_BYTES)
        if not position and b"\0" in content[:SNIFFED_BYTES]:
            raise NotText("FILE_BINARY", "it holds a NUL byte, so it is no text")
        more = len(content) == CHUNK_BYTES
        pending, _ = decoder.getstate()
        try:
            text = decoder.decode(content, final=not more)
        except UnicodeDecodeError as error:
            offset = position - len(pending) + error.start
            raise NotText("TEXT_NOT_UNICODE", f"byte {offset} is not UTF-8") from None
        yield Chunk(text, len(content), more)
        position += len(content)
