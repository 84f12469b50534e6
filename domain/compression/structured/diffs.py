"""Unified diffs: what changed is worth most, and the lines around it least.

Headers of files stay, so that every change has a file. No line is cut in two, and blanks stay as
they are, since they may be what changed.
"""

import re
from collections.abc import Iterator
from functools import cache

from domain.compression.blocks import lines
from domain.compression.model import Part, fixed, verbatim

_CHANGE, _HUNK, _DETAIL, _CONTEXT = 1_500, 1_000, 300, 250
"""What lines are worth beside others of the same relevance."""
_LONGEST_RUN = 8
"""Lines of changes or context that are kept or left out together."""


def diff_parts(source: str, start: int, end: int, *, document: int = 0) -> tuple[Part, ...]:
    """What a unified diff is made of.

    Args:
        source: The whole text.
        start: The first character of the diff.
        end: The character behind its last one.
        document: The number of the first file; the others have the numbers that follow.

    Returns:
        Parts that tile the diff, in order: the name of a file, the head of a hunk, a few lines.
    """
    parts: list[Part] = []
    number, is_empty = document, True
    for sign, first, last in _runs(source, start, end):
        if sign == "file" and not is_empty:
            number, is_empty = number + 1, True
        is_empty = is_empty and sign in _NAMES
        parts.append(_part(sign, first, last, number))
    return tuple(parts)


_NAMES = frozenset({"file", "old", "new", "detail"})
"""What stands above the hunks of a file."""
_PRIORS = {"+": _CHANGE, "-": _CHANGE, "hunk": _HUNK, "detail": _DETAIL, "old": _DETAIL}


def _part(sign: str, first: int, last: int, document: int) -> Part:
    if sign in {"file", "new"}:
        return fixed(first, last, document=document)
    prior = _PRIORS.get(sign, _CONTEXT)
    return verbatim(first, last, document=document, prior_permille=prior)


def _runs(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Lines of one sign that follow one another, a few at most, and each header by itself."""
    sign, first, count = "", start, 0
    for told, line, _ in _told_lines(source, start, end):
        is_same = told == sign and told in "+-" and bool(told)
        is_context = told == sign == "context"
        if count and not ((is_same or is_context) and count < _LONGEST_RUN):
            yield sign, first, line
            first, count = line, 0
        sign, count = told, count + 1
    if count:
        yield sign, first, end


def _told_lines(source: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Every line and what it is; within a hunk the counts of its head say how many lines it has."""
    left_old = left_new = 0
    for first, last in lines(source, start, end):
        if left_old > 0 or left_new > 0:
            told = _CHANGES.get(source[first], "context")
            left_old -= told != "+" and source[first] != "\\"
            left_new -= told != "-" and source[first] != "\\"
            yield told, first, last
            continue
        told = _header(source, first)
        if match := _hunk().match(source, first):
            left_old, left_new = int(match["old"] or 1), int(match["new"] or 1)
        yield told, first, last


_CHANGES = {"+": "+", "-": "-"}
_HEADERS = (
    ("diff ", "file"),
    ("--- ", "old"),
    ("+++ ", "new"),
    ("@@", "hunk"),
    ("+", "+"),
    ("-", "-"),
    ("index ", "detail"),
    ("new file", "detail"),
    ("deleted file", "detail"),
    ("old mode", "detail"),
    ("new mode", "detail"),
    ("similarity ", "detail"),
    ("rename ", "new"),
    ("Binary ", "detail"),
)


def _header(source: str, first: int) -> str:
    """What a line outside of hunks is."""
    return next((told for head, told in _HEADERS if source.startswith(head, first)), "context")


@cache
def _hunk() -> re.Pattern[str]:
    return re.compile(r"@@ -\d{1,9}+(?:,(?P<old>\d{1,9}+))?+ \+\d{1,9}+(?:,(?P<new>\d{1,9}+))?+ @@")
