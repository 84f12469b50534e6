"""Dialogue as turns, the parts that are kept or left out.

A meeting is one document: what is said about one thing is said over several turns, so that a
turn's neighbours raise it. A long turn is cut into sentences, and its speaker's name goes with each
stretch of them that is kept.
"""

import re
from collections.abc import Iterator
from functools import cache

from domain.compression.model import DROPPED, Option, Part, Piece, Role, Rung, verbatim
from domain.compression.texts.prose import sentences

LONGEST_TURN = 400
"""Characters of a turn that is a part as it stands, about 90 tokens."""


@cache
def _speaker() -> re.Pattern[str]:
    """The name before what is said, at the start of a line."""
    return re.compile(
        r"^[^\S\n]*+(?:[\[(][\d:.,]{4,12}+[\])][ \t]*+)?+"
        r"[*_]{0,2}+(?:[^\W\d_]|\[)[^\n:|{}<>]{0,40}?[*_]{0,2}:[*_]{0,2}(?=\s)",
        re.MULTILINE,
    )


def dialogue_parts(source: str, start: int, end: int, *, document: int = 0) -> tuple[Part, ...]:
    """The turns of a dialogue, each with the line break behind it.

    What is left of a long turn behind its first sentences is written with the speaker's name and
    an ellipsis before it, so that all parts together are the text with some names said again.

    Args:
        source: The whole text.
        start: The first character of the dialogue.
        end: The character behind its last one.
        document: The number of the dialogue, which is one document.

    Returns:
        Parts that cover the stretch, in order; none where it is empty.
    """
    parts: list[Part] = []
    for first, said, last in _turns(source, start, end):
        if last - first <= LONGEST_TURN:
            parts.append(verbatim(first, last, document=document))
            continue
        name = source[first:said].strip()
        places = list(_joined(sentences(source, said, last)))
        parts.append(verbatim(first, places[0][1], document=document))
        parts += [_named(name, *place, document) for place in places[1:]]
    return tuple(parts)


def _turns(source: str, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """The turns as their starts, the places behind the speakers' names, and their ends."""
    first = said = start
    for match in _speaker().finditer(source, start, end):
        if match.start() > first:
            yield first, said, match.start()
        first, said = match.start(), match.end()
    if first < end:
        yield first, said, end


def _joined(places: Iterator[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences in a row as one part, up to half the length of a short turn."""
    start, end = next(places)
    for first, last in places:
        if last - start > LONGEST_TURN // 2:
            yield start, end
            start = first
        end = last
    yield start, end


def _named(name: str, start: int, end: int, document: int) -> Part:
    """A later part of a turn, with the name of who speaks."""
    if not name:
        return verbatim(start, end, document=document)
    pieces = (Piece(start, start, f"{name} \u2026 ", Role.AFTER_GAP), Piece(start, end))
    return Part(start, end, (Option(Rung.FULL, pieces), DROPPED), document=document)
