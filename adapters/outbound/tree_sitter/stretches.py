"""Dividing a source into stretches that can be parsed by themselves in bounded work."""

import re
from collections.abc import Iterator
from itertools import accumulate

STRETCH = 32_768
"""Bytes from which on a stretch ends at the next blank line before the outermost level."""
LONGEST_STRETCH = 131_072
"""Bytes of the longest stretch: where a parser loses its way, each costs up to 30 µs."""
_DEEPEST = 200
"""How deep brackets may nest; the time and memory of some parsers grow faster than that."""
_LONGEST_LINE = 4_000
"""Bytes of a line that people write; longer ones are made by machines and have no outline."""
_CHUNK = 8_192
_BRACKETS = b"()[]{}<>;"
_NOT_BRACKETS = bytes(each for each in range(256) if each not in _BRACKETS)
_STEPS = {ord(sign): step for sign, step in zip("([{)]}", (1, 1, 1, -1, -1, -1), strict=True)}
_ANGLE = ord("<")
_ANGLE_CLOSERS = frozenset(b";{}>")
_BREAK = re.compile(
    rb"\n[ \t\r]*+\n(?=(?:def|class|async def|@\w|func|fn|pub|impl|public|private|protected"
    rb"|internal|static|export|function|const|let|var|namespace|template|struct|enum|type|interface|module"
    rb"|void|int|/\*\*|#include|[\w:<>*& ]{1,100}+\([^\n]{0,200}+$)(?![\w ]*[.,]))",
    re.MULTILINE,
)
"""A blank line before a definition of the outermost level."""


def stretches(source: bytes) -> Iterator[tuple[int, int]]:
    """Where stretches of a source begin and end, in bytes."""
    start = 0
    while len(source) - start > STRETCH:
        found = _BREAK.search(source, start + STRETCH)
        if not found:
            break
        yield start, found.end()
        start = found.end()
    if start < len(source):
        yield start, len(source)


def is_readable(stretch: bytes) -> bool:
    """Whether a stretch can be parsed in bounded time and memory."""
    if not 0 < len(stretch) <= LONGEST_STRETCH:
        return False
    if len(stretch) > _LONGEST_LINE and max(map(len, stretch.split(b"\n"))) > _LONGEST_LINE:
        return False
    brackets = stretch.translate(None, _NOT_BRACKETS)
    return _is_shallow(brackets) and _has_few_angles(brackets)


def _is_shallow(brackets: bytes) -> bool:
    depth = 0
    for at in range(0, len(brackets), _CHUNK):
        steps = [_STEPS.get(each, 0) for each in brackets[at : at + _CHUNK]]
        levels = list(accumulate(steps, initial=depth))
        depth = levels[-1]
        if max(levels) > _DEEPEST:
            return False
    return True


def _has_few_angles(brackets: bytes) -> bool:
    """Whether no long row of ``<`` is left open: each may be a comparison or a parameter."""
    if brackets.count(b"<") <= _DEEPEST:
        return True
    row = 0
    for each in brackets:
        if each == _ANGLE:
            row += 1
            if row > _DEEPEST:
                return False
        elif each in _ANGLE_CLOSERS:
            row = 0
    return True
