"""Dividing lines that belong to no other structure into blocks that are kept or left out as one."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from domain.compression.atoms import atom_around, inside_atom

type Range = tuple[int, int]
"""A first character and the one behind the last."""

_SHORT_LINES, _USUAL_LINES, _MOST_LINES = 3, 8, 16
"""Lines from which on a block ends at a blank line, at a line of the outermost level, anywhere."""
_LONGEST_LINE = 1_000
"""Characters of a line that is not divided."""
_MOST_PLACES = 12
"""Places in a long line that are looked at for its end."""
_LINE_CHUNK, _LINE_REACH = 400, 200
"""Characters of a part of a longer line, and how much further its end is looked for."""


@cache
def _indentation() -> re.Pattern[str]:
    return re.compile(r"[ \t]*+")


@cache
def _line_break() -> re.Pattern[str]:
    """Where a long line is best divided."""
    return re.compile(r"(?<=[;,}>])|\s+")


def lines(source: str, start: int, end: int) -> Iterator[Range]:
    """The lines of a range with their line feeds; the last one may have none."""
    while start < end:
        following = source.find("\n", start, end) + 1 or end
        yield start, following
        start = following


def blocks(source: str, start: int, end: int) -> Iterator[Range]:
    """Divide lines into blocks: at blank lines, then where the indentation returns to the least.

    Blank lines belong to the block before them. A very long line is divided between its words.

    Args:
        source: The text.
        start: The first character of the range.
        end: The character behind its last one.

    Yields:
        Ranges that tile the given one.
    """
    base = _least_indentation(source, start, end)
    first, count, is_behind_blank = start, 0, False
    for line, following in lines(source, start, end):
        text_start = _text_start(source, line)
        if text_start >= following or source[text_start] in "\r\n":
            is_behind_blank = True
            continue
        is_outermost = text_start - line <= base
        if line > first and _ends(
            count, is_behind_blank=is_behind_blank, is_outermost=is_outermost
        ):
            yield first, line
            first, count = line, 0
        if following - line > _LONGEST_LINE:
            yield from _line_chunks(source, first, following)
            first, count = following, -1
        count, is_behind_blank = count + 1, False
    if first < end:
        yield first, end


def _ends(count: int, *, is_behind_blank: bool, is_outermost: bool) -> bool:
    if is_behind_blank:
        return count >= (1 if is_outermost else _SHORT_LINES)
    return count >= (_USUAL_LINES if is_outermost else _MOST_LINES)


def _text_start(source: str, line: int) -> int:
    found = _indentation().match(source, line)
    return found.end() if found else line


def _least_indentation(source: str, start: int, end: int) -> int:
    """The indentation of the outermost of the first lines that are not blank."""
    least = end - start
    for line, following in lines(source, start, min(end, start + 8 * _LONGEST_LINE)):
        text_start = _text_start(source, line)
        if text_start < following and source[text_start] not in "\r\n":
            least = min(least, text_start - line)
    return least


def _line_chunks(source: str, start: int, end: int) -> Iterator[Range]:
    """Divide a long line behind its separators, never within an identifier or a number."""
    while end - start > _LINE_CHUNK + _LINE_REACH:
        near = start + _LINE_CHUNK
        found = _line_break().finditer(source, near, near + _LINE_REACH)
        places = (match.end() for match in islice(found, _MOST_PLACES))
        place = next((each for each in places if not inside_atom(source, each)), None)
        place = min(end, place or _behind_atom(source, near + _LINE_REACH))
        yield start, place
        start = place
    if start < end:
        yield start, end


def _behind_atom(source: str, place: int) -> int:
    """The place, or the end of the atom that it is in; what is longer than an atom is divided."""
    found = atom_around(source, place)
    return found[1] if found else place
