"""From a long text to segments, by what its family allows."""

from collections.abc import Iterable, Iterator

from adapters.outbound.splintr.engines import Engine
from adapters.outbound.splintr.families import Family
from adapters.outbound.splintr.segments import Held, Segment
from domain.tokens.streaming import exact_parts

PART_CHARACTERS = 65_536
RUN_LIMIT_CHARACTERS = 1_048_576
"""Some 20 ms, in which the ids of a part are taken over while nothing else runs."""
PIECES_PART_CHARACTERS = 2_048
"""Joining pieces takes longer in a long part, by the logarithm of its length."""


def segments_of(family: Family, engine: Engine, text: str) -> Iterator[Segment]:
    """Cut a text; the ids of the segments, in order, are the ids of the text.

    Every vocabulary may be cut where exact_parts cuts. A pattern ends its match there; pieces that
    are joined by score have no letter before a blank or line feed, and what is in no piece is never
    joined.
    """
    if engine.has_pattern:
        for part in exact_parts(text, length=PART_CHARACTERS):
            yield from _unmarked(family, part)
        return
    for part in exact_parts(text, length=PIECES_PART_CHARACTERS):
        for short in _between_loners(part, engine):
            if len(short) > RUN_LIMIT_CHARACTERS:
                yield Held(short)
            else:
                yield from (short,) if family.verbatim is None else family.verbatim.split(short)


def _unmarked(family: Family, text: str) -> Iterator[str | Held]:
    return iter((text,)) if family.markers is None else family.markers.segments(text)


def _between_loners(text: str, engine: Engine) -> Iterator[str]:
    """Cut a long part before characters that are in no piece but their own."""
    start = 0
    while len(text) - start > PART_CHARACTERS:
        places = range(start + PART_CHARACTERS, len(text))
        end = next((place for place in places if text[place] not in engine.joined), len(text))
        yield text[start:end]
        start = end
    if start < len(text):
        yield text[start:]


def grouped(texts: Iterable[str], characters: int) -> Iterator[list[str]]:
    """Texts in groups of so many characters or a little more; a group has one text at least."""
    group: list[str] = []
    length = 0
    for text in texts:
        group.append(text)
        length += len(text)
        if length >= characters:
            yield group
            group, length = [], 0
    if group:
        yield group
