"""What a cut never divides: words, identifiers, numbers, addresses, paths and code spans.

A changed identifier or number is worse than a missing one, so every cut within a sentence asks here
first. Scripts that write without blanks have no words to protect; in them only what is written in
other letters and digits is an atom. Every answer looks at a bounded neighbourhood of the place.
"""

import re
from collections.abc import Iterator
from functools import cache

_LONGEST = 1_024
"""Characters of an atom on either side of a place that are looked at; longer ones may be cut."""
_NEAR = 40
"""Characters that are always looked at: dates, units and most code spans hold blanks."""
_JOINERS = 3
"""Signs in a row that may join two words into one identifier, as in ``https://x`` or ``a::b``."""
_CHUNK = 16_384
"""Characters that are gone through at a time, so that no call holds the interpreter for long."""
_LONGEST_CODE = 160
"""Characters of a code span; what is longer between two backticks is text between two spans."""

UNSPACED = (
    "\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Letters of scripts without blanks between words, as ranges of a regular expression's set."""
_MARKS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""Letters and marks that stand within words and that the expression's own class leaves out."""
_MONTHS = (
    "Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    "Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?"
)
_UNITS = (
    "B|[kKMGTP]i?B|[kMG]bit|[kMG]?Hz|[kM]?W|k?Wh|m?V|m?A|[\u00b5num]?s|min|h|[kcm\u00b5n]?m|ft|mi|"
    "[km\u00b5]?g|lb|oz|[m\u00b5]?[lL]|k?Pa|bar|\u00b0[CF]|K|%|\u2030|million|billion|trillion|"
    "percent|a\\.?m\\.?|p\\.?m\\.?|USD|EUR|GBP|CHF|JPY|BC|AD|BCE|CE"
)


@cache
def _atom() -> re.Pattern[str]:
    """An atom, in one pass without going back; compiled when it is first needed."""
    word = rf"(?:[^\W{UNSPACED}]|[{_MARKS}]){{1,{_LONGEST}}}+"
    number = r"\d{1,3}+(?:[ \u00a0\u202f]\d{3}(?!\d))++(?:[.,]\d++)?+|\d++(?:[.,:]\d++){0,64}+"
    return re.compile(
        rf"(?P<code>(?<![\w`\\])`[^`\n]{{1,{_LONGEST_CODE}}}+`(?!`))"
        rf"|(?:[A-Za-z][A-Za-z0-9+.-]{{1,20}}+://|www\.)[^\s<>\"'`{UNSPACED}]{{1,{_LONGEST}}}+"
        rf"|(?:{_MONTHS})\.? \d{{1,2}}+(?:st|nd|rd|th)?+(?!\d)(?:,? \d{{4}}(?!\d))?+"
        rf"|\d{{1,2}}(?:st|nd|rd|th)?\.? (?:{_MONTHS})(?!\w)(?:\.?,? \d{{4}}(?!\d))?+"
        rf"|(?<!\w)[-+\u2212]?[$\u20ac\u00a3\u00a5]?(?:{number})[ \u00a0](?:{_UNITS})(?!\w)"
        rf"|(?<![\w.])[-+\u2212]?[$\u20ac\u00a3\u00a5]?(?:{number})(?![-\w./\\@])[%\u2030\u00b0]?+"
        rf"|(?:~|\.{{1,2}}+)?[/\\@#$%&+\u20ac\u00a3\u00a5-]{{0,2}}+{word}"
        rf"(?:(?:[-._:/\\@'\u2019+~=&#?]{{1,{_JOINERS}}}+|(?<=\d),(?=\d)){word}){{0,{_LONGEST}}}+"
        r"(?:[%\u2030\u00b0/]|\(\))?+"
    )


@cache
def _letter() -> re.Pattern[str]:
    """A letter or digit that words are made of."""
    return re.compile(rf"[^\W{UNSPACED}]|[{_MARKS}]")


def atom_around(text: str, position: int) -> tuple[int, int] | None:
    """The atom that a cut at a place would divide, as its start and end; None where there is none.

    Args:
        text: Any text.
        position: The place of the cut: before the character of this index.
    """
    if not 0 < position < len(text):
        return None
    near = max(0, position - _JOINERS - 1)
    if _letter().search(text, near, position) and _letter().search(
        text, position, position + _JOINERS + 1
    ):
        return _covering(text, position, _words_around(text, position))
    if "`" in text[max(0, position - _LONGEST_CODE) : position]:
        return _covering(text, position, _line_around(text, position))
    return None


def inside_atom(text: str, position: int) -> bool:
    """Whether a place is strictly within a word, identifier, number, address, path or code span.

    Args:
        text: Any text.
        position: The place, before the character of this index.
    """
    return atom_around(text, position) is not None


def atoms(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """The atoms of a text as their starts and ends, in order."""
    end = len(text) if end is None else end
    while start < end:
        chunk = start + _CHUNK
        for match in _atom().finditer(text, start, min(end, chunk + 2 * _LONGEST)):
            if match.start() >= chunk:
                break
            yield match.span()
            start = match.end()
        start = max(start, chunk)


def _covering(text: str, position: int, around: tuple[int, int]) -> tuple[int, int] | None:
    """The atom among those between two places that holds a place within."""
    for match in _atom().finditer(text, *around):
        if match.start() >= position:
            return None
        if position < match.end():
            return match.span()
    return None


def _words_around(text: str, position: int) -> tuple[int, int]:
    """The blank-separated words around a place, with what is near them."""
    start, end = max(0, position - _NEAR), min(len(text), position + _NEAR)
    if "`" in text[max(0, position - _LONGEST_CODE) : position]:
        start, end = _line_around(text, position)
    before = text[max(0, start - _LONGEST) : start]
    behind = text[end : end + _LONGEST]
    return start - _last_word(before), end + _first_word(behind)


def _line_around(text: str, position: int) -> tuple[int, int]:
    """As much of the line around a place as a code span may take."""
    first = max(0, position - _LONGEST_CODE)
    return max(first, text.rfind("\n", first, position) + 1), min(
        len(text), position + _LONGEST_CODE
    )


def _last_word(before: str) -> int:
    """The characters behind the last blank."""
    if not before or before[-1].isspace():
        return 0
    return len(before.rsplit(None, 1)[-1])


def _first_word(behind: str) -> int:
    """The characters before the first blank."""
    if not behind or behind[0].isspace():
        return 0
    return len(behind.split(None, 1)[0])
