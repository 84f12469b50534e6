"""Dividing texts and lists of plain values within JSON, where no escape or value is cut in two."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from domain.compression.model import Part
from domain.compression.structured.json_values import Member, quoted

_CHUNK = 120
"""Characters of a run of plain values."""
_MOST_CHUNKS = 2_000


def run_ends(source: str, member: Member) -> Iterator[int]:
    """Where runs of the elements of a list of plain values end, each behind a comma."""
    start, end = member.value_start + 1, member.end - 1
    longest = max(_CHUNK, (end - start) // _MOST_CHUNKS)
    for match in _plain_element().finditer(source, start, end):
        if match.end() - start >= longest:
            start = match.end()
            yield start
    if start < end:
        yield end


def passages(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text as JSON that end with an escaped line break, and the last one."""
    for match in _escape().finditer(source, start, end):
        if match["breaks"]:
            yield start, match.end()
            start = match.end()
    if start < end:
        yield start, end


def keeps_escapes(source: str, span: tuple[int, int], parts: Sequence[Part]) -> bool:
    """Whether parts of a text as JSON cut no escape in two and add nothing that needs one."""
    inside = {
        place
        for match in _escape().finditer(source, *span)
        for place in range(match.start() + 1, match.end())
        if not match["breaks"] or (place - match.start()) % 2
    }
    pieces = [piece for part in parts for option in part.options for piece in option.pieces]
    return not any(
        piece.start in inside or piece.end in inside or (piece.text and _must_escape(piece.text))
        for piece in pieces
    )


def _must_escape(text: str) -> bool:
    return len(quoted(text)) > len(text) + len('""')


@cache
def _plain_element() -> re.Pattern[str]:
    return re.compile(r'(?s)(?:[^",]++|"(?:[^"\\]++|\\.)*+")*+,')


@cache
def _escape() -> re.Pattern[str]:
    """An escape, or several line breaks on end."""
    return re.compile(r"(?P<breaks>(?:\\[rn])++)|\\u.{4}|\\.")
