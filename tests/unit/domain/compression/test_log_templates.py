"""Grouping the lines of a log by how they are worded."""

from hypothesis import given
from hypothesis import strategies as st

from domain.compression.logs.templates import Template, folded, templates, wording

_LINES = st.lists(st.text(alphabet="ab 01:=\u00e9", max_size=20), max_size=30)


def _templates(lines: list[str]) -> tuple[Template, ...]:
    text, spans, start = "".join(f"{line}\n" for line in lines), [], 0
    for line in lines:
        spans.append((start, start + len(line) + 1))
        start += len(line) + 1
    return templates(folded(text), spans)


def test_a_wording_has_no_times_addresses_and_identifiers() -> None:
    """What changes from line to line is no part of the wording."""
    line = "Jun 14 15:16:01 combo sshd[19939]: Failed login from 10.0.0.7 id=a64f992"

    words = wording(line)

    assert words == ("combo", "sshd", "Failed", "login", "from", "id")


def test_a_word_keeps_its_letters_before_a_figure() -> None:
    """A figure that is written right behind a word does not take the word away."""
    assert wording("machine check enable........0") == ("machine", "check", "enable")


def test_folding_keeps_every_place() -> None:
    """Folded text is as long as the text, so that places in one are places in the other."""
    text = "2024-05-01 [main] caf\u00e9=7\n" * 4_000

    assert len(folded(text)) == len(text)


def test_lines_that_differ_in_figures_are_one_template() -> None:
    """Two lines of one wording are entries of one template."""
    found = _templates(["took 5 ms for /a/b", "took 61 ms for /c/d"])

    assert [template.entries for template in found] == [(0, 1)]


def test_lines_that_differ_in_one_word_of_many_are_one_family() -> None:
    """A template much like an earlier one takes a later place in its family."""
    lines = [
        "screen layout changed and needs pass begin",
        "screen layout changed and needs pass end",
        "disk full",
        "fan stopped",
    ]

    found = _templates(lines)

    assert [template.place for template in found] == [0, 1, 0, 0]


def test_short_lines_that_differ_in_a_word_are_no_family() -> None:
    """Two words of which one differs say different things."""
    found = _templates(["session opened", "session closed", "disk full", "fan stopped"])

    assert [template.place for template in found] == [0, 0, 0, 0]


def test_the_most_frequent_stands_first_behind_the_first_one() -> None:
    """Places in a family follow the number of entries."""
    base = "user login through the front door by"
    others = ["disk full", "fan stopped", "power lost", "link down"]

    found = _templates([f"{base} ann", f"{base} bob", f"{base} eve", f"{base} eve", *others])

    assert [template.place for template in found[:3]] == [0, 2, 1]


def test_lines_that_differ_in_level_only_repeat() -> None:
    """A wording with another level is told to be much the same."""
    lines = ["INFO cache node was rebuilt", "WARN cache node was rebuilt", "a b", "c d"]

    found = _templates(lines)

    assert [template.repeat for template in found] == [0, 1, 0, 0]


@given(_LINES)
def test_every_line_is_in_one_template(lines: list[str]) -> None:
    """The entries of all templates together are the lines."""
    found = _templates(lines)

    entries = sorted(entry for template in found for entry in template.entries)
    assert entries == list(range(len(lines)))


@given(_LINES)
def test_templates_come_in_the_order_of_the_log(lines: list[str]) -> None:
    """The first entries ascend, and so do those of each template."""
    found = _templates(lines)

    firsts = [template.entries[0] for template in found]
    assert firsts == sorted(firsts)
    assert all(list(each.entries) == sorted(each.entries) for each in found)
