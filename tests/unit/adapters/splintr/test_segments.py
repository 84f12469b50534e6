"""Cutting what spells special tokens, so that no part does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.splintr.families import FAMILIES
from adapters.outbound.splintr.segments import Held, Markers
from adapters.outbound.splintr.windows import WINDOW_CHARACTERS, found_in

MARKERS = Markers(
    ("<|", "/n"), re.compile(r"<\|\w+\|>|/nothink"), re.compile(r"(?<=[A-Za-z])(?=[| \n/])")
)
SPELLED = [
    "<|im_start|>",
    "<|9|>",
    "/nothink",
    "<think>",
    "</think>",
    "[BOS]",
    "<\uff5cUser\uff5c>",
]
PIECES = [*SPELLED, *"ab 中\n<|>/9", "<|im", "think", "n_x|>"]
PATTERNED = [family.markers for family in FAMILIES.values() if family.markers]


def joined(segments: list[str | Held]) -> str:
    """The text of the segments."""
    return "".join(each if isinstance(each, str) else each.text for each in segments)


def test_a_text_without_markers_is_one_segment() -> None:
    """Most texts are not cut."""
    expected = ["a < b, <b> and /bin"]

    assert expected == list(MARKERS.segments(expected[0]))


def test_a_marker_is_cut_behind_its_first_word() -> None:
    """What is left of it on both sides is no marker, and can be encoded without the lock."""
    expected: list[str | Held] = ["x<|start", "|>y"]

    assert expected == list(MARKERS.segments("x<|start|>y"))


def test_a_marker_without_a_place_to_cut_is_held_with_what_may_join_it() -> None:
    """From the boundary before to the boundary behind, the text is encoded with the lock."""
    expected: list[str | Held] = ["a b", Held(" 1/nothinking"), " c"]

    assert expected == list(MARKERS.segments("a b 1/nothinking c"))


def test_a_held_text_reaches_to_both_ends_where_nothing_is_a_boundary() -> None:
    """Without a boundary the whole text is held."""
    expected: list[str | Held] = [Held("1<|9|>1")]

    assert expected == list(MARKERS.segments("1<|9|>1"))


@settings(deadline=None, max_examples=60)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_segment_spells_a_marker(pieces: list[str]) -> None:
    """Law: in every family the segments are the text, and what is not held spells nothing."""
    text = "".join(pieces)

    for markers in PATTERNED:
        segments = list(markers.segments(text))
        unheld = [each for each in segments if isinstance(each, str)]

        assert text == joined(segments)
        assert not [each for each in unheld if markers.spelling.search(each)]


@pytest.mark.parametrize("before", [0, WINDOW_CHARACTERS - 3, WINDOW_CHARACTERS, 100_000])
def test_a_match_is_found_wherever_a_window_ends(before: int) -> None:
    """Searching in windows finds what searching at once finds."""
    text = "x" * before + "<|abc|>" + "x" * 40_000 + "<|d|>"
    pattern = re.compile(r"<\|\w{1,9}\|>")
    expected = [match.span() for match in pattern.finditer(text)]

    assert expected == [match.span() for match in found_in(pattern, text)]
