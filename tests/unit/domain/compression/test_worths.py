"""Worths of parts that were judged, were not judged, and were judged twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.worths import _PER_DOUBLING, reranked, spread

WORTHS = st.lists(st.integers(1, 1 << 60), min_size=1, max_size=8)


def test_what_was_not_judged_is_worth_the_median() -> None:
    """It neither wins nor loses against what was."""
    assert [7, 20, 20, 500, 20] == spread([7, 500, 20], _judged("a..bc"))


def _judged(pattern: str) -> list[str | None]:
    """What each part was judged by; a point stands for nothing."""
    return [None if each == "." else each for each in pattern]


def test_of_two_the_better_one_is_the_median() -> None:
    """Among an even number the upper one is taken."""
    assert [3, 9, 9] == spread([3, 9], _judged("ab."))


def test_where_nothing_was_judged_all_are_worth_the_same() -> None:
    """And more than nothing, so that something is kept of them."""
    (worth, *others) = spread([], [None] * 3)

    assert [worth] * 2 == others
    assert worth > 0


@given(WORTHS)
def test_what_was_judged_keeps_its_worth(worths: list[int]) -> None:
    """In its place."""
    judged = [each for number in range(len(worths)) for each in (None, str(number))]

    assert worths == spread(worths, judged)[1::2]


@pytest.mark.parametrize(
    ("steps", "expected"), [(0, 1_000), (-5, 1_000), (0.5, 1_500), (1, 2_000), (10, 1_024_000)]
)
def test_nearness_multiplies_a_worth(steps: float, expected: int) -> None:
    """Twice for each step of nearness, and never to less."""
    similarity = int(_PER_DOUBLING * steps)

    assert [1_000, expected, 1_000] == reranked([1_000] * 3, {1: similarity})


@given(WORTHS, st.integers(-1_000_000, 1_000_000), st.integers(0, 1_000_000))
def test_what_is_nearer_is_worth_no_less(worths: list[int], similarity: int, more: int) -> None:
    """However much that is."""
    less_near, nearer = (reranked(worths, {0: each})[0] for each in (similarity, similarity + more))

    assert worths[0] <= less_near <= nearer


def test_what_was_given_is_not_changed() -> None:
    """Worths are made anew."""
    worths = [1, 2]

    reranked(worths, {0: 1_000_000})

    assert [1, 2] == worths
