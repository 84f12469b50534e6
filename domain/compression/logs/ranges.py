"""How far the figures of a template's entries range, in a line of ours.

The line states a count and figures of the entries as they stand there: the time of the last one,
and the least and the greatest of each figure that varies.
"""

import re
from collections.abc import Sequence
from functools import cache

_LIMIT = 400
"""Characters of an entry in which figures are looked for."""
_MOST_ENTRIES = 4_096
"""Entries of a template whose figures are compared; of a larger one only the last time is said."""
_MOST_VALUES = 512
"""Values of a column beyond which it is taken for an identifier."""
_MOST_COLUMNS = 4
_MOMENT_WITHIN = 80
"""Characters of an entry in which its time is looked for."""
_LONGEST_DAY = 16
"""Characters before a time that are its day."""


@cache
def _named_figure() -> re.Pattern[str]:
    """A number of up to nine digits, with the name and the marks that stand around it."""
    return re.compile(
        r"([A-Za-z_][A-Za-z_.-]*[=:(\[]+|[(\[]?)(-?\d{1,9}(?:\.\d{1,9})?)([a-zA-Z%]{0,3}[,;)\].]?)"
    )


@cache
def _moment() -> re.Pattern[str]:
    return re.compile(r"\d\d?:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?![\w:])")


def count_text(count: int) -> str:
    """The shortest line that counts the entries of a template."""
    return f"[x{count}]\n"


def ranges(entries: Sequence[str], telling: Sequence[str]) -> str:
    """A line that counts the entries of a template and says how far they range.

    Args:
        entries: The text of each, in order; at least two.
        telling: The word that their message begins with; what stands before it is no figure of
            interest. None where it is not known.

    Returns:
        The line; empty where it would say no more than the count.
    """
    said = [*_last_moment(entries), *_varying(entries, telling[0] if telling else "")]
    return f"[x{len(entries)}; {', '.join(said)}]\n" if said else ""


def _last_moment(entries: Sequence[str]) -> list[str]:
    first, last = (_moment().search(each, 0, _MOMENT_WITHIN) for each in (entries[0], entries[-1]))
    if first is None or last is None or first.group() == last.group():
        return []
    day = entries[-1][: last.start()]
    is_said = day == entries[0][: first.start()] or len(day) > _LONGEST_DAY
    return [f"last {'' if is_said else day.lstrip('[(<')}{last.group()}"]


def _varying(entries: Sequence[str], message: str) -> list[str]:
    if len(entries) > _MOST_ENTRIES:
        return []
    rows = [entry[:_LIMIT].split() for entry in entries]
    head = next((at for at, word in enumerate(rows[0]) if message in word), 0)
    said: list[str] = []
    before = ""
    for column in list(zip(*rows, strict=False))[head:]:
        values = sorted(set(column))
        if 1 < len(values) <= _MOST_VALUES and len(said) < _MOST_COLUMNS:
            said.extend(_range(values, before))
        before = column[0]
    return said


def _range(values: Sequence[str], before: str) -> list[str]:
    """A column's name with its least and greatest figure; nothing where it is no figure.

    Args:
        values: What stands in the column, without repeats.
        before: The word before it, which names it where it has no name of its own.
    """
    matches = [_named_figure().fullmatch(value) for value in values]
    found = [match.groups() for match in matches if match is not None]
    if len(found) < len(values) or len({(name, unit) for name, _, unit in found}) > 1:
        return []
    figures = sorted([figure for _, figure, _ in found], key=float)
    name = found[0][0].lstrip("([") or f"{before} "
    if not name[:1].isalpha():
        return []
    unit = found[0][2].rstrip(",;)].")
    return [f"{name}{figures[0]}{unit}..{figures[-1]}{unit}".replace("\n", " ")]
