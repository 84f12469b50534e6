"""Corpora in files of one JSON object a line, plain or packed with gzip."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BufferedIOBase, BytesIO
from typing import Any

import orjson

from adapters.outbound.corpora.cutting import cut_lines
from adapters.outbound.corpora.files import opened, too_large
from domain.tokens.corpora import (
    Chunk,
    CorpusFile,
    CorpusRecord,
    CorpusUnreadable,
    FailedRecord,
    Place,
    Reading,
    Record,
)

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NAMES = frozenset({str, int})
"""Types of what may name a record; a truth value is none."""


class JsonlCorpus:
    """Implements ports.outbound.corpora.Corpus for JSON Lines.

    A chunk of a plain file is a range of bytes that whoever does it reads; one of a packed file
    brings its bytes along, since reading them again would mean unpacking all before them.
    """

    def chunks(self, files: Sequence[CorpusFile], reading: Reading) -> Iterator[Chunk]:
        """See the port."""
        for file in files:
            yield from cut_lines(file, reading)

    def records(self, chunk: Chunk, reading: Reading) -> Iterator[Record]:
        """See the port."""
        length = chunk.end - chunk.start
        if length > reading.record_bytes:  # cutting leaves such a line alone in its chunk
            place = Place(chunk.files[0], chunk.first_position)
            yield too_large(place, length, reading)
            return
        lines = _Lines(chunk.files[0], reading)
        for position, line in enumerate(_raw_lines(chunk), chunk.first_position):
            if not line.isspace():
                yield lines.record(line, position)


@dataclass(frozen=True, slots=True)
class _Lines:
    """Reads the lines of a file.

    Args:
        file: The file.
        reading: How they are read.
    """

    file: CorpusFile
    reading: Reading

    def record(self, line: bytes, position: int) -> Record:
        """What a line says."""
        try:
            found = orjson.loads(line)
        except orjson.JSONDecodeError:
            return self._slowly_read(line, position)
        return self._record_of(found, position, len(line))

    def _slowly_read(self, line: bytes, position: int) -> Record:
        """What a line says that orjson refuses: odd but fine, or wrong in a way to be told."""
        place = Place(self.file, position)
        try:
            found = json.loads(line.decode())
        except (ValueError, RecursionError) as error:
            reason, message = _malformed(error)
            return FailedRecord(place, reason, message, len(line))
        record = self._record_of(found, position, len(line))
        if isinstance(record, CorpusRecord) and not _is_unicode(record.text):
            message = "the text holds a lone surrogate"
            return FailedRecord(record.place, "TEXT_NOT_UNICODE", message, len(line))
        return record

    def _record_of(self, found: object, position: int, byte_count: int) -> Record:
        if not isinstance(found, dict):
            place, message = Place(self.file, position), "the line is JSON, but no object"
            return FailedRecord(place, "RECORD_NOT_OBJECT", message, byte_count)
        named = found.get(self.reading.id_field)
        record_id = named if type(named) in _NAMES else None
        place = Place(self.file, position, record_id)
        text = found.get(self.reading.text_field)
        if not isinstance(text, str):
            reason, message = _missing(self.reading.text_field, found)
            return FailedRecord(place, reason, message, byte_count)
        return CorpusRecord(place, text, byte_count)


def _malformed(error: Exception) -> tuple[str, str]:
    """Why a line is no JSON, for programs and for people; what it says is not told."""
    if isinstance(error, UnicodeDecodeError):
        return "TEXT_NOT_UNICODE", f"byte {error.start} of the line is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return "RECORD_NOT_JSON", f"the line is not JSON: {error.msg} at character {error.pos}"
    return "RECORD_NOT_JSON", "the line cannot be read: it nests too deep or a number is too long"


def _missing(field: str, found: dict[str, Any]) -> tuple[str, str]:
    """Why a record has no text, for programs and for people."""
    if field not in found:
        return "FIELD_MISSING", f"the record has no field {field!r}"
    return "FIELD_NOT_TEXT", f"the field {field!r} is not a text"


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _raw_lines(chunk: Chunk) -> Iterator[bytes]:
    """The lines of a chunk with their ends, and without a byte order mark.

    Raises:
        CorpusUnreadable: The file is gone, or shorter than it was.
    """
    if chunk.content is not None:
        yield from _unmarked(BytesIO(chunk.content), chunk)
        return
    with opened(chunk.files[0]) as stream:
        stream.seek(chunk.start)
        yield from _unmarked(stream, chunk)


def _unmarked(stream: BufferedIOBase, chunk: Chunk) -> Iterator[bytes]:
    left = chunk.end - chunk.start
    while left > 0:
        line = stream.readline(left)
        if not line:
            name = chunk.files[0].name
            raise CorpusUnreadable(f"{name} became shorter", field="inputs", path=name)
        is_first = left == chunk.end
        left -= len(line)
        yield line.removeprefix(_BYTE_ORDER_MARK) if is_first else line
