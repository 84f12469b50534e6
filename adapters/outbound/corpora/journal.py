"""The journal of an output: what it was begun with, and how far it is."""

import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, BinaryIO

from domain.tokens.corpora import ChunkResult, CorpusTotals
from domain.tokens.model import CountMethod

_LINE_END = b"\n"


@dataclass(frozen=True, slots=True)
class Mark:
    """How far an output is.

    Args:
        chunk_count: How many chunks are done.
        byte_count: How long the output is with them.
        totals: What they gave, added up.
        is_finished: Whether no more come.
    """

    chunk_count: int = 0
    byte_count: int = 0
    totals: CorpusTotals = field(default_factory=CorpusTotals)
    is_finished: bool = False

    def after(self, result: ChunkResult) -> "Mark":
        """How far it is with one more chunk."""
        return Mark(
            self.chunk_count + 1,
            self.byte_count + len(result.output),
            self.totals.plus(result.totals),
        )

    def finished(self) -> "Mark":
        """The same where no more come."""
        return replace(self, is_finished=True)


class Journal:
    """A file of lines with a checksum each; a line that was not written whole does not count.

    The first line holds the fingerprint, and each other one a mark; the last one counts.

    Args:
        stream: The file, opened to be read and added to.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.fingerprint: str | None = None
        self.mark = Mark()
        self._length = 0
        self._read()

    def begin_anew(self, fingerprint: str) -> None:
        """Forget what was written, and begin with a fingerprint."""
        self._length = 0
        self._cut()
        self.fingerprint, self.mark = fingerprint, Mark()
        self._add({"fingerprint": fingerprint})

    def write(self, mark: Mark) -> None:
        """Write how far the output is, and bring that to the disk."""
        totals = asdict(mark.totals) | {"method": mark.totals.method.value}
        self._add({**asdict(mark), "totals": totals})
        self.mark = mark

    def _read(self) -> None:
        self._stream.seek(0)
        for line, content in _whole_lines(self._stream):
            self._length += len(line)
            if self.fingerprint is None:
                self.fingerprint = str(content["fingerprint"])
            else:
                self.mark = _mark(content)
        self._cut()

    def _add(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self._stream.write(b"%08x %s\n" % (zlib.crc32(body), body))
        self._stream.flush()
        os.fsync(self._stream.fileno())

    def _cut(self) -> None:
        """Throw away what was not written whole, so that what comes next is a line of its own."""
        self._stream.truncate(self._length)
        self._stream.seek(0, os.SEEK_END)


def _whole_lines(stream: BinaryIO) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """The lines up to the first one that was not written whole, and what they say."""
    for line in stream:
        checksum, _, body = line.rstrip(_LINE_END).partition(b" ")
        if not line.endswith(_LINE_END) or checksum != b"%08x" % zlib.crc32(body):
            return
        yield line, json.loads(body)


def _mark(content: dict[str, Any]) -> Mark:
    totals = content["totals"]
    method = CountMethod(totals["method"])
    return Mark(**{**content, "totals": CorpusTotals(**{**totals, "method": method})})
