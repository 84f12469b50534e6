"""Prose as sentences and documents."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.texts.prose import prose_parts
from tests.fakes.rendering import rendered

if TYPE_CHECKING:
    from domain.compression.model import Part


def texts_of(text: str) -> list[str]:
    return [text[part.start : part.end] for part in prose_parts(text, 0, len(text))]


def documents_of(text: str) -> list[int]:
    return [part.document for part in prose_parts(text, 0, len(text))]


@given(st.text(alphabet="aB1.!?:#[]()- \n\r\u3002\u4e2d\u0e01", max_size=300))
def test_the_full_parts_are_the_text(text: str) -> None:
    """All parts written in full give back the text."""
    parts = prose_parts(text, 0, len(text))

    assert rendered(text, [part.options[0] for part in parts]) == text


def test_only_the_stretch_is_taken_apart() -> None:
    """Places are those of the whole text, and what is around the stretch is left alone."""
    parts = prose_parts("Before. The one sentence. The other sentence. Behind.", 8, 46)

    assert [(part.start, part.end) for part in parts] == [(8, 26), (26, 46)]


def test_a_sentence_keeps_the_blanks_behind_it() -> None:
    """Parts can be left out without a blank before the next one."""
    found = texts_of("This is the first one.  And that is the second.")

    assert found == ["This is the first one.  ", "And that is the second."]


def test_each_passage_between_blank_lines_is_a_document() -> None:
    """Documents are numbered from the one that is given."""
    text = "One of the passages.\n\nAnother passage here.\n\nAnd yet another one."

    found = [part.document for part in prose_parts(text, 0, len(text), document=7)]

    assert found == [7, 8, 9]


def test_what_stands_below_one_heading_is_one_document() -> None:
    """A headed passage may hold blank lines."""
    text = (
        "Document [1](Title: A) The first paragraph.\n\nThe second paragraph.\n\n"
        "Document [2](Title: B) The third paragraph."
    )

    assert documents_of(text) == [0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    "heading",
    ["Document [3](Title: A (b) c) ", "[3] ", "Passage 3: ", "Title: Something\n", "# Heading\n"],
)
def test_a_heading_is_a_part_of_its_own(heading: str) -> None:
    """A heading can be left out without its passage, and goes first."""
    parts = prose_parts(f"{heading}The sentence below it.", 0, len(heading) + 22)

    assert [(part.end - part.start, part.prior_permille < 1_000) for part in parts] == [
        (len(heading), True),
        (22, False),
    ]


def test_lines_that_were_wrapped_are_one_sentence() -> None:
    """A line that broke for want of room goes on in the next one."""
    text = (
        "This sentence was wrapped by a program that\nknows how wide a line may be and breaks off\n"
        "before the first word that has no room.\n"
    )

    assert texts_of(text) == [text]


def test_items_of_a_list_are_parts() -> None:
    """A line that begins with a mark does not go on with the one before."""
    found = texts_of("- the first of the items\n- the second of the items\n")

    assert found == ["- the first of the items\n", "- the second of the items\n"]


def test_what_is_very_short_is_no_part_of_its_own() -> None:
    """A word between two full stops stays with its neighbour."""
    found = texts_of("No. Yes. That is all there was to say about it. No.")

    assert len(found) == 1


@pytest.mark.parametrize("text", ["", "\n", "   ", "."])
def test_next_to_nothing_is_one_part_at_most(text: str) -> None:
    """Blanks and lone marks are no sentences."""
    parts: tuple[Part, ...] = prose_parts(text, 0, len(text))

    assert len(parts) == min(1, len(text))
