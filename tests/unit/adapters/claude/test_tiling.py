from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.claude.pieces import Pieces
from adapters.outbound.claude.tiling import Tiling

SPELLINGS = frozenset({"a", "b", "ab", "aba", "bab", "abab", "aaaa", "cde", "é"})
PREFIXES = frozenset({"e0a4", "f09f98"})
LONGER_THAN_A_BLOCK = 9_001


def tiling(spellings: frozenset[str] = SPELLINGS) -> Tiling:
    """A tiling over pieces of a few letters."""
    return Tiling(Pieces(spellings, PREFIXES, folds_quotes=False, shortest_capitals=None))


def fewest_pieces(text: str) -> int:
    """The same by trying everything."""

    @cache
    def cost_from(start: int) -> int:
        if start == len(text):
            return 0
        alone = 1 if text[start] in SPELLINGS else len(text[start].encode())
        rest = (
            1 + cost_from(start + len(piece))
            for piece in SPELLINGS
            if text.startswith(piece, start)
        )
        return min(alone + cost_from(start + 1), *rest, 2**31)

    return cost_from(0)


@settings(deadline=None)
@given(text=st.text("abcdeé中", max_size=30))
def test_a_text_costs_the_fewest_pieces(text: str) -> None:
    """Law: no way to put the text together takes fewer."""
    expected = fewest_pieces(text)

    actual = tiling().cost(text)

    assert expected == actual


def test_a_text_longer_than_a_block_costs_the_fewest_pieces() -> None:
    """What stands at the border of two blocks costs no more than elsewhere."""
    text = "ab" * LONGER_THAN_A_BLOCK + "cde" * LONGER_THAN_A_BLOCK + "c"

    actual = tiling().cost(text)

    assert (LONGER_THAN_A_BLOCK + 1) // 2 + LONGER_THAN_A_BLOCK + 1 == actual


def test_a_long_run_costs_its_longest_piece_again_and_again() -> None:
    """A run of one character is counted in blocks, and none is counted twice."""
    actual = tiling().cost("a" * 1_000_003)

    assert 250_000 + 3 == actual


def test_a_character_of_no_piece_costs_its_bytes() -> None:
    """Each byte of UTF-8 is a token."""
    actual = [tiling().character_cost(character) for character in "é中\U0010ffff"]

    assert [1, 3, 4] == actual


def test_a_byte_prefix_saves_what_it_holds_together() -> None:
    """A prefix is one token, the bytes behind it one each."""
    actual = [tiling().character_cost(character) for character in "\u0904😀"]

    assert [2, 2] == actual


def test_a_piece_of_one_character_may_also_begin_others() -> None:
    """Pieces that begin, end or continue each other are all found."""
    short = tiling(frozenset({"x", "xy", "xyz", "xyzzy"}))

    actual = [short.cost(text) for text in ("x", "xy", "xyz", "xyzz", "xyzzy", "xyzzyx")]

    assert [1, 1, 1, 2, 1, 2] == actual
