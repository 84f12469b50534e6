"""Keep tags are taken out, and what is pinned stays whatever becomes of the rest."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.keeping import pinned, untagged
from domain.compression.model import DROPPED, Option, Part, Piece, Role, Rung, verbatim
from domain.compression.requests import TextToCompress
from domain.tokens.truncation import TextRange

TAGGED = st.lists(st.sampled_from(["<keep>", "</keep>", "a", "bc ", "\n", "é"])).map("".join)


def stripped(text: str, *pins: tuple[int, int]) -> tuple[str, list[str]]:
    """A text without tags, and what is pinned in it."""
    content = TextToCompress(text, tuple(TextRange(*pin) for pin in pins))
    without = untagged(content, literal_keep_tags=False)
    return without.text, [without.text[pin.start : pin.end] for pin in without.pins]


def test_what_stands_between_tags_is_pinned_and_the_tags_are_gone() -> None:
    """A pair of tags pins what it encloses."""
    assert ("one two three", ["two"]) == stripped("one <keep>two</keep> three")


def test_a_tag_without_its_partner_is_text() -> None:
    """Half a pair stays where it stands."""
    assert ("a </keep> b <keep> c", []) == stripped("a </keep> b <keep> c")


def test_pins_move_with_the_text() -> None:
    """A pin behind a tag still pins the same characters."""
    text = "one <keep>two</keep> three four"
    start = text.index("four")

    assert ("one two three four", ["two", "four"]) == stripped(text, (start, start + 4))


def test_a_pin_around_tags_pins_what_is_in_it() -> None:
    """A pin over a pair of tags is as long as what is left of it."""
    text = "one <keep>two</keep> three"

    assert ("one two three", ["one two three"]) == stripped(text, (0, len(text)))


def test_literal_tags_are_text() -> None:
    """A caller whose text holds such tags keeps them."""
    content = TextToCompress("a <keep>b</keep>")

    assert "a <keep>b</keep>" == untagged(content, literal_keep_tags=True).text


@given(TAGGED)
def test_positions_lead_back_to_the_same_characters(text: str) -> None:
    """Every character without tags is found again in the text that was sent."""
    without = untagged(TextToCompress(text), literal_keep_tags=False)

    found = [text[without.source_position(place)] for place in range(len(without.text))]

    assert list(without.text) == found


@given(TAGGED, st.data())
def test_ranges_of_a_tiling_tile_the_source(text: str, data: st.DataObject) -> None:
    """Neighbouring ranges stay neighbours, from the first character to the last."""
    without = untagged(TextToCompress(text), literal_keep_tags=False)
    length = len(without.text)
    cuts = sorted(data.draw(st.sets(st.integers(0, length)))) if length else []
    bounds = sorted({0, *cuts, length})

    ranges = [without.source_range(start, end) for start, end in pairwise(bounds)]

    ends = [each.end for each in ranges]
    assert [each.start for each in ranges] == [0, *ends[:-1]] if ranges else not length
    assert not ranges or ends[-1] == len(text)


def test_a_dropped_part_still_writes_what_is_pinned() -> None:
    """Only the pin is left of a part that goes."""
    (part,) = pinned("x" * 4 + " one " + "x" * 11, [verbatim(0, 20)], [TextRange(5, 8)])

    assert Option(Rung.EXTRACT, (Piece(5, 8, role=Role.PINNED),), 0) == part.options[-1]


def test_a_part_without_pins_is_left_alone() -> None:
    """Pins elsewhere change nothing."""
    part = verbatim(0, 20)

    assert (part,) == pinned("." * 30, [part], [TextRange(20, 30)])


def test_words_in_the_place_of_a_pin_give_way_to_it() -> None:
    """What is pinned stands as it stood, even where its part is written in other words."""
    part = Part(0, 10, (Option(Rung.FULL, (Piece(0, 10, "{...}"),)), DROPPED))

    (kept,) = pinned("." * 10, [part], [TextRange(2, 4)])

    assert {(Piece(0, 10, role=Role.PINNED),)} == {option.pieces for option in kept.options}


def test_a_pin_never_cuts_a_number() -> None:
    """A pin that ends within a number holds all of it."""
    source = "cost 12345 in all"

    (part,) = pinned(source, [verbatim(0, len(source))], [TextRange(0, 7)])

    assert [(0, 10)] == [(each.start, each.end) for each in part.options[-1].pieces]
