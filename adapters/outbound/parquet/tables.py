"""Cutting Parquet files into chunks, and reading the rows of a chunk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyarrow import parquet

from adapters.outbound.parquet.rows import Rows
from domain.tokens.corpora import (
    Chunk,
    CorpusFile,
    CorpusUnreadable,
    FailedRecord,
    Reading,
    Record,
)

CHUNK_ROWS = 16_384
"""About the most rows of a chunk: the lines of short texts are longer than they."""
BATCH_ROWS = 1_024
"""The most rows that are decoded at once."""
_BATCH_BYTES = 1_048_576
_BUFFER_BYTES = 1_048_576
"""How much is read ahead; without a limit, pyarrow reads the column of a row group whole."""

type _Cut = tuple[Chunk, int]
"""A chunk, and how many rows it has."""


class _Damaged(Exception):
    """The file cannot be decoded; says why."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Row groups that follow each other.

    Args:
        start: The first.
        end: The one after the last.
        first_row: Its first row, from 0.
        row_count: How many rows it has.
        byte_count: The size of what is read of them, unpacked but still encoded.
    """

    start: int
    end: int
    first_row: int
    row_count: int
    byte_count: int

    def plus(self, other: "_Span") -> "_Span":
        """This one and the next."""
        rows, size = self.row_count + other.row_count, self.byte_count + other.byte_count
        return _Span(self.start, other.end, self.first_row, rows, size)

    def fills(self, chunk_bytes: int) -> bool:
        """Whether it is enough for a chunk."""
        return self.byte_count >= chunk_bytes or self.row_count >= CHUNK_ROWS

    def overflows(self, chunk_bytes: int) -> bool:
        """Whether it is too much for a chunk."""
        return self.byte_count > 2 * chunk_bytes or self.row_count > 2 * CHUNK_ROWS

    def rows_of(self, byte_count: int, *, limit: int) -> int:
        """About how many rows have so many bytes; at least one."""
        return max(1, min(limit, self.row_count * byte_count // max(self.byte_count, 1)))


def cut(file: CorpusFile, reading: Reading) -> Iterator[Chunk]:
    """Cut a file into chunks of some row groups, or of some rows of one.

    Where it is damaged, or not of the format, the last chunk says so.

    Raises:
        CorpusUnreadable: It cannot be read.
    """
    byte_count, position = 0, 1
    try:
        for chunk, row_count in _cut(file, reading):
            yield chunk
            byte_count, position = byte_count + chunk.byte_count, position + row_count
    except _Damaged as error:
        yield Chunk(
            (file,),
            first_position=position,
            byte_count=file.byte_count - byte_count,
            damage=str(error),
        )


def _cut(file: CorpusFile, reading: Reading) -> Iterator[_Cut]:
    with _opened(file) as table:
        share = _Share(file, table.metadata.num_rows)
        if not share.row_count:
            yield Chunk((file,), byte_count=file.byte_count), 0
            return
        joined: _Span | None = None
        for group in _row_groups(table, reading, range(table.num_row_groups)):
            is_large = group.overflows(reading.chunk_bytes)
            if joined and (is_large or joined.fills(reading.chunk_bytes)):
                yield share.groups(joined)
                joined = None
            if is_large:
                yield from _cut_rows(table, group, share, reading)
            else:
                joined = joined.plus(group) if joined else group
        if joined:
            yield share.groups(joined)


def records(chunk: Chunk, reading: Reading) -> Iterator[Record]:
    """The records of a chunk that ``cut`` made; one that failed for those behind damage.

    Raises:
        CorpusUnreadable: The file is gone, or has become another one.
    """
    rows = Rows(chunk.files[0], reading)
    position = chunk.first_position
    try:
        for batch in _batches(chunk, reading):
            yield from rows.records(batch, position)
            position += batch.num_rows
    except _Damaged as error:
        yield FailedRecord.of_damage(chunk.files[0], position, str(error))


@dataclass(frozen=True, slots=True)
class _Share:
    """Makes the chunks of a file, each with its share of the file's size.

    Args:
        file: The file.
        row_count: All its rows.
    """

    file: CorpusFile
    row_count: int

    def groups(self, span: _Span) -> _Cut:
        """A chunk of row groups."""
        chunk = Chunk(
            (self.file,),
            start=span.start,
            end=span.end,
            first_position=span.first_row + 1,
            byte_count=self._bytes(span.first_row, span.row_count),
        )
        return chunk, span.row_count

    def rows(self, span: _Span, first_row: int, batch: pa.RecordBatch) -> _Cut:
        """A chunk of some rows of a row group, which it brings along."""
        chunk = Chunk(
            (self.file,),
            start=span.start,
            end=span.end,
            first_position=first_row + 1,
            byte_count=self._bytes(first_row, batch.num_rows),
            content=_packed(batch),
        )
        return chunk, batch.num_rows

    def _bytes(self, first_row: int, row_count: int) -> int:
        """So many rows' share, rounded such that all shares add up."""
        before, behind = first_row, first_row + row_count
        size = self.file.byte_count
        return size * behind // self.row_count - size * before // self.row_count


def _row_groups(table: parquet.ParquetFile, reading: Reading, numbers: range) -> Iterator[_Span]:
    """Row groups, their rows counted from the first of them."""
    wanted = _wanted(table, reading)
    first_row = 0
    for number in numbers:
        group = table.metadata.row_group(number)
        columns = (group.column(each) for each in range(group.num_columns))
        size = sum(
            each.total_uncompressed_size
            for each in columns
            if each.path_in_schema.partition(".")[0] in wanted or each.path_in_schema in wanted
        )
        yield _Span(number, number + 1, first_row, group.num_rows, size)
        first_row += group.num_rows


def _cut_rows(
    table: parquet.ParquetFile, group: _Span, share: _Share, reading: Reading
) -> Iterator[_Cut]:
    """Chunks of some rows each."""
    row_count = group.rows_of(reading.chunk_bytes, limit=CHUNK_ROWS)
    first_row = group.first_row
    for batch in _decoded(table, range(group.start, group.end), reading, row_count=row_count):
        yield share.rows(group, first_row, batch)
        first_row += batch.num_rows


def _batches(chunk: Chunk, reading: Reading) -> Iterator[pa.RecordBatch]:
    """The rows of a chunk, some at a time."""
    if chunk.content is not None:
        with pa.ipc.open_stream(chunk.content) as stream:
            yield from stream
        return
    with _opened(chunk.files[0]) as table:
        if table.num_row_groups < chunk.end:
            raise _unreadable(chunk.files[0], "it has fewer row groups than it had")
        for group in _row_groups(table, reading, range(chunk.start, chunk.end)):
            row_count = group.rows_of(_BATCH_BYTES, limit=BATCH_ROWS)
            yield from _decoded(table, range(group.start, group.end), reading, row_count=row_count)


def _decoded(
    table: parquet.ParquetFile, groups: range, reading: Reading, *, row_count: int
) -> Iterator[pa.RecordBatch]:
    """The rows of some row groups, so many at a time, with the columns that are needed."""
    found: Iterator[pa.RecordBatch] = table.iter_batches(
        row_count,
        row_groups=groups,
        columns=_wanted(table, reading),
        use_threads=False,  # the process may fork, and its siblings use the other cores
    )
    return found


def _wanted(table: parquet.ParquetFile, reading: Reading) -> list[str]:
    """The columns that are needed and there, each once."""
    names = table.schema_arrow.names
    wanted = dict.fromkeys((reading.id_field, reading.text_field))
    return [each for each in wanted if names.count(each) == 1]


@contextmanager
def _opened(file: CorpusFile) -> Iterator[parquet.ParquetFile]:
    """Open a file that must be readable.

    Raises:
        CorpusUnreadable: It is not.
        _Damaged: What it holds cannot be decoded.
    """
    try:
        with (
            Path(file.path).open("rb") as stream,
            parquet.ParquetFile(stream, buffer_size=_BUFFER_BYTES, pre_buffer=False) as table,
        ):
            yield table
    except pa.ArrowException:
        raise _Damaged("what follows is damaged, or not Parquet") from None
    except OSError as error:
        if not error.errno:  # pyarrow raises it for damaged pages too
            raise _Damaged("what follows is damaged") from None
        raise _unreadable(file, error.strerror or "it cannot be read") from None


def _unreadable(file: CorpusFile, sentence: str) -> CorpusUnreadable:
    return CorpusUnreadable(f"{file.name}: {sentence}", field="inputs", path=file.name)


def _packed(batch: pa.RecordBatch) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as stream:
        stream.write_batch(batch)
    content: bytes = sink.getvalue().to_pybytes()
    return content
