"""The files of corpora, and what may be wrong with them."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BufferedReader, FileIO

from domain.tokens.corpora import CorpusFile, CorpusUnreadable, FailedRecord, Place, Reading

PACKED_SUFFIX = ".gz"
DAMAGES = (gzip.BadGzipFile, EOFError, zlib.error)
"""What unpacking raises over a file that is damaged, cut off, or not packed at all."""
_BUFFER_BYTES = 262_144
"""What the processor keeps near it."""


def is_packed(file: CorpusFile) -> bool:
    """Whether a file is packed with gzip."""
    return file.path.endswith(PACKED_SUFFIX)


@contextmanager
def opened(file: CorpusFile) -> Iterator[BufferedIOBase]:
    """Open a file that must be readable.

    Raises:
        CorpusUnreadable: It is not.
    """
    try:
        with BufferedReader(FileIO(file.path), _BUFFER_BYTES) as stream:
            yield stream
    except OSError as error:
        sentence = error.strerror or "it cannot be read"
        raise CorpusUnreadable(f"{file.name}: {sentence}", field="inputs", path=file.name) from None


@contextmanager
def unpacked(stream: BufferedIOBase) -> Iterator[BufferedIOBase]:
    """The content of a packed file that is open."""
    with gzip.GzipFile(fileobj=stream, mode="rb") as content:
        yield content


def too_large(place: Place, byte_count: int, reading: Reading) -> FailedRecord:
    """A record that is longer than allowed."""
    message = f"it has more than the {reading.record_bytes:,} bytes that a record may have"
    return FailedRecord(place, "RECORD_TOO_LARGE", message, byte_count)
