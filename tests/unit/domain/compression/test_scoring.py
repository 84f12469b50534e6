"""What a passage is worth."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.answer_types import AnswerType, answer_type, holding
from domain.compression.scoring import Signals, scores, worth

LIKE = "These passages are all of one length."


def scores_of(signals: Signals, *, count: int, documents: list[int] | None = None) -> list[int]:
    return scores("anything", [LIKE] * count, documents or list(range(count)), signals)


@given(st.integers(0, 40_000))
def test_worth_grows_with_points(points: int) -> None:
    """More points are never worth less."""
    assert worth(points + 1) >= worth(points)


def test_worth_doubles_with_every_so_many_points() -> None:
    """Points are logarithmic."""
    found = [worth(693 * doublings) for doublings in range(5)]

    assert found == [1, 2, 4, 8, 16]


@pytest.mark.parametrize(
    "signal", ["grams", "meanings", "words_around", "grams_around", "meanings_around", "salience"]
)
def test_each_signal_raises_what_it_speaks_for(signal: str) -> None:
    """A passage with more of a signal is worth more."""
    given: dict[str, Any] = {signal: [1_000, 400]}

    first, second = scores_of(Signals(**given), count=2)

    assert first > second


def test_without_signals_passages_of_one_length_are_worth_the_same() -> None:
    """Where nothing is known nothing is preferred."""
    found = scores_of(Signals(), count=3)

    assert len(set(found)) == 1


def test_every_passage_is_worth_something() -> None:
    """Even the poorest passage is better than an unused token."""
    found = scores_of(Signals(grams_around=[1_000, 0], meanings_around=[1_000, 0]), count=2)

    assert min(found) > 0


def test_no_passages_have_no_scores() -> None:
    """An empty text has nothing to judge."""
    assert scores("anything", [], [], Signals()) == []


def test_a_passage_with_what_is_asked_for_is_worth_more() -> None:
    """A date is what a question that begins with when asks for."""
    passages = ["He came to see it in 1952, alone.", "He came to see it with her, alone."]

    dated, undated = scores("when did he come", passages, [0, 1], Signals())

    assert dated > undated


def test_neighbours_raise_each_other_in_a_long_document() -> None:
    """In a meeting, what is said beside the best turn is worth more than what is said far away."""
    signals = Signals(grams=[0] * 20 + [1_000] + [0] * 20)

    found = scores_of(signals, count=41, documents=[0] * 41)

    assert found[21] > found[23] > found[35]


def test_records_are_not_raised_by_their_neighbours() -> None:
    """A record that is asked for says nothing of the next one."""
    signals = Signals(grams=[0] * 20 + [1_000] + [0] * 20)

    found = scores("anything", [LIKE] * 41, [0] * 41, signals, apart={0})

    assert found[20] > found[21] == found[40]


def test_neighbours_in_another_document_are_not_raised() -> None:
    """Documents say nothing of each other."""
    signals = Signals(grams=[0] * 29 + [1_000] + [0] * 30)

    found = scores_of(signals, count=60, documents=[0] * 30 + [1] * 30)

    assert found[30] == found[59]


def test_passages_of_a_short_document_keep_their_own_points() -> None:
    """The sentences of a passage are told apart."""
    found = scores_of(Signals(grams=[0, 1_000, 0]), count=3, documents=[0, 0, 0])

    assert found[1] > found[0] == found[2]


def test_a_passage_that_says_the_same_as_a_better_one_is_worth_less() -> None:
    """One of two copies is enough."""
    marks = [list(range(8)), list(range(8)), list(range(8, 16))]

    better, copy, other = scores_of(Signals(grams=[1_000, 900, 900], hallmarks=marks), count=3)

    assert better > other > copy


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("when was it built", AnswerType.TIME),
        ("How many are there?", AnswerType.NUMBER),
        ("Who built it?", AnswerType.NAME),
        ("what does it mean", AnswerType.ANYTHING),
        ("Wann wurde es gebaut?", AnswerType.TIME),
        ("\u6709\u591a\u5c11\u4eba", AnswerType.NUMBER),
        ("", AnswerType.ANYTHING),
    ],
)
def test_a_question_tells_what_it_asks_for(query: str, expected: AnswerType) -> None:
    """The words of a question tell the type of its answer."""
    assert answer_type(query) == expected


def test_a_name_that_the_query_names_itself_answers_nothing() -> None:
    """Who Bob is, is not told by Bob, nor by the first word of a sentence."""
    passages = ["There was Bob there.", "There was Alice there.", "There was nobody there."]

    found = holding(AnswerType.NAME, "who is Bob", passages)

    assert found == [False, True, False]
