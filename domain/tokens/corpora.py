"""Corpora: many texts in files, read in chunks that can be done in any order and on any machine."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, reduce
from json.encoder import encode_basestring_ascii
from typing import Protocol

from domain.shared.errors import FailedPrecondition, InvalidValue
from domain.tokens.model import CountMethod, SpecialTokens, TokenizerSelector

CHUNK_BYTES = 4_194_304
"""About how much of a corpus is read at once."""
RECORD_BYTES = 16_777_216
"""The longest record that is read, as it stands in its file."""


class CorpusUnreadable(InvalidValue):
    """A corpus, or a file of it, cannot be read."""

    reason = "CORPUS_UNREADABLE"


class CorpusChanged(FailedPrecondition):
    """What is to be gone on with was begun with something else, or another run is at it."""

    reason = "CORPUS_CHANGED"


class CorpusFormat(Enum):
    """How the texts of a file are told apart."""

    JSONL = "jsonl"
    TEXT = "text"
    PARQUET = "parquet"

    @property
    def position_name(self) -> str:
        """What the place of a record in its file is called; empty where a file is one record."""
        return _POSITION_NAMES.get(self, "")


_POSITION_NAMES = {CorpusFormat.JSONL: "line", CorpusFormat.PARQUET: "row"}


@dataclass(frozen=True, slots=True)
class CorpusFile:
    """A file of a corpus, as it was when it was looked at.

    Args:
        path: Where it is; undecodable bytes are lone surrogates in it.
        name: What it is called in the output.
        format: How its texts are told apart.
        byte_count: Its size in bytes.
        modified_ns: When it was changed last, in nanoseconds since 1970.
    """

    path: str
    name: str
    format: CorpusFormat
    byte_count: int = 0
    modified_ns: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the records of a corpus are read.

    Args:
        text_field: The field or column that holds the text.
        id_field: The field or column that names a record; records may lack it.
        chunk_bytes: About how much is read at once.
        record_bytes: The longest record that is read, as it stands in its file.

    Raises:
        InvalidValue: The text has no field, or a size is not positive.
    """

    text_field: str = "text"
    id_field: str = "id"
    chunk_bytes: int = CHUNK_BYTES
    record_bytes: int = RECORD_BYTES

    def __post_init__(self) -> None:
        if not self.text_field:
            raise InvalidValue("name the field that holds the text", field="text_field")
        if not 0 < self.chunk_bytes <= self.record_bytes:
            raise InvalidValue(
                "a chunk has at least one byte and at most those of the longest record",
                field="chunk_bytes",
            )


class CorpusQuestion(Protocol):
    """What is asked of every record; a value that can be pickled and has a telling repr."""

    @property
    def selector(self) -> TokenizerSelector:
        """What counts."""
        ...


@dataclass(frozen=True, slots=True)
class CorpusCounting:
    """How many tokens does each record have?

    Args:
        selector: What counts.
        special_tokens: What text that spells a special token counts as.
    """

    selector: TokenizerSelector
    special_tokens: SpecialTokens = SpecialTokens.AS_TEXT


@dataclass(frozen=True, slots=True)
class CorpusPlan:
    """What is done to a corpus; whoever has the plan and a chunk can do the chunk.

    Args:
        reading: How its records are read.
        question: What is asked of each.
    """

    reading: Reading
    question: CorpusQuestion


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part of a corpus that is done at once; its files are all of one format.

    Args:
        files: Where it is.
        start: Where it begins in its file: a byte of what is unpacked, or a row group.
        end: Where it ends; not part of it.
        first_position: The line or row of its first record, from 1.
        byte_count: How much of the files it is, for the progress; the chunks of a corpus add up to
            the sizes of its files.
        content: Its bytes, where they cannot be read from there again without reading all that
            comes before; otherwise None.
        damage: Why nothing can be read from there to the end of the file; None where it can.
    """

    files: tuple[CorpusFile, ...]
    start: int = 0
    end: int = 0
    first_position: int = 1
    byte_count: int = 0
    content: bytes | None = None
    damage: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands.

    Args:
        file: Its file.
        position: The line or the row, from 1; 0 where the file is the record.
        record_id: What it is called; None where it has no name.
    """

    file: CorpusFile
    position: int = 0
    record_id: str | int | None = None

    def as_json(self) -> str:
        """The members of a JSON object that say so."""
        record_id = self.record_id
        named = "" if record_id is None else f'"id": {_json(record_id)}, '
        unit = self.file.format.position_name
        numbered = f', "{unit}": {self.position}' if unit else ""
        return f'{named}"path": {_quoted(self.file.name)}{numbered}'


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """A text of a corpus.

    Args:
        place: Where it stands.
        text: The text.
        byte_count: How many bytes were read for it.
    """

    place: Place
    text: str
    byte_count: int


@dataclass(frozen=True, slots=True)
class FailedRecord:
    """A record that cannot be read, or that nothing can be done with.

    Args:
        place: Where it stands.
        reason: Why, for programs.
        message: Why, for people; never holds what the record says.
        byte_count: How many bytes it has.
    """

    place: Place
    reason: str
    message: str
    byte_count: int = 0

    @classmethod
    def of_damage(cls, file: CorpusFile, position: int, damage: str) -> "FailedRecord":
        """What stands for all records of a file that cannot be read from a position on."""
        return cls(Place(file, position), "FILE_DAMAGED", damage)

    def as_line(self) -> str:
        """What the output says of it."""
        members = f'"error": {json.dumps(self.reason)}, "message": {json.dumps(self.message)}'
        return f"{{{self.place.as_json()}, {members}}}\n"


type Record = CorpusRecord | FailedRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusTotals:
    """What became of some records, added up.

    Args:
        record_count: The records, those that failed too.
        failed_count: Those that failed.
        byte_count: How many bytes were read for them.
        token_count: The tokens of what they gave.
        upper_bound_token_count: The sum of the upper bounds.
        original_token_count: The tokens of the records before they were compressed.
        method: How the least certain count was made.
    """

    record_count: int = 0
    failed_count: int = 0
    byte_count: int = 0
    token_count: int = 0
    upper_bound_token_count: int = 0
    original_token_count: int = 0
    method: CountMethod = CountMethod.EXACT

    def plus(self, other: "CorpusTotals") -> "CorpusTotals":
        """Those of both; in whatever order and grouping, the sum is the same."""
        certain = self.method.is_as_certain_as(other.method)
        return CorpusTotals(
            record_count=self.record_count + other.record_count,
            failed_count=self.failed_count + other.failed_count,
            byte_count=self.byte_count + other.byte_count,
            token_count=self.token_count + other.token_count,
            upper_bound_token_count=self.upper_bound_token_count + other.upper_bound_token_count,
            original_token_count=self.original_token_count + other.original_token_count,
            method=other.method if certain else self.method,
        )

    @classmethod
    def of_all(cls, totals: Iterable["CorpusTotals"]) -> "CorpusTotals":
        """Those of all."""
        return reduce(cls.plus, totals, cls())

    @classmethod
    def of_failed(cls, failed: FailedRecord) -> "CorpusTotals":
        """Those of one record that failed."""
        return cls(record_count=1, failed_count=1, byte_count=failed.byte_count)


@dataclass(frozen=True, slots=True)
class ChunkResult:
    """What a chunk gave.

    Args:
        output: The lines of its records, in their order, each with its end.
        totals: The same, added up.
    """

    output: bytes
    totals: CorpusTotals


def _json(record_id: str | int) -> str:
    """The name of a record in JSON; an encoder would take longer to begin than this takes."""
    return str(record_id) if isinstance(record_id, int) else encode_basestring_ascii(record_id)


@lru_cache(maxsize=1_024)
def _quoted(name: str) -> str:
    return json.dumps(name)
