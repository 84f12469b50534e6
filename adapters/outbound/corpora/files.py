"""The files of corpora, and what may be wrong with them."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BufferedReader, FileIO

from domain.tokens.corpora import CorpusFile, CorpusUnreadable, FailedRecord, Place, Reading

PACKED_SUFFIX = ".gz"
_BUFFER_BYTES = 262_144
"""What the processor keeps near it."""


def is_packed(file: CorpusFile) -> bool:
    """Whether a file is packed with gzip."""
    return file.path.endswith(PACKED_SUFFIX)


@contextmanager
def opened(file: CorpusFile) -> Iterator[BufferedIOBase]:
    """Open a file that must be readable.

    Raises:
        CorpusUnreadable: It is not, or what is packed in it is damaged.
    """
    try:
        with BufferedReader(FileIO(file.path), _BUFFER_BYTES) as stream:
            yield stream
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusUnreadable(
            f"{file.name}: {_sentence(error)}", field="inputs", path=file.name
        ) from None


@contextmanager
def unpacked(stream: BufferedIOBase) -> Iterator[BufferedIOBase]:
    """The content of a packed file that is open."""
    with gzip.GzipFile(fileobj=stream, mode="rb") as content:
        yield content


def too_large(place: Place, byte_count: int, reading: Reading) -> FailedRecord:
    """A record that is longer than allowed."""
    message = f"it has more than the {reading.record_bytes:,} bytes that a record may have"
    return FailedRecord(place, "RECORD_TOO_LARGE", message, byte_count)


def _sentence(error: Exception) -> str:
    if isinstance(error, gzip.BadGzipFile | EOFError | zlib.error):
        return "it is not packed with gzip, or is damaged"
    return getattr(error, "strerror", None) or "it cannot be read"
