"""Tables of text (CSV, TSV and Markdown): the header stays, and every row is a part.

What is left of a row is a beginning of it, since its first cells name what it is about.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from domain.compression.blocks import lines
from domain.compression.model import DROPPED, Option, Part, Piece, Rung, fixed, verbatim

_SAMPLE = 20
"""Lines from which the separator is told."""
_SHORTEST_ROW = 40
"""Characters of a row that may be cut short."""
_STUB_WORTH = 350
_LONGEST_CELL = 2_000
"""Characters of a row that spans lines."""


def table_parts(source: str, start: int, end: int, *, document: int = 0) -> tuple[Part, ...]:
    """The header of a table, and a part a row.

    Args:
        source: The whole text.
        start: The first character of the table.
        end: The character behind its last one.
        document: The number of the document that all parts belong to.

    Returns:
        Parts that tile the table, in order, none of which cuts a cell in two.
    """
    rows = list(_rows(source, start, end))
    separator = _separator([source[first:last] for first, last in rows[:_SAMPLE]])
    header = _header_rows(source, rows)
    parts = []
    for place, (first, last) in enumerate(rows):
        if place < header:
            parts.append(replace(fixed(first, last, document=document), frames_to=rows[-1][1]))
        else:
            parts.append(_row(source, first, last, separator=separator, document=document))
    return tuple(parts)


def table_form(text: str) -> str:
    """A table of Markdown without the blanks that align its cells; another text as it is."""
    found = text.split("\n")
    if not any(map(_is_rule, found[:_SAMPLE])):
        return text
    return "\n".join([_unpadded(line) for line in found])


def _unpadded(line: str) -> str:
    cells = line.lstrip(" \t")
    if not cells.startswith("|"):
        return line
    if _is_rule(line):
        cells = _dashes().sub("---", _blanks().sub("", cells))
    return line[: len(line) - len(line.lstrip(" \t"))] + _padding().sub("|", cells.rstrip(" \t"))


def _is_rule(line: str) -> bool:
    """Whether a line is the one below the header of a table in Markdown."""
    return "-" in line and "|" in line and not line.strip("|-: \t\r\n")


def _row(source: str, first: int, last: int, *, separator: str, document: int) -> Part:
    whole = verbatim(first, last, document=document)
    cut = _first_cell_end(source, first, last, separator)
    if cut is None or last - first < _SHORTEST_ROW:
        return whole
    line_break = "\n" if source.endswith("\n", first, last) else ""
    rest = Piece(cut, last, " \u2026" + (" |" if separator == "|" else "") + line_break)
    stub = Option(Rung.STUB, (Piece(first, cut), rest), _STUB_WORTH)
    return Part(first, last, (whole.options[0], stub, DROPPED), document=document)


def _first_cell_end(source: str, first: int, last: int, separator: str) -> int | None:
    """Behind the separator that ends the first cell; None where no more than half is saved."""
    if not separator:
        return None
    begin = source.find("|", first, last) + 1 if separator == "|" else first
    if source.startswith('"', begin):
        quoted = _quoted().match(source, begin, last)
        begin = quoted.end() if quoted else last
    found = source.find(separator, begin, last)
    saves = found >= 0 and 2 * (found - first) <= last - first
    return found + 1 if saves else None


def _rows(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The rows of a table; a line break within quotes does not end one, as CSV has it."""
    opened = start
    is_open = False
    for first, last in lines(source, start, end):
        if source.count('"', first, last) % 2:
            is_open = not is_open and source.find('"', last, min(end, last + _LONGEST_CELL)) >= 0
        if is_open and last - opened <= _LONGEST_CELL:
            continue
        yield opened, last
        opened, is_open = last, False
    if opened < end:
        yield opened, end


def _separator(sample: list[str]) -> str:
    """What stands between cells: the sign that most lines have, and have equally often."""
    if not sample or any(line.lstrip().startswith("|") for line in sample):
        return "|"
    votes = {sign: Counter([line.count(sign) for line in sample]) for sign in "\t,;|"}
    best, most = "", 0
    for sign, counts in votes.items():
        often, lines_with = max(counts.items(), key=lambda item: (item[1], item[0]))
        if often > 0 and lines_with > most:
            best, most = sign, lines_with
    return best


def _header_rows(source: str, rows: list[tuple[int, int]]) -> int:
    """How many rows at the top stay: those up to a rule, or the first one."""
    for place, (first, last) in enumerate(rows[:_SAMPLE]):
        if _is_rule(source[first:last]):
            return place + 1
    return min(1, len(rows))


@cache
def _dashes() -> re.Pattern[str]:
    return re.compile(r"-{4,}+")


@cache
def _blanks() -> re.Pattern[str]:
    return re.compile(r"[ \t]++")


@cache
def _padding() -> re.Pattern[str]:
    return re.compile(r"(?<![ \t])[ \t]*+(?<!\\)\|[ \t]*+")


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r'"(?:[^"]++|"")*+"')
