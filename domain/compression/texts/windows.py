"""Windows of bounded width over text that has no sentence end near.

Thai, Chinese, Japanese, Khmer, Lao and Burmese are written without blanks between words, and some
of them without marks between sentences. There, and in any other text that goes on for too long, a
part ends at a clause or a blank if there is one and else at a fixed width, but never within a
character or an atom.
"""

import re
from collections.abc import Iterator
from functools import cache

from domain.compression.atoms import UNSPACED, atom_around
from domain.tokens.graphemes import break_before

LONGEST_SPACED = 240
"""Characters of a part in scripts with blanks, about 50 tokens."""
LONGEST_UNSPACED = 100
"""Characters of a part in scripts without blanks, which say more in each."""
SHORTEST_SPACED = 12
"""Characters below which a sentence is no part of its own: what is that short says nothing."""
_SHORTEST_UNSPACED = 50
"""The same in scripts without blanks. In Thai any blank may end a sentence or a phrase: with parts
of single phrases, 5 of 100 answers are cut in two and lost."""
_SHORTEST_SHARE = 3
"""The first third of a window is no place for a cut."""
_SAMPLE = 64
"""Characters that tell which kind of script a stretch is written in."""
_TRIES = 4
"""Atoms that are stepped over backwards before one is cut."""


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile(rf"[{UNSPACED}]")


@cache
def _joints() -> tuple[re.Pattern[str], ...]:
    """Where a long sentence may be cut, the best kind first; the cut is behind the match."""
    return (
        re.compile(r"[;:\u061b\uff1b\uff1a]\s|[;\uff1b\uff1a]|\s[\u2013\u2014-]\s|\n"),
        re.compile(r"[,\u060c]\s|[\uff0c\u3001\u104a]|\s(?=\()|\)\s"),
        re.compile(r"\s(?!\s)"),
    )


def longest(text: str, start: int, end: int) -> int:
    """How many characters a part may have, by the script that a stretch begins in."""
    sample = text[start : min(end, start + _SAMPLE)]
    letters = len(_unspaced().findall(sample))
    return LONGEST_UNSPACED if 2 * letters > len(sample) else LONGEST_SPACED


def shortest(text: str, start: int, end: int) -> int:
    """How many characters a part has at least, by the same."""
    is_unspaced = longest(text, start, end) == LONGEST_UNSPACED
    return _SHORTEST_UNSPACED if is_unspaced else SHORTEST_SPACED


def windows(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A stretch as windows that tile it, each as a start and an end.

    Args:
        text: Any text.
        start: Where the stretch begins.
        end: Where it ends.
    """
    while start < end:
        width = longest(text, start, end)
        stop = end if end - start <= width else _window_end(text, start, start + width)
        yield start, stop
        start = stop


def whole_before(text: str, position: int, floor: int) -> int:
    """The last place up to one that cuts no character and, if it is near, no atom.

    Args:
        text: Any text.
        position: The place that is wished for.
        floor: A place before it; what is found lies behind.
    """
    for _ in range(_TRIES):
        place = break_before(text, position, floor=floor)
        atom = atom_around(text, place)
        if atom is None and place > floor:
            return place
        position = place if atom is None else atom[0]
        if position <= floor:
            break
    return 0


def _window_end(text: str, start: int, stop: int) -> int:
    floor = start + (stop - start) // _SHORTEST_SHARE
    for joint in _joints():
        places = [match.end() for match in joint.finditer(text, floor, stop)]
        for place in reversed(places[-_TRIES:]):
            if atom_around(text, place) is None:
                return place
    return whole_before(text, stop, floor) or _behind_atom(text, stop)


def _behind_atom(text: str, position: int) -> int:
    """The end of the atom around a place, where there is nowhere to cut before it."""
    atom = atom_around(text, position)
    return break_before(text, position if atom is None else atom[1])
