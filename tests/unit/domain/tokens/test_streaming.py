import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.tokens.streaming import TextAccumulator, TextTooLarge, exact_parts, last_cut

HOSTILE = st.text("aZé中\u0301's \n\t1🙂<|-", max_size=200)
law = settings(deadline=None, max_examples=60)


@contextmanager
def searches() -> Iterator[list[int]]:
    """Gather the length of every text that ``last_cut`` is given."""
    lengths: list[int] = []

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is last_cut.__code__:
            lengths.append(len(frame.f_locals["text"]))

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        yield lengths
    finally:
        sys.setprofile(before)


def drain(accumulator: TextAccumulator, chunks: list[str]) -> list[str]:
    return [*(accumulator.add(chunk) for chunk in chunks), accumulator.finish()]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("", 0),
        ("abc", 0),
        ("abc ", 3),
        ("ab cd\nef", 5),
        ("ab\r\n", 0),
        ("ab\tcd", 0),
        ("12 34", 0),
        ("it' s", 0),
        ("e\u0301 x", 0),
        ("中\n", 1),
        ("a " + "1" * 10_000, 1),
    ],
)
def test_the_last_cut_is_behind_a_letter_and_before_a_blank_or_line_feed(
    text: str, cut: int
) -> None:
    """Nowhere else is a cut certain not to change the count."""
    actual = last_cut(text)

    assert cut == actual


@law
@given(text=HOSTILE, length=st.integers(1, 50))
def test_the_parts_joined_are_the_text(text: str, length: int) -> None:
    """Law: nothing is lost, added or moved by cutting."""
    parts = list(exact_parts(text, length=length))

    assert text == "".join(parts)


@law
@given(text=HOSTILE, length=st.integers(1, 50))
def test_every_part_but_the_last_ends_at_a_cut(text: str, length: int) -> None:
    """Law: a text is cut behind a letter and before a blank or line feed only."""
    parts = list(exact_parts(text, length=length))

    ends = [last_cut(part + after[0]) for part, after in pairwise(parts)]
    assert [len(part) for part in parts[:-1]] == ends


@law
@given(text=HOSTILE, length=st.integers(1, 50))
def test_a_part_is_too_long_only_where_nothing_could_be_cut(text: str, length: int) -> None:
    """Law: within a part that is longer than asked for there is no cut."""
    parts = list(exact_parts(text, length=length))

    assert [0] * len(parts) == [last_cut(part) if len(part) > length else 0 for part in parts]


@law
@given(chunks=st.lists(HOSTILE, max_size=8), part_length=st.integers(1, 80))
def test_an_accumulator_gives_back_all_text_in_order(chunks: list[str], part_length: int) -> None:
    """Law: whatever the chunks, what comes out is what went in."""
    accumulator = TextAccumulator(part_length, limit=100_000)

    parts = drain(accumulator, chunks)

    assert "".join(chunks) == "".join(parts)


@law
@given(chunks=st.lists(HOSTILE, max_size=8), part_length=st.integers(1, 80))
def test_an_accumulator_cuts_where_a_text_may_be_cut(chunks: list[str], part_length: int) -> None:
    """Law: every place between two parts is one that ``last_cut`` would choose."""
    accumulator = TextAccumulator(part_length, limit=100_000)

    parts = [part for part in drain(accumulator, chunks) if part]

    ends = [last_cut(part + after[0]) for part, after in pairwise(parts)]
    assert [len(part) for part in parts[:-1]] == ends


def test_an_accumulator_begins_anew_after_a_text() -> None:
    """Nothing of one text is in the next."""
    expected = ["ab", "", " cdef"]
    accumulator = TextAccumulator(4, limit=100)
    drain(accumulator, ["1" * 60])

    parts = drain(accumulator, ["ab cd", "ef"])

    assert expected == parts


@pytest.mark.parametrize("chunk_length", [1, 3, 10, 1_000])
def test_a_text_without_a_cut_may_be_held_up_to_the_limit(chunk_length: int) -> None:
    """Exactly the limit is still held, however it came."""
    accumulator = TextAccumulator(16, limit=1_000)
    text = "1" * 1_000

    parts = drain(accumulator, cut_up(text, chunk_length))

    assert text == "".join(parts)


@pytest.mark.parametrize("chunk_length", [1, 3, 10, 1_001])
def test_a_text_without_a_cut_is_too_large_above_the_limit(chunk_length: int) -> None:
    """One character above the limit is refused, however it came."""
    expected = ("chunk.text", "1000", "TEXT_TOO_LARGE")
    accumulator = TextAccumulator(16, limit=1_000)

    with pytest.raises(TextTooLarge) as caught:
        drain(accumulator, cut_up("1" * 1_001, chunk_length))

    assert expected == (
        caught.value.field,
        caught.value.metadata["limit"],
        caught.value.reason,
    )


def test_a_chunk_above_the_limit_is_taken_where_it_can_be_cut() -> None:
    """The limit is for what is held, not for what comes."""
    accumulator = TextAccumulator(16, limit=1_000)
    text = "word " * 1_000

    parts = drain(accumulator, [text])

    assert text == "".join(parts)


@pytest.mark.parametrize(
    ("name", "text"),
    [("no cut", "1" * 32_768), ("a cut at the start", "a " + "1" * 32_766)],
)
def test_a_long_text_without_cuts_is_searched_a_few_times(name: str, text: str) -> None:
    """The searches grow with the logarithm of the text, not with its chunks."""
    accumulator = TextAccumulator(16, limit=100_000)

    with searches() as lengths:
        drain(accumulator, cut_up(text, 1))

    assert len(lengths) <= 16, name


@pytest.mark.parametrize(
    "make",
    [
        lambda: "1" * 32_768,
        lambda: ("a " + "1" * 510) * 64,
        lambda: ("1" * 510 + "a ") * 64,
        lambda: "a " * 16_384,
        lambda: "".join("a " + "1" * length for length in range(250)),
    ],
)
def test_accumulating_is_linear_in_the_text(make: Callable[[], str]) -> None:
    """All searches together read the text a few times over, wherever its cuts are."""
    text = make()
    accumulator = TextAccumulator(16, limit=100_000)

    with searches() as lengths:
        drain(accumulator, cut_up(text, 1))

    assert sum(lengths) <= 4 * len(text)


def cut_up(text: str, length: int) -> list[str]:
    return [text[start : start + length] for start in range(0, len(text), length)]
