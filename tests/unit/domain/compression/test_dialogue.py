"""Dialogue as turns."""

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.texts.dialogue import LONGEST_TURN, dialogue_parts
from tests.fakes.rendering import rendered

LONG_TURN = "Ann: " + "This is a sentence of a long turn. " * 40 + "\n"


def texts_of(text: str) -> list[str]:
    return [text[part.start : part.end] for part in dialogue_parts(text, 0, len(text))]


@given(st.text(alphabet="aB:. \n[]1", max_size=300))
def test_parts_cover_the_dialogue(text: str) -> None:
    """What parts are judged by is the text, without a gap."""
    together = "".join(texts_of(text))

    assert together == text


def test_a_turn_is_a_part() -> None:
    """Each speaker's words are kept or left out together."""
    found = texts_of("Ann: Hello. How are you?\nBob B: Well.\nAnd you?\nAnn: Good.\n")

    assert found == ["Ann: Hello. How are you?\n", "Bob B: Well.\nAnd you?\n", "Ann: Good.\n"]


def test_short_turns_together_are_the_text() -> None:
    """Without long turns nothing is written that does not stand there."""
    text = "Ann: Hello.\nBob: Well.\n"

    parts = dialogue_parts(text, 0, len(text))

    assert rendered(text, [part.options[0] for part in parts]) == text


def test_a_meeting_is_one_document() -> None:
    """All turns have the number that is given."""
    text = "Ann: Hello.\n\nBob: Well.\n\nAnn: Good.\n"

    found = {part.document for part in dialogue_parts(text, 0, len(text), document=4)}

    assert found == {4}


def test_a_long_turn_is_cut_into_sentences() -> None:
    """No part of a long turn is longer than a short turn."""
    found = texts_of(LONG_TURN)

    assert (len(found) > 1, max(map(len, found)) <= LONGEST_TURN) == (True, True)


def test_what_is_kept_of_a_long_turn_tells_who_speaks() -> None:
    """Each later part of a turn is written with the speaker's name before it."""
    parts = dialogue_parts(LONG_TURN, 0, len(LONG_TURN))

    kept = {rendered(LONG_TURN, [part.options[0]])[:4] for part in parts}

    assert kept == {"Ann:"}


def test_what_is_before_the_first_speaker_is_a_part() -> None:
    """A heading above a meeting is not lost."""
    found = texts_of("Minutes of the meeting\nAnn: Hello.\n")

    assert found == ["Minutes of the meeting\n", "Ann: Hello.\n"]
