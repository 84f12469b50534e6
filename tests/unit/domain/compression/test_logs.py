"""A log taken apart: what happened once, before what happened again."""

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.logs.likeness import log_likeness
from domain.compression.logs.parts import log_parts
from domain.compression.model import Option, Part, Rung
from tests.fakes.rendering import rendered

_HEAD = "2024-05-01 10:00:{:02d},000 INFO  [worker-{}] acme.Service - "
_CHARACTERS = st.sampled_from("ab 012:[]\t\r\n\u00e9\ud800")
_SLOW = "".join(
    _HEAD.format(second, second % 4) + f"handled request {second} in {second * 3} ms\n"
    for second in range(40)
)
_TRACE = (
    "2024-05-01 10:00:41,000 ERROR [worker-1] acme.Service - request failed\n"
    "java.lang.IllegalStateException: pool exhausted\n"
    + "".join(f"\tat acme.Pool.take(Pool.java:{line})\n" for line in range(30))
    + "Caused by: java.net.SocketException: reset\n\t... 30 more\n"
)


def _parts(text: str) -> tuple[Part, ...]:
    return log_parts(text, 0, len(text))


def _option(part: Part, rung: Rung) -> Option | None:
    return next((option for option in part.options if option.rung is rung), None)


def _part_with(text: str, words: str) -> Part:
    return next(part for part in _parts(text) if words in text[part.start : part.end])


def _text(text: str, part: Part, rung: Rung) -> str:
    option = _option(part, rung)
    return option.text(text) if option else ""


@given(st.text(_CHARACTERS, max_size=300))
def test_the_first_options_give_back_the_text(text: str) -> None:
    """Where there is room for everything, everything stays as it was."""
    parts = _parts(text)

    assert rendered(text, [part.options[0] for part in parts]) == text


@given(st.text(_CHARACTERS, max_size=120), st.integers(0, 40), st.integers(0, 120))
def test_parts_stay_within_their_stretch(text: str, start: int, length: int) -> None:
    """Places are those of the whole text, and nothing around the stretch is touched."""
    end = min(len(text), start + length)

    parts = log_parts(text, start, end)

    assert rendered(text, [part.options[0] for part in parts]) == text[start:end]


@given(st.text(_CHARACTERS, max_size=300))
def test_every_part_can_be_dropped(text: str) -> None:
    """Nothing of a log is written against the budget's will."""
    assert all(part.can_be_dropped for part in _parts(text))


def test_a_template_is_its_first_line_and_a_count() -> None:
    """Lines of one wording are told by the first of them and their number."""
    part = _parts(_SLOW)[0]

    shortest = [option for option in part.options if option.rung is Rung.TEMPLATE][-1]
    assert shortest.text(_SLOW) == f"{_SLOW.splitlines()[0]}\n[x40]\n"


def test_a_template_says_how_far_its_figures_range() -> None:
    """The last time and the least and greatest of each figure stand behind the count."""
    part = _parts(_SLOW)[0]

    said = _text(_SLOW, part, Rung.TEMPLATE).splitlines()[1]
    assert said == "[x40; last 10:00:39,000, request 0..39, in 0..117]"


def test_repeated_lines_are_parts_of_their_own() -> None:
    """A query may call for a line whose template is shown already."""
    part = _part_with(_SLOW, "request 17 ")

    assert [option.rung for option in part.options] == [Rung.FULL, Rung.DROP]


def test_an_error_is_worth_more_than_what_is_usual() -> None:
    """Lines of trouble are kept before others."""
    text = _SLOW + (_HEAD.format(50, 1) + "upstream timed out\n") * 9

    usual, alarm = _part_with(text, "request 0 "), _part_with(text, "timed out")

    assert alarm.prior_permille > 3 * usual.prior_permille


def test_a_level_of_one_letter_tells_an_error() -> None:
    """Some logs write E for error, alone or before the date."""
    usual = "".join(f"I0501 10:00:{second} 7 a.go:3] pool grows\n" for second in range(10, 30))
    text = usual + usual.replace("I0501", "E0501").replace("grows", "shrinks")

    alarm = _part_with(text, "E0501")

    assert alarm.prior_permille > 3 * _part_with(text, "I0501").prior_permille


def test_a_rare_line_is_worth_more_than_what_is_usual() -> None:
    """What a log says once is kept before what it says often."""
    text = _SLOW + _HEAD.format(50, 1) + "shutdown begins\n"

    usual, rare = _part_with(text, "request 0 "), _part_with(text, "shutdown")

    assert rare.prior_permille > 3 * usual.prior_permille


def test_a_line_that_stands_once_has_no_count() -> None:
    """There is nothing to count."""
    part = _part_with(_SLOW + _HEAD.format(50, 1) + "shutdown begins\n", "shutdown")

    assert _option(part, Rung.TEMPLATE) is None


def test_a_stack_of_calls_belongs_to_the_line_above() -> None:
    """An error and its trace are one entry, with what follows it left out."""
    text = _SLOW + _TRACE + _SLOW

    part = _part_with(text, "request failed")

    assert text[part.start : part.end] == _TRACE


def test_a_long_trace_is_shortened_to_what_it_states() -> None:
    """The error and its cause stay, the calls between them are counted."""
    text = _SLOW + _TRACE + _SLOW

    short = _text(text, _part_with(text, "request failed"), Rung.EXTRACT)

    assert short == (
        "2024-05-01 10:00:41,000 ERROR [worker-1] acme.Service - request failed\n"
        "java.lang.IllegalStateException: pool exhausted\n"
        "Caused by: java.net.SocketException: reset\n"
        "[\u2026 31 lines]\n"
    )


def test_a_traceback_in_output_without_times_is_one_entry() -> None:
    """From its first line to the name of the exception."""
    trace = 'Traceback (most recent call last):\n  File "a.py", line 3\n    run()\nValueError: x\n'
    text = f"collecting\nbuilding\n{trace}done\n"

    part = _part_with(text, "Traceback")

    assert text[part.start : part.end] == trace


def test_a_very_long_line_may_be_cut_at_a_blank() -> None:
    """Its beginning stays, and how much is left out is said."""
    text = "10:00:00 dump " + "word " * 1_000 + "\n"

    short = _text(text, _parts(text)[0], Rung.EXTRACT)

    assert short.startswith("10:00:00 dump word")
    assert short.endswith(" characters]\n")
    assert len(short) < 520


def test_a_head_that_most_lines_share_may_be_left_out() -> None:
    """As the last resort a message stands without its time and host."""
    events = ("alpha began", "beta ended", "gamma rose", "delta fell", "eta won", "pi lost")
    text = "".join(
        f"Jul  7 08:06:{number:02d} longhostname daemon: {event}\n"
        for number, event in enumerate((*events, "rho came", "tau went", "chi sat"))
    )

    assert _text(text, _part_with(text, "gamma"), Rung.STUB) == "gamma rose\n"


def test_an_empty_stretch_has_no_parts() -> None:
    """There is nothing to keep."""
    assert log_parts("abc", 1, 1) == ()


def test_lines_that_never_repeat_make_a_bounded_number_of_parts() -> None:
    """Many different lines do not make the choice among them slow."""
    letters = "abcdefghij"
    names = ("".join(letters[int(digit)] for digit in f"{number:05d}") for number in range(9_000))
    text = "".join(f"{name} failed\n" for name in names)

    assert len(_parts(text)) < 8_192 + 500


def test_logs_are_told_from_other_texts() -> None:
    """Lines with times and levels are likely a log, sentences are not."""
    prose = "The river rose.\nNobody had seen it so high.\nThey left at dawn.\n" * 5

    assert (log_likeness(_SLOW), log_likeness(prose)) == (1_000, 0)


def test_the_output_of_tests_is_like_a_log() -> None:
    """Build and test output has no times but results."""
    text = "".join(f"tests/test_a.py::test_{name} PASSED  [ 10%]\n" for name in "abcdefgh")

    assert log_likeness(text) >= 600


def test_a_chat_is_less_like_a_log() -> None:
    """Times alone do not make a log."""
    words = "hello there", "good day to you", "is it raining", "no it is fine", "see you"
    text = "".join(f"[10:0{minute}] Ann: {said}\n" for minute, said in enumerate(words))

    assert log_likeness(text) < 600
