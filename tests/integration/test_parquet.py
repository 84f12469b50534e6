"""Parquet files as they come: layouts, holes, large row groups, damage."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from adapters.outbound.parquet.corpus import ParquetCorpus
from domain.tokens.corpora import (
    Chunk,
    CorpusFile,
    CorpusFormat,
    CorpusRecord,
    CorpusUnreadable,
    FailedRecord,
    Reading,
    Record,
)

pa = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
parquet = pytest.importorskip("pyarrow.parquet", reason="the extra parquet is not installed")

SMALL = Reading(chunk_bytes=1_000, record_bytes=5_000)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.parquet"


def write(path: Path, columns: dict[str, Any], **options: Any) -> None:
    parquet.write_table(pa.table(columns), path, **options)


def file_of(path: Path) -> CorpusFile:
    size = path.stat().st_size if path.exists() else 0
    return CorpusFile(str(path), path.name, CorpusFormat.PARQUET, size)


def chunks_of(path: Path, reading: Reading = SMALL) -> list[Chunk]:
    return list(ParquetCorpus().chunks([file_of(path)], reading))


def records_of(path: Path, reading: Reading = SMALL) -> list[Record]:
    corpus = ParquetCorpus()
    return [each for chunk in chunks_of(path, reading) for each in corpus.records(chunk, reading)]


def told(records: Sequence[Record]) -> list[str]:
    """The text of each record, or why there is none."""
    return [each.text if isinstance(each, CorpusRecord) else each.reason for each in records]


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())],
    ids=str,
)
def test_texts_are_read_however_they_are_laid_out(path: Path, kind: Any) -> None:
    """Every type that holds texts is read."""
    write(path, {"text": pa.array(["one", "zwei", "三"]).cast(kind)})

    assert ["one", "zwei", "三"] == told(records_of(path))


def test_a_hole_fails_alone(path: Path) -> None:
    """A null is no text; its neighbours are read."""
    write(path, {"text": ["before", None, "after"]})

    assert ["before", "FIELD_NOT_TEXT", "after"] == told(records_of(path))


def test_a_column_that_is_missing_fails_every_record(path: Path) -> None:
    """The rows are there, and each says what it lacks and what it is called."""
    write(path, {"id": ["a", "b"], "body": ["x", "y"]})

    records = records_of(path)

    assert ["FIELD_MISSING"] * 2 == told(records)
    assert ["a", "b"] == [each.place.record_id for each in records]


def test_a_file_without_any_wanted_column_has_its_rows(path: Path) -> None:
    """Neither text nor id: the rows are counted all the same."""
    write(path, {"body": ["x", "y"]})

    assert ["FIELD_MISSING"] * 2 == told(records_of(path))


@pytest.mark.parametrize("values", [[1, 2], [b"x", b"y"], [["x"], ["y"]], [{"a": "x"}, None]])
def test_a_column_of_something_else_fails_every_record(path: Path, values: list[Any]) -> None:
    """Numbers, bytes, lists and structures are no texts."""
    write(path, {"text": values})

    assert ["FIELD_NOT_TEXT"] * 2 == told(records_of(path))


def test_bytes_that_are_no_text_fail_alone(path: Path) -> None:
    """A writer that does not look puts anything into a column of texts."""
    offsets, content = pa.array([0, 2, 4], pa.int32()).buffers()[1], pa.py_buffer(b"ok\xff\xfe")
    write(path, {"text": pa.StringArray.from_buffers(2, offsets, content)})

    good, bad = records_of(path)

    assert ["ok", "TEXT_NOT_UNICODE"] == told([good, bad])
    assert isinstance(bad, FailedRecord)
    assert bad.byte_count == 2


@pytest.mark.parametrize(
    ("ids", "expected"),
    [
        (["a", None], ["a", None]),
        ([7, 8], [7, 8]),
        ([1.5, 2.5], [None, None]),
        ([True, False], [None, None]),
    ],
)
def test_records_are_named_by_texts_and_whole_numbers(
    path: Path, ids: list[Any], expected: list[Any]
) -> None:
    """Anything else is no name."""
    write(path, {"id": ids, "text": ["x", "y"]})

    assert expected == [each.place.record_id for each in records_of(path)]


def test_one_column_can_be_both(path: Path) -> None:
    """A text that names its record is read once."""
    write(path, {"text": ["x", "y"]})

    records = records_of(path, Reading(id_field="text"))

    assert ["x", "y"] == [each.place.record_id for each in records] == told(records)


def test_small_row_groups_share_a_chunk(path: Path) -> None:
    """Tiny row groups are done together, by whoever reads them."""
    write(path, {"text": ["x" * 100] * 40}, row_group_size=1, use_dictionary=False)

    chunks = chunks_of(path)

    assert 1 < len(chunks) < 40
    assert all(each.content is None for each in chunks)
    assert ["x" * 100] * 40 == told(records_of(path))


def test_a_large_row_group_is_cut_in_rows(path: Path) -> None:
    """Its chunks bring their rows along, and give the records that small row groups give."""
    texts = [f"{index} " * 20 for index in range(500)]
    write(path, {"text": texts}, use_dictionary=False)

    chunks = chunks_of(path)

    assert len(chunks) > 10
    assert all(each.content is not None for each in chunks)
    assert texts == told(records_of(path))
    assert file_of(path).byte_count == sum(each.byte_count for each in chunks)


def test_a_file_without_rows_is_done(path: Path) -> None:
    """Nothing is read from it, and the progress is whole."""
    write(path, {"text": pa.array([], pa.string())})

    assert [] == records_of(path)
    assert file_of(path).byte_count == sum(each.byte_count for each in chunks_of(path))


def test_memory_does_not_grow_with_the_row_group(path: Path) -> None:
    """Of 60 MB in one row group, a few MB are held at any time."""
    texts = [f"{index:06} " * 150 for index in range(60_000)]
    write(path, {"text": texts}, use_dictionary=False, row_group_size=len(texts))
    del texts
    reading = Reading(chunk_bytes=1_048_576)
    before = peak = pa.total_allocated_bytes()

    for chunk in ParquetCorpus().chunks([file_of(path)], reading):
        for _ in ParquetCorpus().records(chunk, reading):
            peak = max(peak, pa.total_allocated_bytes())

    assert peak - before < 16_000_000


def test_damage_in_the_midst_is_told(path: Path) -> None:
    """Pages that cannot be unpacked are one record that failed; the other row groups are read."""
    texts = [f"{index} text" for index in range(3_000)]
    write(path, {"text": texts}, compression="zstd", row_group_size=1_000)
    group = Reading(chunk_bytes=8_000)  # a chunk for each row group
    chunks = chunks_of(path, group)
    content = bytearray(path.read_bytes())
    content[100:1_000] = bytes(900)
    path.write_bytes(content)

    records = [each for chunk in chunks for each in ParquetCorpus().records(chunk, group)]

    assert ["FILE_DAMAGED", *texts[1_000:]] == told(records)
    assert 1 == records[0].place.position


def test_damage_in_a_large_row_group_is_told(path: Path) -> None:
    """What is found while a row group is cut is told behind the rows before."""
    texts = [f"{index:05}" * 20 for index in range(40_000)]
    write(path, {"text": texts}, compression="zstd", use_dictionary=False, data_page_size=4_096)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 2_000] = bytes(2_000)
    path.write_bytes(content)

    *chunks, last = chunks_of(path, Reading(chunk_bytes=100_000))
    records = [each for chunk in chunks for each in ParquetCorpus().records(chunk, Reading())]

    assert texts[: len(records)] == told(records)
    assert records
    assert (last.damage is not None, last.first_position) == (True, len(records) + 1)
    assert path.stat().st_size == sum(each.byte_count for each in (*chunks, last))


def test_a_file_that_became_smaller_is_told(path: Path) -> None:
    """A chunk of row groups that are gone is an error, not nothing."""
    texts = [f"{index:03}" * 200 for index in range(8)]
    write(path, {"text": texts}, row_group_size=1, use_dictionary=False)
    last = chunks_of(path)[-1]
    write(path, {"text": ["x"]})

    with pytest.raises(CorpusUnreadable) as raised:
        list(ParquetCorpus().records(last, SMALL))

    assert "corpus.parquet: it has fewer row groups than it had" == raised.value.message
