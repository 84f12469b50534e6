"""Texts of absurdly many parts get fewer and larger ones."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.coarsening import MOST_PARTS, coarsened
from domain.compression.model import Part, fixed, verbatim


def parts_of(ends: list[int]) -> list[Part]:
    """Parts that end where they are told to."""
    return [verbatim(start, end) for start, end in pairwise([0, *ends])]


def test_few_parts_stay_as_they_are() -> None:
    """Nothing is taken together that can be judged."""
    parts = parts_of([*range(1, MOST_PARTS + 1)])

    actual = coarsened(parts)

    assert parts == actual


def test_many_parts_become_few_that_cover_the_same() -> None:
    """Neighbours are taken together until no more than the most are left."""
    parts = parts_of([*range(3, 3 * 10 * MOST_PARTS + 1, 3)])

    actual = coarsened(parts)

    assert len(actual) <= MOST_PARTS
    assert (0, parts[-1].end) == (actual[0].start, actual[-1].end)
    assert all(before.end == behind.start for before, behind in pairwise(actual))


def test_what_must_stay_stays_by_itself() -> None:
    """A part that cannot be left out is taken together with nothing."""
    brackets = [fixed(0, 1), fixed(7, 8)]
    parts = [brackets[0], *[verbatim(place, place + 1) for place in range(1, 7)], brackets[1]]

    actual = coarsened(parts, 5)

    assert brackets == [actual[0], actual[-1]]


def test_parts_of_other_priors_stay_apart() -> None:
    """A heading is no part of the sentence behind it."""
    heading = verbatim(0, 1, prior_permille=50)
    sentences = [verbatim(place, place + 1) for place in range(1, 9)]

    actual = coarsened([heading, *sentences], 5)

    assert heading == actual[0]


def test_a_larger_part_is_of_the_document_of_its_first() -> None:
    """The documents stay in order."""
    parts = [verbatim(place, place + 1, document=place) for place in range(8)]

    actual = coarsened(parts, 5)

    assert [part.start for part in actual] == [part.document for part in actual]


@given(st.lists(st.integers(1, 40), min_size=6, max_size=60))
def test_no_more_than_the_most_are_left(sizes: list[int]) -> None:
    """Whatever the sizes are, the parts are few enough and tile the same stretch."""
    ends = [sum(sizes[: place + 1]) for place in range(len(sizes))]

    actual = coarsened(parts_of(ends), 5)

    assert len(actual) <= 5
    assert sum(sizes) == sum(part.end - part.start for part in actual)
