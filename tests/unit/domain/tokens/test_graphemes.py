from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.tokens.graphemes import break_after, break_before, is_break

law = settings(deadline=None, max_examples=100)
HOSTILE = st.text(
    "a\r\n\u0301\u200d\U0001f469\U0001f1e9\u1100\u1161\u094d\u0915\u0600", max_size=200
)


def graphemes(text: str) -> list[str]:
    places = [place for place in range(len(text) + 1) if is_break(text, place)]
    return [text[start:end] for start, end in pairwise(places)]


@pytest.mark.parametrize(
    ("name", "grapheme"),
    [
        ("line end", "\r\n"),
        ("combining mark", "e\u0301"),
        ("two marks", "n\u0303\u0323"),
        ("family", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"),
        ("skin tone", "\U0001f44d\U0001f3fd"),
        ("flag", "\U0001f1e9\U0001f1ea"),
        ("flag of a region", "\U0001f3f4\U000e0067\U000e0062\U000e007f"),
        ("variation selector", "\u2764\ufe0f"),
        ("keycap", "1\ufe0f\u20e3"),
        ("gendered worker", "\U0001f469\u200d\u2695\ufe0f"),
        ("jamo", "\u1112\u1161\u11ab"),
        ("syllable and jamo", "\uac00\u11a8"),
        ("conjunct", "\u0915\u094d\u0937\u093f"),
        ("Thai vowel", "\u0e19\u0e33"),
        ("Arabic number sign", "\u06001"),
    ],
)
def test_what_is_seen_as_one_character_is_one(name: str, grapheme: str) -> None:
    """Neither what is before it nor itself again behind it is taken for a part of it."""
    text = f"x{grapheme}{grapheme}"

    actual = graphemes(text)

    assert ["x", grapheme, grapheme] == actual, name


@pytest.mark.parametrize(
    "text", ["ab", "a b", "\n\u0301", "\uac00\uac00", "\u4e2d\u6587", "\u1161\u1112", "a\u200bb"]
)
def test_what_are_two_characters_is_cut(text: str) -> None:
    """Letters, controls and whole syllables stand by themselves."""
    actual = [is_break(text, place) for place in range(1, len(text))]

    assert [True] * (len(text) - 1) == actual


def test_a_run_of_flags_is_cut_between_flags() -> None:
    """Every second letter of a run begins a flag."""
    text = "x" + "\U0001f1e9\U0001f1ea" * 3

    actual = [place for place in range(1, len(text)) if is_break(text, place)]

    assert [1, 3, 5] == actual


def test_a_longer_run_of_marks_than_any_character_has_may_be_cut() -> None:
    """A search does not walk through a text of nothing but marks."""
    text = "\u0301" * 1_000

    actual = (break_before(text, 500), break_after(text, 500), break_before(text, 63))

    assert (500, 500, 0) == actual


@law
@given(text=HOSTILE, index=st.integers(0, 200))
def test_breaks_before_and_behind_are_next_to_each_other(text: str, index: int) -> None:
    """Law: between the two there is no place to cut, and they are one where it can be cut."""
    index = min(index, len(text))
    before, behind = break_before(text, index), break_after(text, index)

    between = [place for place in range(before + 1, behind) if is_break(text, place)]

    assert before <= index <= behind
    assert [] == between
    assert break_after(text, before) == before
