"""Corpora of files that are one text each."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from adapters.outbound.corpora.files import too_large
from domain.tokens.corpora import (
    Chunk,
    CorpusFile,
    CorpusRecord,
    FailedRecord,
    Place,
    Reading,
    Record,
)

FILES_PER_CHUNK = 256
SNIFFED_BYTES = 8_192
"""Where a NUL byte shows that a file is no text; git looks there too."""


class TextFileCorpus:
    """Implements ports.outbound.corpora.Corpus for files that are one text each."""

    def chunks(self, files: Sequence[CorpusFile], reading: Reading) -> Iterator[Chunk]:
        """See the port."""
        batch: list[CorpusFile] = []
        byte_count = 0
        for file in files:
            batch.append(file)
            byte_count += file.byte_count
            if byte_count >= reading.chunk_bytes or len(batch) == FILES_PER_CHUNK:
                yield Chunk(tuple(batch), byte_count=byte_count)
                batch, byte_count = [], 0
        if batch:
            yield Chunk(tuple(batch), byte_count=byte_count)

    def records(self, chunk: Chunk, reading: Reading) -> Iterator[Record]:
        """See the port."""
        for file in chunk.files:
            yield _record(file, reading)


def _record(file: CorpusFile, reading: Reading) -> Record:
    place = Place(file)
    try:
        with Path(file.path).open("rb") as stream:
            content = stream.read(reading.record_bytes + 1)
    except OSError as error:
        return _unreadable(place, error)
    if len(content) > reading.record_bytes:
        return too_large(place, len(content), reading)
    if b"\0" in content[:SNIFFED_BYTES]:
        message = "it holds a NUL byte, so it is no text"
        return FailedRecord(place, "FILE_BINARY", message, len(content))
    try:
        return CorpusRecord(place, content.decode(), len(content))
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8"
        return FailedRecord(place, "TEXT_NOT_UNICODE", message, len(content))


def _unreadable(place: Place, error: OSError) -> FailedRecord:
    is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    reason = "FILE_NOT_FOUND" if is_missing else "FILE_NOT_READABLE"
    return FailedRecord(place, reason, (error.strerror or "it cannot be read").lower())
