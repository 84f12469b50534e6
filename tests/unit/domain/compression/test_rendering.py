"""What was chosen is written in order, set apart where something is missing, and mapped."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.model import (
    DROPPED,
    Option,
    Part,
    Piece,
    Rung,
    Segment,
    SegmentKind,
    verbatim,
)
from domain.compression.rendering import spans_of, write
from domain.compression.results import CompressedSpan, Fate, Reason
from domain.tokens.truncation import TextRange

SOURCE = "One is first. Two is second.\n\nThree is third. "
SENTENCES = [(0, 14), (14, 30), (30, len(SOURCE))]


def chosen(parts: list[Part], kept: set[int]) -> list[Option]:
    """The first option of what is kept and the last of all else."""
    return [part.options[0 if index in kept else -1] for index, part in enumerate(parts)]


def parts() -> list[Part]:
    """The sentences of the source."""
    return [verbatim(*each) for each in SENTENCES]


def test_everything_is_the_text() -> None:
    """Where nothing is left out, nothing changes."""
    assert SOURCE == write(SOURCE, chosen(parts(), {0, 1, 2})).text


def test_a_missing_paragraph_end_is_made_good() -> None:
    """What stood in different paragraphs stands in different lines."""
    written = write(SOURCE, chosen(parts(), {0, 2})).text

    assert "One is first.\nThree is third. " == written


def test_blanks_before_what_is_missing_at_the_end_go() -> None:
    """A result does not end with blanks that led to something."""
    assert "One is first." == write(SOURCE, chosen(parts(), {0})).text


def test_words_never_grow_together() -> None:
    """Two pieces without a blank between them are set apart."""
    source = "12345678"

    written = write(source, [Option(Rung.EXTRACT, (Piece(0, 3), Piece(5, 8)))]).text

    assert "123 678" == written


def test_spans_tell_what_became_of_each_stretch() -> None:
    """Kept and left out, with the places in the result."""
    pieces = parts()
    segments = [Segment(SegmentKind.PROSE, 0, len(SOURCE))]

    spans = tuple(spans_of(SOURCE, pieces, write(SOURCE, chosen(pieces, {0, 2})), segments))

    kinds = SegmentKind.PROSE
    worth = Reason.WORTH_ITS_TOKENS
    assert (
        CompressedSpan(TextRange(0, 13), TextRange(0, 13), kinds, Fate.FULL, worth),
        CompressedSpan(TextRange(13, 30), None, kinds, Fate.DROP, Reason.OVER_BUDGET),
        CompressedSpan(TextRange(30, 46), TextRange(14, 30), kinds, Fate.FULL, worth),
    ) == spans


@given(st.text("ab \n", max_size=60), st.data())
def test_spans_tile_the_source_and_copy_it(source: str, data: st.DataObject) -> None:
    """Spans lie end to end, and what is kept in full stands in the result as it stood."""
    bounds = sorted({0, len(source), *data.draw(st.sets(st.integers(0, len(source))))})
    pieces = [verbatim(*each) for each in pairwise(bounds)]
    choice = [part.options[0 if data.draw(st.booleans()) else -1] for part in pieces]

    written = write(source, choice)
    spans = tuple(spans_of(source, pieces, written, ()))

    places = [0, *(span.source.end for span in spans)]
    assert [span.source.start for span in spans] == places[:-1]
    assert len(source) == places[-1]
    assert all(
        source[span.source.start : span.source.end]
        == written.text[span.output.start : span.output.end]
        for span in spans
        if span.output
    )


def test_a_choice_of_nothing_is_an_empty_text() -> None:
    """Nothing chosen, nothing written."""
    assert "" == write(SOURCE, [DROPPED, DROPPED]).text
