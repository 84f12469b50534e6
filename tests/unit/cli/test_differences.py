"""What became of a text, as lines for people."""

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from adapters.inbound.cli.differences import Difference, limited, plain
from adapters.inbound.cli.drawing import draw_lines
from adapters.inbound.cli.views.changes import ChangedText, show_changes
from domain.compression.model import SegmentKind
from domain.compression.results import CompressedSpan, Fate, Reason
from domain.tokens.truncation import TextRange

type Told = tuple[str, str | None, Fate]
"""A stretch of a text, what stands for it, and what became of it."""


def difference(*told: Told, glue: str = "") -> Difference:
    """A difference of stretches that follow each other; glue stands between those that are left."""
    source, text = "", ""
    spans = []
    for before, after, fate in told:
        place = TextRange(len(source), len(source) + len(before))
        source += before
        output = None
        if after is not None:
            text += glue if text else ""
            output = TextRange(len(text), len(text) + len(after))
            text += after
        spans.append(CompressedSpan(place, output, SegmentKind.PROSE, fate, Reason.STRUCTURE))
    return Difference(source, text, tuple(spans), 0.25)


def kept(text: str) -> Told:
    return text, text, Fate.FULL


def gone(text: str) -> Told:
    return text, None, Fate.DROP


def lines_of(found: Difference, *, most: int = 1_000) -> list[str]:
    """The lines as a pipe gets them."""
    return [plain(line) for line in limited(found.lines(), most=most)]


def test_kept_and_dropped_lines_have_marks() -> None:
    """What was left out has a minus before it."""
    expected = ["  one", "- two", "  three"]

    lines = lines_of(difference(kept("one\n"), gone("two\n"), kept("three")))

    assert expected == lines


def test_line_of_both_shows_what_is_gone_in_brackets() -> None:
    """A sentence that is gone from a line stands in brackets among those that are kept."""
    expected = ["~ One. [-Two. -]Three."]

    lines = lines_of(difference(kept("One. "), gone("Two. "), kept("Three.\n")))

    assert expected == lines


def test_words_of_ours_are_told_apart() -> None:
    """What stands for a stretch and is not in the source has a mark of its own."""
    expected = ["  ready", "- tick 1", "- tick 2", "~ tick 1 [x2]"]

    lines = lines_of(
        difference(kept("ready\n"), ("tick 1\ntick 2\n", "tick 1 [x2]\n", Fate.TEMPLATE))
    )

    assert expected == lines


def test_words_that_stand_for_nothing_are_told_apart() -> None:
    """What is written between two stretches is ours, unless it is nothing but blanks."""
    expected = ["  one", "~ […]", "  two"]

    lines = lines_of(difference(kept("one\n"), gone(""), kept("two\n"), glue="[…]\n"))

    assert expected == lines


def test_end_of_a_line_after_a_gap_is_not_shown_twice() -> None:
    """A line end that sets two stretches apart adds no empty line to what ends one already."""
    expected = ["~ One.[- Two.-]", "  Three."]

    lines = lines_of(difference(kept("One."), gone(" Two.\n"), kept("Three."), glue="\n"))

    assert expected == lines


def test_what_both_begin_with_is_kept() -> None:
    """Of a line that was written shorter only the words that differ are marked."""
    expected = ["~ the sum of [-1 and 2 -]{+both +}is 3"]

    lines = lines_of(difference(("the sum of 1 and 2 is 3", "the sum of both is 3", Fate.LOSSLESS)))

    assert expected == lines


def test_blanks_that_went_are_no_change() -> None:
    """A line that lost nothing but blanks is shown as it is now."""
    expected = ["  a long line of words"]

    lines = lines_of(
        difference(("a long line   of words  \n", "a long line of words\n", Fate.LOSSLESS))
    )

    assert expected == lines


def test_keep_tags_are_no_change() -> None:
    """A stretch that is kept as it stood is shown as it stands, without the tags around it."""
    expected = ["  stay"]

    lines = lines_of(difference(("<keep>stay</keep>", "stay", Fate.FULL)))

    assert expected == lines


def test_long_gap_is_told() -> None:
    """Of many lines two are shown, and how many more there are, with about how many tokens."""
    expected = ["- line 0", "- line 1", "… 35 lines, about 59 tokens left out"]

    lines = lines_of(difference(gone("".join(f"line {each}\n" for each in range(37)))))

    assert expected == lines


def test_long_gap_that_words_stand_for_is_told() -> None:
    """What is not lost is not said to be left out."""
    rows = "".join(f"row {each}\n" for each in range(37))
    expected = ["- row 0", "- row 1", "… 35 lines, about 50 tokens written shorter", "~ [37 rows]"]

    lines = lines_of(difference((rows, "[37 rows]\n", Fate.LOSSLESS)))

    assert expected == lines


def test_gap_of_brackets_is_not_shown() -> None:
    """Brackets and commas that went from between records are nothing to look at."""
    expected = ["  one", "  two"]

    lines = lines_of(difference(kept("one\n"), gone("},\n{\n"), kept("two\n")))

    assert expected == lines


def test_gap_of_both_kinds_is_one() -> None:
    """What is lost and what is written shorter make one gap, which counts as lost."""
    rows = "".join(f"row {each}\n" for each in range(3))
    expected = ["- row 0", "- row 1", "… 4 lines, about 5 tokens left out", "~ [3 rows]"]

    lines = lines_of(difference(gone(rows), (rows, "[3 rows]\n", Fate.STUB)))

    assert expected == lines


def test_line_of_many_gaps_shows_what_is_kept() -> None:
    """On a line without end it is what is shown that counts, not what is not."""
    told = [gone("x" * 1_000), kept(" One.")] * 10
    expected = 10

    (line,) = lines_of(difference(*told))

    assert expected == line.count(" One.")


def test_gap_of_empty_lines_shows_some_that_are_not() -> None:
    """The two lines that are shown of a gap say something."""
    expected = ["- one", "- two", "… 4 lines, about 1 token left out"]

    lines = lines_of(difference(gone("\none\n\ntwo\n\nthree\n")))

    assert expected == lines


def test_long_sentence_that_is_gone_is_told() -> None:
    """A gap within a line has an end as well."""
    expected = [f"~ One. [-{'x' * 160}-]… about 60 more tokens left outTwo."]

    lines = lines_of(difference(kept("One. "), gone("x" * 400), kept("Two.")))

    assert expected == lines


def test_line_without_end_is_cut() -> None:
    """A line of a million characters fills no terminal."""
    expected = ["  " + "x" * 4_000 + "… 996,000 more characters"]

    lines = lines_of(difference(kept("x" * 1_000_000)))

    assert expected == lines


def test_text_without_end_is_cut() -> None:
    """After so many lines only their number is told."""
    expected = ["  x", "  x", "… 98 more lines; a pipe or a file gets all that is kept"]

    lines = lines_of(difference(kept("x\n" * 100)), most=2)

    assert expected == lines


def test_what_a_terminal_would_act_on_is_spelled_out() -> None:
    """Escape sequences of a text reach no terminal."""
    expected = ["  \\x1b[31mred    x"]

    lines = lines_of(difference(kept("\x1b[31mred\tx\r\n")))

    assert expected == lines


@pytest.mark.parametrize("width", [1, 10, 80])
def test_colours_tell_what_brackets_tell(width: int) -> None:
    """On a terminal what is gone is struck out, on lines of any width."""
    screen = StringIO()
    console = Console(file=screen, width=width, force_terminal=True, color_system="standard")

    draw_lines(difference(kept("One. "), gone("Two."), gone("\nThree\n")).lines(), console)

    assert "9;31m" in screen.getvalue()
    assert "[-" not in screen.getvalue()


def test_without_colours_there_are_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who wants no colours gets what a pipe gets, with a column for the marks."""
    monkeypatch.setenv("NO_COLOR", "1")
    screen = StringIO()
    console = Console(file=screen, width=14, force_terminal=True, color_system="standard")
    expected = "~ One. [-Two.-]\n- Three\n"

    draw_lines(difference(kept("One. "), gone("Two."), gone("\nThree\n")).lines(), console)

    assert expected == screen.getvalue().replace("\n  ", " ")


class Screen(StringIO):
    """A terminal that remembers."""

    def isatty(self) -> bool:
        return True


def test_changes_are_drawn_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal gets titles in bold and colours instead of brackets."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    monkeypatch.setattr("sys.stdout", screen)
    expected = ["\x1b[1m@ message 1\x1b[0m", "\x1b[31m- \x1b[0m\x1b[2;9;31mgone\x1b[0m"]

    show_changes([ChangedText("message 1", difference(gone("gone")))])

    assert expected == screen.getvalue().splitlines()


STRETCHES = st.tuples(st.text("ab \t\x1b…", max_size=9), st.sampled_from(["k", "d", "w"]))


@given(st.lists(STRETCHES, max_size=20))
def test_nothing_of_a_short_text_is_lost(stretches: list[tuple[str, str]]) -> None:
    """Every letter of a short text is on some line, whatever became of it."""
    told: list[Told] = []
    for text, fate in stretches:
        told.append({"k": kept(text), "d": gone(text), "w": (text, "w", Fate.STUB)}[fate])
    found = difference(*told)
    expected = found.source.count("b")

    shown = "".join(lines_of(found))

    assert expected == shown.replace("\\x1b", "").count("b")
