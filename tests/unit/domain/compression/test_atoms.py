"""What a cut never divides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.atoms import atom_around, atoms, inside_atom

ATOMS = [
    "snake_case",
    "module.attribute.method",
    "123e4567-e89b-12d3-a456-426614174000",
    "ABC-123",
    "1,234.56",
    "$12,300",
    "12 345",
    "3.5 GB",
    "50 %",
    "12:30:05",
    "2019-05-17",
    "May 18, 2018",
    "18 May 2018",
    "someone+tag@example.co.uk",
    "https://example.org/a?b=c&d=%20",
    "/usr/lib/python3/site.py",
    "C:\\Temp\\notes.txt",
    "./src/main.py",
    "`foo bar(x)`",
    "@user",
    "#123",
    "\u0939\u093f\u0928\u094d\u0926\u0940",
]


@pytest.mark.parametrize("atom", ATOMS)
def test_no_place_within_an_atom_may_be_cut(atom: str) -> None:
    """Every place strictly within an atom is inside it."""
    text = f"see {atom} there"

    inside = [place for place in range(5, 4 + len(atom)) if inside_atom(text, place)]

    assert inside == list(range(5, 4 + len(atom)))


@pytest.mark.parametrize("atom", ATOMS)
def test_the_edges_of_an_atom_may_be_cut(atom: str) -> None:
    """A place before or behind an atom is not inside it."""
    text = f"see {atom} there"

    edges = [inside_atom(text, 4), inside_atom(text, 4 + len(atom))]

    assert edges == [False, False]


def test_unspaced_scripts_may_be_cut_between_letters() -> None:
    """Chinese has no words to protect, but a number within it is whole."""
    text = "\u5728\u4e0a\u6d772019\u5e74"

    inside = [place for place in range(len(text) + 1) if inside_atom(text, place)]

    assert inside == [4, 5, 6]


def test_the_ends_of_a_text_are_inside_nothing() -> None:
    """Neither the start nor the end nor a place beyond them is inside an atom."""
    found = [inside_atom("word", place) for place in (-1, 0, 4, 5)]

    assert found == [False, False, False, False]


def test_the_atom_around_a_place_is_told_whole() -> None:
    """The start and the end of what a cut would divide are known."""
    found = atom_around("a long_name here", 5)

    assert found == (2, 11)


def test_an_endless_word_is_looked_at_only_near_the_place() -> None:
    """A word of a million letters costs no more than a long one."""
    start, end = atom_around("a" * 1_000_000, 500_000) or (0, 0)

    assert end - start <= 4_096


@given(st.text(alphabet="ab1.,-_/`@: \n\u4e2d\u0e01\u0301", max_size=80))
def test_atoms_are_apart_and_in_order(text: str) -> None:
    """The atoms of any text ascend and never overlap."""
    found = [place for atom in atoms(text) for place in atom]

    assert found == sorted(found)


def test_atoms_are_found_on_both_sides_of_a_chunk() -> None:
    """A text longer than what is gone through at a time loses no atom."""
    text = "word " * 10_000

    found = [text[start:end] for start, end in atoms(text)]

    assert found == ["word"] * 10_000
