"""Corpora: totals that may be added in any order, places, and how errors are written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue
from domain.tokens.corpora import (
    CorpusFile,
    CorpusFormat,
    CorpusTotals,
    FailedRecord,
    Place,
    Reading,
)
from domain.tokens.model import CountMethod

NUMBERS = st.integers(0, 2**40)
TOTALS = st.builds(
    CorpusTotals,
    record_count=NUMBERS,
    failed_count=NUMBERS,
    byte_count=NUMBERS,
    token_count=NUMBERS,
    upper_bound_token_count=NUMBERS,
    original_token_count=NUMBERS,
    method=st.sampled_from(CountMethod),
)


@given(TOTALS, TOTALS, TOTALS)
def test_totals_are_associative(one: CorpusTotals, two: CorpusTotals, three: CorpusTotals) -> None:
    """However the chunks are grouped, the sum is the same."""
    assert one.plus(two).plus(three) == one.plus(two.plus(three))


@given(TOTALS, TOTALS)
def test_totals_are_commutative(one: CorpusTotals, two: CorpusTotals) -> None:
    """In whatever order the chunks are done, the sum is the same."""
    assert one.plus(two) == two.plus(one)


@given(TOTALS)
def test_nothing_adds_nothing(totals: CorpusTotals) -> None:
    """An empty chunk changes no total."""
    assert totals == totals.plus(CorpusTotals()) == CorpusTotals.of_all([totals])


def test_the_least_certain_method_stays() -> None:
    """A sum is worth no more than the least certain of its counts."""
    exact, likely = CorpusTotals(), CorpusTotals(method=CountMethod.CALIBRATED)

    actual = CorpusTotals.of_all([exact, likely, exact]).method

    assert CountMethod.CALIBRATED is actual


@given(
    name=st.text(),
    record_id=st.none() | st.integers() | st.text(),
    position=st.integers(1, 10**9),
)
def test_a_place_is_json(name: str, record_id: str | int | None, position: int) -> None:
    """Any name of a file and of a record can be read again."""
    place = Place(CorpusFile("/x", name, CorpusFormat.JSONL), position, record_id)
    expected = {"path": name, "line": position}
    if record_id is not None:
        expected["id"] = record_id

    actual = json.loads(f"{{{place.as_json()}}}")

    assert expected == actual


def test_a_file_that_is_a_record_has_no_line() -> None:
    """Its path says all; a name that is no text is spelled so that it can be read again."""
    place = Place(CorpusFile("/x", "caf\udce9.txt", CorpusFormat.TEXT))

    actual = json.loads(f"{{{place.as_json()}}}")

    assert {"path": "caf\udce9.txt"} == actual


def test_a_failed_record_is_a_line() -> None:
    """It has its place, its reason for programs and its message for people."""
    failed = FailedRecord(Place(CorpusFile("/x", "x", CorpusFormat.PARQUET), 3), "WHY", 'no "x"')

    actual = failed.as_line()

    assert '{"path": "x", "row": 3, "error": "WHY", "message": "no \\"x\\""}\n' == actual


@pytest.mark.parametrize(
    ("reading", "field"),
    [
        ({"text_field": ""}, "text_field"),
        ({"chunk_bytes": 0}, "chunk_bytes"),
        ({"chunk_bytes": 9, "record_bytes": 8}, "chunk_bytes"),
    ],
)
def test_a_reading_must_make_sense(reading: dict[str, object], field: str) -> None:
    """A corpus is read with a field and with chunks that a record fills."""
    with pytest.raises(InvalidValue) as raised:
        Reading(**reading)  # type: ignore[arg-type] # wrong values of the right types

    assert field == raised.value.field
