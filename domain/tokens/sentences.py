"""Where sentences and paragraphs end, in many scripts, in one pass over the text.

A place is the index at which the next sentence or paragraph begins: blanks and blank lines belong
to what they follow, so that parts cut there are the text again. No search looks at a character more
than a few times, whatever the text is.
"""

import re
from collections.abc import Iterator

_SPACED = ".!?\u2026\u203c\u203d\u2047\u2048\u2049"
"""Ends of sentences where a blank follows."""
_UNSPACED = (
    "\u3002\uff01\uff1f\uff61"  # Chinese and Japanese
    "\u0964\u0965"  # danda
    "\u061f\u06d4"  # Arabic and Urdu
    "\u0589\u1362\u1367"  # Armenian and Ethiopic
    "\u104b\u17d4\u17d5\u0f0d\u0f0e"  # Burmese, Khmer and Tibetan
)
"""Ends of sentences whatever follows."""
_CLOSING = r"\"'\u2019\u201d\u00bb\u203a)\]}\u300d\u300f\u3011\u300b\u3009\uff09\uff3d\uff5d*_"
"""What may stand between the end of a sentence and the next one."""
_TERMINATORS = _SPACED + _UNSPACED
_STANDING_ALONE = frozenset(_UNSPACED)

_THAI_OR_LAO = r"\u0e01-\u0e4f\u0e81-\u0ecd"
# The first character stands apart from its like: the search for one of a set is many times faster.
_MARKED_END = (
    rf"[{_TERMINATORS}][{_TERMINATORS}]*+[{_CLOSING}]*+"
    r"(?P<gap>[^\S\n]*+(?:\n(?:[^\S\n]*+\n)*+)?+)"
)
_END = re.compile(_MARKED_END)
_THAI = re.compile(rf"[{_THAI_OR_LAO}]")
_END_WITH_THAI = re.compile(
    # Thai and Lao end a sentence, or a part of one, with a blank.
    rf"{_MARKED_END}|(?<=[{_THAI_OR_LAO}])[ ]++(?=[{_THAI_OR_LAO}])"
)
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*+\n)++")
_LAST_WORD = re.compile(r"(?:^|[^\w.])((?:[^\W_]+\.)*[^\W_]+)$")
_WORD_LENGTH = 16
"""Characters before a full stop that are looked at for an abbreviation."""
_ABBREVIATIONS = frozenset(
    {
        "abb", "al", "approx", "apr", "art", "aug", "ave", "avv", "b.sc", "blvd", "bspw", "bzw",
        "ca", "capt", "cf", "ch", "col", "d.h", "dec", "dept", "dott", "dr", "dra", "e.g", "ed",
        "eds", "eq", "eqs", "evtl", "feb", "fig", "figs", "gen", "ggf", "gov", "hon", "i.e", "ing",
        "inkl", "jan", "jul", "jun", "lt", "m.sc", "mar", "mlle", "mme", "mr", "mrs", "ms", "mt",
        "no", "nos", "nov", "nr", "n\u00fam", "oct", "p\u00e1g", "ph.d", "pp", "pres", "prof",
        "rep", "resp", "rev", "sec", "sen", "sep", "sept", "sgt", "sig", "sra", "st", "u.a", "u.k",
        "u.s", "ud", "uds", "vd", "vgl", "vol", "vs", "z.b", "zzgl",
    }
)  # fmt: skip
"""Words that a full stop follows without ending a sentence; in lower case."""


def paragraph_starts(text: str, start: int = 0, end: int | None = None) -> Iterator[int]:
    """Where paragraphs begin behind blank lines, in order."""
    end = len(text) if end is None else end
    for match in _BLANK_LINES.finditer(text, start, end):
        if start < match.end() < end:
            yield match.end()


def sentence_starts(
    text: str, start: int = 0, end: int | None = None, *, apart: int = 0
) -> Iterator[int]:
    """Where sentences begin behind other sentences, in order.

    Args:
        text: Any text.
        start: Where to begin looking.
        end: Where to stop; the end of the text, unless another place is given.
        apart: Characters from one place to the next at least; nearer ones are left out.
    """
    end = len(text) if end is None else end
    is_within = start > 0 and text[start - 1 : start] in _TERMINATORS
    nearest = start + apart
    for match in _ends(text, start, end).finditer(text, start, end):
        place = match.end()
        if place < nearest or place >= end or (is_within and match.start() == start):
            continue
        if _is_end(text, match):
            nearest = place + apart
            yield place


def _ends(text: str, start: int, end: int) -> re.Pattern[str]:
    """What sentences end with, in the scripts that a stretch is written in."""
    has_thai = not text.isascii() and _THAI.search(text, start, end)
    return _END_WITH_THAI if has_thai else _END


def _is_end(text: str, match: re.Match[str]) -> bool:
    gap, mark = match["gap"], text[match.start()]
    if gap is None or not _STANDING_ALONE.isdisjoint(match[0]):
        return True
    if not gap:
        return False
    if mark != ".":
        return not text[match.end()].islower()
    return not (text[match.end()].islower() or _is_abbreviated(text, match.start()))


def _is_abbreviated(text: str, stop: int) -> bool:
    """Whether the full stop at this place belongs to the word before it."""
    found = _LAST_WORD.search(text[max(0, stop - _WORD_LENGTH) : stop])
    if not found:
        return False
    word = found[1]
    is_initial = len(word) == 1 and word.isalpha() and word != "I"
    is_item = word.isdecimal() and _begins_line(text, stop - len(word))
    return is_initial or is_item or word.lower() in _ABBREVIATIONS


def _begins_line(text: str, place: int) -> bool:
    before = text[max(0, place - _WORD_LENGTH) : place].rstrip(" \t>#*-")
    return not before or before.endswith("\n")
