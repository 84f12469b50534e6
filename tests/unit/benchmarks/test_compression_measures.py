import math

import pytest

from benchmarks.compression_measures import (
    AnswerRecall,
    Dialogue,
    EventRecall,
    IdentifierRecall,
    SpanRecall,
    is_error,
)

LINES = (
    ("12:00 INFO started worker 1", "start"),
    ("12:01 INFO started worker 2", "start"),
    ("12:02 ERROR lost worker 1", "lost"),
    ("12:03 INFO stopped", "stop"),
    ("12:04 INFO started worker 3", "start"),
    ("12:05 INFO started worker 4", "start"),
)
TURNS = (
    "Ann: we should meet on Friday at noon then",
    "Ben: the budget is far too small for that plan",
    "Ann: we should meet on Friday at noon then",
)


def test_one_answer_in_any_case_is_enough() -> None:
    """One of the answers is there though its case differs."""
    measure = AnswerRecall(("Paris", "City of Light"))

    actual = measure("the city of LIGHT it is")

    assert actual == (1.0,)


def test_no_answer_is_nothing() -> None:
    """Without an answer the recall is 0."""
    measure = AnswerRecall(("Paris",))

    actual = measure("London")

    assert actual == (0.0,)


def test_identifier_counts_as_a_whole_word_only() -> None:
    """An identifier within a longer one is not there."""
    measure = IdentifierRecall(("HAT12", "HAT7"), ("HAT12", "HAT7", "mia_li_3668", "x-1-y"))

    actual = measure('{"flight": "HAT123", "other": "HAT7", "user": "mia_li_3668"}')

    assert actual == (0.5, 0.5)


def test_event_is_there_with_one_of_its_lines() -> None:
    """One whole line stands for its event, and rare events and errors are told apart."""
    measure = EventRecall(LINES)

    actual = measure("12:01 INFO started worker 2\n12:03 INFO stopped")

    assert actual == pytest.approx((2 / 3, 0.0, 1 / 2))


@pytest.mark.parametrize(
    "written",
    [
        "12:03 INFO stopped [x4]",
        "[x4] 12:03 INFO stopped",
        "12:03 INFO stopped x4",
        "3: 12:03 INFO stopped  (4 times)",
        "  12:03 INFO stopped\r\n",
    ],
)
def test_a_count_may_stand_beside_a_line(written: str) -> None:
    """A line with a mark beside it is still there."""
    measure = EventRecall(LINES)

    actual = measure.events_in(written)

    assert actual == {"stop"}


@pytest.mark.parametrize("written", ["12:03 INFO stop", "12:03 INFO stopped twice", "12:03"])
def test_a_line_must_be_whole(written: str) -> None:
    """A part of a line, or a longer one, is not the line."""
    measure = EventRecall(LINES)

    actual = measure.events_in(written)

    assert actual == frozenset()


def test_what_cannot_be_lost_has_no_share() -> None:
    """A log without errors has no recall of errors."""
    measure = EventRecall((("12:00 INFO started", "start"),))

    _, errors, _ = measure("")

    assert math.isnan(errors)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("[Sun Dec 04 2005] [error] no child", True),
        ("- 1117838570 R02 RAS KERNEL FATAL data storage interrupt", True),
        ("03-17 16:13:38.811  1702  2395 E Binder: gone", True),
        ("03-17 16:13:38.811  1702  2395 D Binder: gone", False),
        ("081109 INFO block terminating", False),
    ],
)
def test_lines_of_errors_are_known(line: str, expected: bool) -> None:  # noqa: FBT001 - an example
    """The level of a line says whether it tells of an error."""
    actual = is_error(line)

    assert actual == expected


def test_whole_span_is_all_of_it() -> None:
    """All relevant turns are left where the text is."""
    measure = SpanRecall(Dialogue(TURNS), (1, 2))

    actual = measure("\n".join(TURNS))

    assert actual == (1.0,)


def test_the_same_words_elsewhere_do_not_count() -> None:
    """A turn that only repeats the words of a relevant one is not relevant."""
    measure = SpanRecall(Dialogue(TURNS), (2,))

    actual = measure(TURNS[0])

    assert actual == (0.0,)


def test_a_turn_after_another_is_found_where_it_stood() -> None:
    """What follows a later stretch is laid behind it."""
    measure = SpanRecall(Dialogue(TURNS), (2,))

    actual = measure("\n".join(TURNS[1:]))

    assert actual == (1.0,)


def test_single_words_are_laid_between_the_runs() -> None:
    """Words that stand alone count at their next place."""
    measure = SpanRecall(Dialogue(("aa bb cc dd", "ee ff gg hh")), (1,))

    actual = measure("aa ff hh")

    assert actual == (0.5,)


def test_words_that_are_not_in_the_source_are_nothing() -> None:
    """What a compressor adds neither counts nor shifts the rest."""
    measure = SpanRecall(Dialogue(TURNS), (1,))

    actual = measure(f"[1 turn left out]\n{TURNS[1]}")

    assert actual == (1.0,)
