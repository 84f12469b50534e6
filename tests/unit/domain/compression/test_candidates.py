"""What may be kept of texts, with what it costs and is worth."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.candidates import Candidates
from domain.compression.materials import Material
from domain.compression.model import (
    DROPPED,
    Option,
    Part,
    Piece,
    Rung,
    Segment,
    SegmentKind,
    fixed,
    verbatim,
)
from domain.compression.requests import Strategy
from domain.compression.results import Fate

TEXTS = ("one two three ", "four five ")
"""Words of 3 to 5 characters; each is a part, and each character costs a token."""
SHORTER = Part(
    0,
    4,
    (Option(Rung.FULL, (Piece(0, 4),)), Option(Rung.STUB, (Piece(0, 4, "1 "),), 500), DROPPED),
)


def material(text: str, *parts: Part) -> Material:
    """A text of these parts, or of its words."""
    starts = [0, *(place + 1 for place, each in enumerate(text) if each == " ")]
    words = [verbatim(*place) for place in pairwise(starts)]
    segment = Segment(SegmentKind.PROSE, 0, len(text))
    return Material(text, (segment,), parts or tuple(words))


def candidates(*materials: Material, worths: Sequence[int] = ()) -> Candidates:
    """Candidates of which a character is worth as much as another, unless told otherwise."""
    parts = [(each.text, part) for each in materials for part in each.parts]
    costs = [[len(option.text(text)) for option in part.options] for text, part in parts]
    values = [
        [worth * cost for cost in prices]
        for worth, prices in zip(worths or [1] * len(parts), costs, strict=True)
    ]
    return Candidates(materials, costs=costs, values=values)


@pytest.fixture
def words() -> Candidates:
    return candidates(*map(material, TEXTS))


def test_everything_costs_the_dearest_options(words: Candidates) -> None:
    """The floor costs nothing where all may go."""
    everything = words.choose(words.total_price)

    assert (24, 0) == (words.total_price, words.price(words.floor))
    assert 24 == words.price(everything)
    assert list(TEXTS) == words.texts(everything)


@given(st.integers(0, 30), st.lists(st.integers(1, 9), min_size=5, max_size=5))
def test_a_choice_keeps_its_price(price: int, worths: list[int]) -> None:
    """And what it writes is what it costs."""
    found = candidates(*map(material, TEXTS), worths=worths)

    choice = found.choose(price)

    assert found.price(choice) <= price
    assert len("".join(found.texts(choice)).replace(" ", "")) <= found.price(choice)
    assert 0 <= found.kept_permille(choice) <= 1_000


def test_what_is_worth_more_is_chosen_in_any_text() -> None:
    """Texts compete with each other."""
    found = candidates(*map(material, TEXTS), worths=[1, 1, 1, 1, 9])

    assert ["", "five "] == found.texts(found.choose(5))


def test_kept_worth_is_a_share_of_all(words: Candidates) -> None:
    """In thousandths; nothing of nothing is nothing."""
    choice = words.choose(6)

    assert words.price(choice) * 1_000 // 24 == words.kept_permille(choice)
    assert (0, 1_000) == (words.kept_permille(words.floor), words.kept_permille(words.choose(24)))
    assert 0 == candidates().kept_permille(())


def test_the_least_is_the_cheapest_that_says_anything(words: Candidates) -> None:
    """Where nothing had to stay, the part with the fewest tokens does."""
    assert ["one", ""] == [text.strip() for text in words.texts(words.least())]


def test_of_cheapest_parts_the_worthier_one_is_the_least() -> None:
    """And of those the first."""
    found = candidates(*map(material, TEXTS), worths=[1, 2, 1, 1, 1])

    assert ["two", ""] == [text.strip() for text in found.texts(found.least())]


def test_the_least_takes_the_poorest_option() -> None:
    """One that writes fewer words of its own."""
    found = candidates(material(TEXTS[0], SHORTER, verbatim(4, 14)))

    assert "1" == found.text(found.least()).strip()


def test_blanks_are_not_the_least() -> None:
    """A cheaper part that writes only blanks says nothing."""
    text = "\n\n word"

    found = candidates(material(text, verbatim(0, 3), verbatim(3, 7)))

    assert "word" == found.text(found.least())


def test_what_stays_anyway_is_the_least() -> None:
    """Nothing is added to what says something already."""
    found = candidates(material(TEXTS[0], fixed(0, 4), verbatim(4, 14)))

    assert found.floor == found.least()


def test_of_blanks_the_least_is_nothing() -> None:
    """There is nothing to be said."""
    found = candidates(material("  ", verbatim(0, 2)))

    assert found.floor == found.least()


def test_shortened_texts_tell_their_fates() -> None:
    """By rungs, each text for itself."""
    first = material(TEXTS[0], SHORTER, verbatim(4, 8), verbatim(8, 14))
    found = candidates(first, material(TEXTS[1]))

    one, two = found.shortened((1, 1, 0, 0, 0), strategy=Strategy.AUTO)

    assert ("1 three ", {Fate.STUB: 1, Fate.DROP: 1, Fate.FULL: 1}) == (one.text, one.fates)
    assert (TEXTS[1], {Fate.FULL: 2}) == (two.text, two.fates)
    assert (False, True) == (one.is_lossless, two.is_lossless)


def test_without_a_text_nothing_is_kept_of_it(words: Candidates) -> None:
    """The others keep what they had, and their prices."""
    rest = words.without(frozenset({0}))

    assert 10 == rest.total_price
    assert ["", TEXTS[1]] == rest.texts(rest.choose(24))
    assert ["", "five "] == rest.texts((1, 0))


def test_without_any_text_nothing_is_left(words: Candidates) -> None:
    """Not even something to choose."""
    nothing = words.without(frozenset({0, 1}))

    assert ((), ["", ""]) == (nothing.floor, nothing.texts(nothing.choose(100)))


def test_only_one_text_is_the_text(words: Candidates) -> None:
    """Who asks for it must not have several."""
    with pytest.raises(ValueError, match="unpack"):
        words.text(words.floor)
