"""The rows of a table as records of a corpus."""

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa

from domain.tokens.corpora import CorpusFile, CorpusRecord, FailedRecord, Place, Reading, Record

_NAMES = frozenset({str, int})
"""Types of what may name a record; a truth value is none."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Reads the rows of a file.

    Args:
        file: The file.
        reading: How they are read.
    """

    file: CorpusFile
    reading: Reading

    def records(self, batch: pa.RecordBatch, first_position: int) -> Iterator[Record]:
        """What some rows say.

        Args:
            batch: The rows.
            first_position: The number of the first, from 1.
        """
        names = batch.schema.names
        ids = _column(batch, self.reading.id_field)
        texts = _text_column(batch, self.reading.text_field)
        is_there = self.reading.text_field in names
        for index in range(batch.num_rows):
            place = Place(self.file, first_position + index, _record_id(ids, index))
            content = None if texts is None else texts[index].as_buffer()
            if content is None:
                yield self._missing(place, is_there=is_there)
            else:
                yield self._record(place, content)

    def _record(self, place: Place, content: pa.Buffer) -> Record:
        if content.size > self.reading.record_bytes:
            longest = self.reading.record_bytes
            message = f"it has more than the {longest:,} bytes that a record may have"
            return FailedRecord(place, "RECORD_TOO_LARGE", message, content.size)
        try:
            return CorpusRecord(place, content.to_pybytes().decode(), content.size)
        except UnicodeDecodeError as error:
            message = f"byte {error.start} of the text is not UTF-8"
            return FailedRecord(place, "TEXT_NOT_UNICODE", message, content.size)

    def _missing(self, place: Place, *, is_there: bool) -> FailedRecord:
        field = self.reading.text_field
        if is_there:
            return FailedRecord(place, "FIELD_NOT_TEXT", f"the field {field!r} is not a text")
        return FailedRecord(place, "FIELD_MISSING", f"the record has no field {field!r}")


def _column(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    return batch.column(name) if name in batch.schema.names else None


def _text_column(batch: pa.RecordBatch, name: str) -> pa.Array | None:
    """A column of texts, however they are laid out; None where it holds something else."""
    column = _column(batch, name)
    if column is None:
        return None
    values = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    is_text = (
        pa.types.is_string(values)
        or pa.types.is_large_string(values)
        or pa.types.is_string_view(values)
    )
    return column.cast(pa.large_string()) if is_text else None


def _record_id(ids: pa.Array | None, index: int) -> str | int | None:
    """What a row is called; None where that is neither a text nor a whole number."""
    if ids is None:
        return None
    try:
        found = ids[index].as_py()
    except ValueError:  # no UTF-8, or a moment that Python does not know
        return None
    return found if type(found) in _NAMES else None
