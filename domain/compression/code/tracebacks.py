"""Tracebacks: the error and the frames next to it matter most, those in between least."""

import re
from collections.abc import Iterator
from functools import cache

from domain.compression.blocks import Range, lines
from domain.compression.model import Part, verbatim

_ERROR_PRIOR, _END_PRIOR, _FRAME_PRIOR = 4_000, 2_500, 500
_LOOKED_AT = 4_000
"""Characters at the beginning in which the first frames stand."""


@cache
def _frame() -> re.Pattern[str]:
    """The first line of a frame."""
    return re.compile(
        r"^[ \t]*+(?:File \"[^\"\n]{1,300}\", line \d|at [^\s(]{1,200}+ ?\(|at \S{1,200}:\d+:\d+"
        r"|#?\d{1,3}+:? +(?:0x[0-9a-f]+|in |\S+::)|\t/\S+\.go:\d+|from \S+:\d+:in )",
        re.MULTILINE,
    )


def is_traceback(source: str, start: int, end: int) -> bool:
    """Whether a stretch of code is a stack of calls and an error.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one.
    """
    last = min(end, start + _LOOKED_AT)
    if source.find("Traceback (most recent call last)", start, min(last, start + 200)) >= 0:
        return True
    frames = sum(1 for _ in _frame().finditer(source, start, last))
    return frames > 1 and 3 * frames >= source.count("\n", start, last)


def traceback_parts(source: str, start: int, end: int, *, document: int) -> tuple[Part, ...]:
    """The error and the frames of a traceback.

    Args:
        source: The whole text.
        start: The first character of the traceback.
        end: The character behind its last one.
        document: The number of the document that it is.
    """
    found = list(_entries(source, start, end))
    frames = [index for index, (_, _, is_frame) in enumerate(found) if is_frame]
    ends = {*frames[:1], *frames[-1:]}
    return tuple(
        verbatim(
            first,
            last,
            document=document,
            prior_permille=_prior(is_frame=is_frame, is_end=index in ends),
        )
        for index, (first, last, is_frame) in enumerate(found)
    )


def _prior(*, is_frame: bool, is_end: bool) -> int:
    if not is_frame:
        return _ERROR_PRIOR
    return _END_PRIOR if is_end else _FRAME_PRIOR


def _entries(source: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Frames with the lines of code that belong to them, and other lines."""
    entry: Range | None = None
    for line, following in lines(source, start, end):
        is_frame = bool(_frame().match(source, line, following))
        is_inner = source[line] in " \t\r\n"
        if entry and is_inner and not is_frame:
            entry = entry[0], following
            continue
        if entry:
            yield *entry, True
        entry = (line, following) if is_frame else None
        if not is_frame:
            yield line, following, False
    if entry:
        yield *entry, True
