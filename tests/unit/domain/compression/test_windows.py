"""Windows over text without sentence ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.texts.windows import LONGEST_SPACED, LONGEST_UNSPACED, whole_before, windows

THAI = "\u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22"
CHINESE = "\u4e2d\u6587\u6587\u5b57"


def texts_of(text: str) -> list[str]:
    return [text[start:end] for start, end in windows(text, 0, len(text))]


@given(st.text(alphabet="ab1,; -\n\u4e2d\u3001\u0e01\u0e31\u0301", max_size=600))
def test_windows_tile_the_text(text: str) -> None:
    """All windows together are the text."""
    together = "".join(texts_of(text))

    assert together == text


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        (THAI * 100, LONGEST_UNSPACED),
        (CHINESE * 100, LONGEST_UNSPACED),
        ("some words, " * 100, LONGEST_SPACED),
    ],
)
def test_windows_are_no_longer_than_their_script_allows(text: str, longest: int) -> None:
    """The width is that of the script."""
    widest = max(map(len, texts_of(text)))

    assert longest // 3 < widest <= longest


def test_a_window_never_cuts_a_grapheme() -> None:
    """A vowel sign stays with its consonant."""
    first_characters = {window[0] for window in texts_of("\u0e01\u0e34\u0e48" * 200)}

    assert first_characters == {"\u0e01"}


def test_a_window_never_cuts_an_atom() -> None:
    """A number in a text without blanks is in one window."""
    text = (CHINESE * 19 + "1,234,567") * 10

    held = sum(window.count("1,234,567") for window in texts_of(text))

    assert held == 10


def test_a_window_ends_behind_a_clause_where_one_is_near() -> None:
    """A semicolon is a better place than a comma, and that than a blank."""
    first = texts_of("word " * 25 + "end; next, " + "word " * 30)[0]

    assert first.endswith("end; ")


def test_no_whole_place_is_found_within_an_atom_from_the_floor_on() -> None:
    """Where one atom reaches back to the floor there is nowhere to cut."""
    found = whole_before("a" * 200, 100, 50)

    assert found == 0
