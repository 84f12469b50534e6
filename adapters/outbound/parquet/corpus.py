"""The Corpus port over Parquet files."""

from collections.abc import Iterator, Sequence
from types import ModuleType

from domain.shared.extras import ExtraMissing
from domain.tokens.corpora import Chunk, CorpusFile, Reading, Record


class ParquetCorpus:
    """Implements ports.outbound.corpora.Corpus for Parquet.

    A chunk is a few row groups that whoever does it reads. A row group that is too large for one
    chunk is cut in rows; such a chunk brings its rows along, since reading them again would mean
    decoding all before them.

    pyarrow decodes a value whole, so one that is longer than allowed is held until it is decoded.
    It is imported when it is first needed, since other formats do without.
    """

    def chunks(self, files: Sequence[CorpusFile], reading: Reading) -> Iterator[Chunk]:
        """See the port."""
        tables = _tables()
        for file in files:
            yield from tables.cut(file, reading)

    def records(self, chunk: Chunk, reading: Reading) -> Iterator[Record]:
        """See the port."""
        found: Iterator[Record] = _tables().records(chunk, reading)
        return found


def _tables() -> ModuleType:
    try:
        from adapters.outbound.parquet import tables  # noqa: PLC0415 - an optional extra
    except ModuleNotFoundError:
        raise ExtraMissing("Parquet files are read", extra="parquet") from None
    return tables
