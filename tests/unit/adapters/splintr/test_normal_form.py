"""Bringing a text into normal form C, as Python does, but never slowly."""

import sys
import time
from unicodedata import decomposition, normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.splintr import normal_form
from adapters.outbound.splintr.normal_form import (
    CHUNK_CHARACTERS,
    RowTooLong,
    to_normal_form,
)

PIECES = [*"aé中あ가\u1100\u1161\u11a8\u0301\u0323\u0344\u0340\u0f73\u0f71\u09c7\u09be \n1"]
MIXED = "\u0301\u0323"


@settings(deadline=None, max_examples=50)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30), repeat=st.integers(1, 60))
def test_the_form_is_python_s(pieces: list[str], repeat: int) -> None:
    """Law: whatever the text, the result is the normal form."""
    text = "".join(pieces) * repeat

    actual = to_normal_form(text)

    assert normalize("NFC", text) == actual


@pytest.mark.parametrize("unit", ["a\u0301", "\u1100\u1161", "é中", "กำ", "\U0001f469\u200d"])
def test_a_long_text_is_brought_into_form_in_chunks(unit: str) -> None:
    """What is joined over the end of a chunk is joined all the same."""
    text = "\u0301" + unit * (CHUNK_CHARACTERS + 1)
    expected = normalize("NFC", text)

    actual = to_normal_form(text)

    assert expected == actual


def test_a_long_row_of_marks_takes_no_longer_than_other_text() -> None:
    """Where Python takes seconds for 60,000 marks, this takes no more than one."""
    text = "a" + MIXED * 30_000
    began_s = time.process_time()

    to_normal_form(text)

    assert time.process_time() - began_s < 1


def test_a_row_of_marks_that_is_too_long_is_refused() -> None:
    """What cannot be put in order while others wait is left alone."""
    with pytest.raises(RowTooLong):
        to_normal_form(MIXED * 2 * CHUNK_CHARACTERS)


def is_joined(pair: list[str]) -> bool:
    """Whether the normal form joins the two, given as hexadecimal numbers."""
    if len(pair) != 2 or pair[0].startswith("<"):
        return False
    return len(normalize("NFC", "".join(chr(int(each, 16)) for each in pair))) == 1


def test_what_a_chunk_may_begin_with_joins_nothing_before_it() -> None:
    """No character that a text is divided before is the second of two that are joined."""
    pairs = [decomposition(chr(code)).split() for code in range(sys.maxunicode + 1)]
    seconds = {chr(int(pair[1], 16)) for pair in pairs if is_joined(pair)}
    seconds |= {*map(chr, (*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)))}
    expected: list[str] = []

    starts = [each for each in seconds if normal_form._START.match(each)]
    others = [each for each in seconds if normal_form._is_start(each)]

    assert expected == starts
    assert expected == others
