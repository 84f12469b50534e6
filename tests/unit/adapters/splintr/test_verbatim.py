"""The pieces of Gemma that are found before any are joined."""

import pytest

from adapters.outbound.splintr.verbatim import (
    VerbatimPieces,
    gemma2_pieces,
    gemma3_pieces,
    gemma4_names,
)

GEMMA2, GEMMA3 = gemma2_pieces(), gemma3_pieces()
each_generation = pytest.mark.parametrize("pieces", [GEMMA2, GEMMA3], ids=["gemma2", "gemma3"])


@each_generation
def test_every_piece_is_found_between_words(pieces: VerbatimPieces) -> None:
    """Each by itself, whatever it looks like."""
    expected = [["x", token_id, "y"] for token_id in pieces.ids.values()]

    assert expected == [list(pieces.split(f"x{text}y")) for text in pieces.ids]


@each_generation
def test_ids_are_not_shared(pieces: VerbatimPieces) -> None:
    """No two pieces have the same id."""
    assert len(pieces.ids) == len({*pieces.ids.values()})


def test_the_longest_row_is_found_first() -> None:
    """Forty line feeds are the row of 31 and the row of nine."""
    expected = [137, 115]

    assert expected == list(GEMMA3.split("\n" * 40))


@pytest.mark.parametrize("text", ["", "plain", "<H1>", "<foo>", "<unused9999>", "[x]", "a < b > c"])
def test_what_only_looks_like_a_piece_is_text(text: str) -> None:
    """Names that the vocabulary has not are left as they are."""
    expected = [text] if text else []

    assert expected == list(GEMMA3.split(text))


def test_a_single_tab_is_no_piece_of_gemma_2() -> None:
    """There it is the piece of a byte."""
    expected = [["\t"], [255_968]]

    assert expected == [list(pieces.split("\t")) for pieces in (GEMMA2, GEMMA3)]


def test_gemma_4_counts_its_unused_names_on() -> None:
    """Ids that became special tokens are left out of the numbers of unused ones."""
    expected = [b"<unused39>", None, b"<unused40>", b"<unused88>", b"<unused89>", b"<unused6226>"]
    names = gemma4_names()

    assert expected == [names.get(each) for each in (45, 46, 53, 104, 256_001, 262_143)]
