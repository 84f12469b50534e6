"""Cutting files of lines into chunks that end with a line."""

from collections.abc import Callable, Iterator
from io import BufferedIOBase

from adapters.outbound.corpora.files import DAMAGES, is_packed, opened, unpacked
from domain.tokens.corpora import Chunk, CorpusFile, Reading

_LINE_END = b"\n"

type _Cut = tuple[int, int, bytes | None]
"""The length of a chunk in bytes, how many lines it ends, and its bytes where they are kept."""


def cut_lines(file: CorpusFile, reading: Reading) -> Iterator[Chunk]:
    """Cut a file behind line ends, about every ``chunk_bytes``.

    A line that is longer than that is a chunk of its own. The bytes are looked through for line
    ends here, so that every chunk knows its first line; a plain file is read again by whoever does
    the chunk, then from the operating system's memory.

    Where a packed file is damaged, the last chunk says so.

    Raises:
        CorpusUnreadable: It cannot be read.
    """
    with opened(file) as stream:
        if not is_packed(file):
            yield from _numbered(file, _cuts(stream, reading, keep=False), lambda end: end)
            return
        with unpacked(stream) as content:
            cuts = _cuts(content, reading, keep=True)
            yield from _numbered(file, cuts, lambda _: stream.tell())


def _numbered(
    file: CorpusFile, cuts: Iterator[_Cut], place_of: Callable[[int], int]
) -> Iterator[Chunk]:
    """Chunks that know where they begin.

    Args:
        file: Their file.
        cuts: Their lengths and bytes.
        place_of: Where in the file reading is, from how much was unpacked.
    """
    start, position, place = 0, 1, 0
    try:
        for length, line_count, content in cuts:
            end, now = start + length, place_of(start + length)
            yield Chunk(
                files=(file,),
                start=start,
                end=end,
                first_position=position,
                byte_count=now - place,
                content=content,
            )
            start, position, place = end, position + line_count, now
    except DAMAGES:
        yield Chunk(
            files=(file,),
            start=start,
            end=start,
            first_position=position,
            byte_count=file.byte_count - place,
            damage="what follows is damaged, or not packed with gzip",
        )


def _cuts(stream: BufferedIOBase, reading: Reading, *, keep: bool) -> Iterator[_Cut]:
    """Where chunks end, with their bytes where those are to be kept."""
    buffer, held = bytearray(reading.chunk_bytes), 0  # one for all, as new memory costs more
    while True:
        try:
            found = _filled(stream, memoryview(buffer)[held:])
        except DAMAGES:
            if end := buffer.rfind(_LINE_END, 0, held) + 1:  # of what was read with a long line
                yield _cut(buffer, end, keep=keep)
            raise
        length = held + found
        end = buffer.rfind(_LINE_END, 0, length) + 1
        if end:
            yield _cut(buffer, end, keep=keep)
            held = length - end
            buffer[:held] = buffer[end:length]
        elif length == reading.chunk_bytes:
            size, lines, content, rest = _long_line(bytes(buffer), stream, reading)
            yield size, lines, content if keep else None
            held = len(rest)
            buffer[:held] = rest
        elif found:
            held = length
        else:
            if length:
                yield _cut(buffer, length, keep=keep)
            return


def _filled(stream: BufferedIOBase, room: memoryview) -> int:
    """How many bytes were read; fewer than there is room for at the end, and where damage begins.

    What raises over damage raises again when it is asked for more.
    """
    found = 0
    try:
        while found < len(room) and (more := stream.readinto1(room[found:])):
            found += more
    except DAMAGES:
        if not found:
            raise
    return found


def _cut(buffer: bytearray, end: int, *, keep: bool) -> _Cut:
    content = bytes(memoryview(buffer)[:end]) if keep else None
    return end, buffer.count(_LINE_END, 0, end), content


def _long_line(
    block: bytes, stream: BufferedIOBase, reading: Reading
) -> tuple[int, int, bytes | None, bytes]:
    """A line that is longer than a chunk, as a cut, and what was read of the next one.

    Its bytes are thrown away as soon as it is longer than a record may be.
    """
    parts, length = [block], len(block)
    while more := stream.read1(reading.chunk_bytes):
        end = more.find(_LINE_END) + 1
        length += end or len(more)
        parts.append(more[:end] if end else more)
        if length > reading.record_bytes:
            parts.clear()
        if end:
            return length, 1, _joined(parts), more[end:]
    return length, 0, _joined(parts), b""


def _joined(parts: list[bytes]) -> bytes | None:
    return b"".join(parts) or None
