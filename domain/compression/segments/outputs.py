"""Telling the output of builds, test runs and the like, of which single lines look like no log."""

from collections.abc import Sequence

from domain.compression.logs.likeness import log_likeness
from domain.compression.segments.detecting import TEXT

type Line = tuple[str, int, int]
"""Its kind, its first character, the one behind its last."""

_FEWEST_LINES = 4
_LOG_LIKENESS = 600
"""How much lines look like a log, in thousandths, that are one."""
_SAID_ENDS = (".", "?", "!", ":", "\u3002", "\uff1f")
_LONGEST_END = 80
"""Characters at the end of a line in which its last sign is looked for."""


def output_blocks(source: str, blocks: Sequence[Sequence[Line]]) -> tuple[int, int]:
    """Which blocks are the output of a build, a test run or the like; an empty range for none.

    Most lines of it have neither a time nor a level, so it is told as a whole. What is said before
    and behind it, such as a question, is none of it.

    Args:
        source: The whole text.
        blocks: Lines between blank lines.

    Returns:
        The first block of it, and the one behind the last.
    """
    first, last = 0, len(blocks)
    while first < last and _is_said(source, blocks[first]):
        first += 1
    while first < last and _is_said(source, blocks[last - 1]):
        last -= 1
    if sum(map(len, blocks[first:last])) < _FEWEST_LINES:
        return last, last
    likeness = log_likeness(source[blocks[first][0][1] : blocks[last - 1][-1][2]])
    return (first, last) if likeness >= _LOG_LIKENESS else (last, last)


def _is_said(source: str, block: Sequence[Line]) -> bool:
    _, start, end = block[-1]
    is_text = all(kind == TEXT for kind, _, _ in block)
    return is_text and source[max(start, end - _LONGEST_END) : end].rstrip().endswith(_SAID_ENDS)
