"""Prose as sentences, the parts that are kept or left out.

Every passage between blank lines is a document of its own, whose relevance raises its sentences'.
Where passages carry headings of the form that retrieval puts before them, such as ``Document [3]
(Title: ...)``, what stands below one heading is one document.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from heapq import merge
from itertools import pairwise

from domain.compression.model import Part, verbatim
from domain.compression.texts.windows import SHORTEST_SPACED, shortest, windows
from domain.tokens.sentences import paragraph_starts, sentence_starts

_WIDEST_WRAP = 100
"""Characters of the longest line of a text that was wrapped by hand or by a mail program."""
_NARROWEST_WRAP = 40
"""Characters below which lines are short for another reason, such as those of a list."""
_LONGEST_HEADING = 200
"""Characters of a heading before a passage."""
_HEADING_PERMILLE = 50
"""What a heading before a passage is worth: it names the subject and hardly ever the answer. Kept
at the worth of a sentence, headings cost 2 of 100 answers at a twentieth of the tokens."""
_MOST_SENTENCES = 20_000
"""Of a stretch that is longer than so many of the shortest sentences, short ones are taken
together."""


@cache
def _heading() -> re.Pattern[str]:
    """A heading before a retrieved passage, at the start of a line."""
    number = r"\[?#?\d{1,6}+\]?"
    return re.compile(
        rf"(?:<[a-z_]{{3,20}}+[^<>\n]{{0,{_LONGEST_HEADING}}}+>\s?"
        rf"|(?i:document|passage|source|context|article|chunk|excerpt|result|doc)s?+ ?{number}"
        rf"(?: ?\((?:[^()\n]|\([^()\n]{{0,80}}+\)){{1,{_LONGEST_HEADING}}}+\))?+"
        r"[:.]?+[^\S\n]*+\n?"
        rf"|\[\d{{1,4}}+\]:?+[^\S\n]*+"
        rf"|(?i:title|source|url|document)[ ]?:[^\n]{{1,{_LONGEST_HEADING}}}+\n"
        r"|#{1,6}+ [^\n]{1,200}+\n"
        r")"
    )


@cache
def _item() -> re.Pattern[str]:
    """The beginning of a line that goes on with nothing before it."""
    return re.compile(r"[^\S\n]*+(?:[-*+\u2022>|#]|\d{1,3}[.)]|\([a-z\d]\)|[A-Za-z][.)])(?=\s)")


def prose_parts(source: str, start: int, end: int, *, document: int = 0) -> tuple[Part, ...]:
    """The sentences of a stretch of prose, each with the blanks behind it.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one.
        document: The number of its first document; the others have the numbers that follow.

    Returns:
        Parts that tile the stretch, in order; none where it is empty.
    """
    parts: list[Part] = []
    number = document
    is_headed = False
    least = (end - start) // _MOST_SENTENCES
    for first, last in _between(start, end, paragraph_starts(source, start, end)):
        heading = _heading().match(source, first, last)
        if parts and not (is_headed and heading is None):
            number += 1
        is_headed |= heading is not None
        body = heading.end() if heading else first
        if body > first:
            parts.append(verbatim(first, body, document=number, prior_permille=_HEADING_PERMILLE))
        parts += [
            verbatim(*place, document=number) for place in sentences(source, body, last, least)
        ]
    return tuple(parts)


def sentences(source: str, start: int, end: int, least: int = 0) -> Iterator[tuple[int, int]]:
    """The sentences of a paragraph as places that tile it; long ones in windows.

    Args:
        source: The whole text.
        start: The first character of the paragraph.
        end: The character behind its last one.
        least: Characters that a sentence has at least, where that is more than is usual.
    """
    if end - start < 2 * SHORTEST_SPACED:  # no place is far enough from both ends
        if start < end:
            yield start, end
        return
    apart = least if least > SHORTEST_SPACED else 0
    starts = sentence_starts(source, start, end, apart=apart)
    ends = merge(starts, _line_starts(source, start, end))
    for first, last in _between(start, end, _apart(source, (start, end), ends, least=apart)):
        yield from windows(source, first, last)


def _apart(
    source: str, within: tuple[int, int], places: Iterable[int], *, least: int
) -> Iterator[int]:
    """The places that leave no part too short before or behind them."""
    start, end = within
    enough = max(least, shortest(source, start, end))
    for place in places:
        if place - start >= enough and end - place >= enough:
            yield place
            start, enough = place, max(least, shortest(source, place, end))


def _between(start: int, end: int, cuts: Iterable[int]) -> Iterator[tuple[int, int]]:
    """The stretches between cuts."""
    for cut in cuts:
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def _line_starts(source: str, start: int, end: int) -> Iterator[int]:
    """Where lines begin that do not go on with the sentence of the line before."""
    if source.find("\n", start, end - 1) < 0:
        return
    widest = max(last - first for first, last in _lines(source, start, end))
    is_wrapped_at_all = _NARROWEST_WRAP <= widest <= _WIDEST_WRAP
    for (first, last), (behind, _) in pairwise(_lines(source, start, end)):
        if not (is_wrapped_at_all and _is_wrapped(source, last - first, behind, widest)):
            yield behind


def _is_wrapped(source: str, width: int, behind: int, widest: int) -> bool:
    """Whether a line broke because the first word behind it had no room in it."""
    if _item().match(source, behind):
        return False
    word = source[behind : behind + _WIDEST_WRAP].split(None, 1)
    return bool(word) and width + len(word[0]) > widest


def _lines(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = source.find("\n", start, end) + 1 or end
        yield start, stop
        start = stop
