"""What the provider does to a text before it looks for tokens."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from adapters.outbound.claude.characters import charset

_LONG_RUN = 64
_STRIDE = _LONG_RUN // 2
_LAST_MARK = 0x1FFFF
_MARKS_OF_MARKS = "\u0344\u0f73\u0f75\u0f81"
"""Characters that are taken apart into marks alone."""
_NON_ZERO = "123456789"
_ASCII = {
    **str.maketrans(dict.fromkeys((*map(chr, range(0x01, 0x09)), *map(chr, range(0x0B, 0x20))))),
    **str.maketrans(_NON_ZERO + "\x00", "0" * len(_NON_ZERO) + " ", "\x7f"),
}
"""Much faster than a pattern where all is ASCII."""
_QUOTES = (("\u2018", "'"), ("\u2019", "'"), ("\u201c", '"'), ("\u201d", '"'))
_REMOVED = re.compile("[\x01-\x08\x0b-\x1f\x7f-\x9f]")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_BLANKS = re.compile("[\x00\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f]")
_UNUSUAL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\u0e4d\u1680\u2000-\u200a\u2018-\u201d\u2028\u2029\u202f\u205f"
    "\ue000-\uf8ff]"
)
_STARTERS = re.compile(
    "[\x00\t\n -~\u0391-\u03a1\u03b1-\u03c9\u0410-\u044f\u05d0-\u05ea\u0627-\u064a\u0905-\u0939"
    "\u0e01-\u0e2e\u3041-\u3096\u30a1-\u30f6\u4e00-\u9fff\uac00-\ud7a3]"
)
"""Characters that never join what stands before them: a text may be cut in front of one."""


def normalise(text: str, *, folds_quotes: bool, part_length: int) -> str:
    """The text as the vocabularies know it: composed, without controls and private characters.

    Digits of ASCII become zeros: all numbers of as many digits count the same.

    Args:
        text: Any text.
        folds_quotes: Whether typographic quotes become those of ASCII.
        part_length: Characters that are normalised at once, at least; no other thread runs then.
    """
    parts = _parts(text, part_length)
    return "".join(_normalised(part, folds_quotes=folds_quotes) for part in parts)


def _parts(text: str, length: int) -> Iterator[str]:
    start = 0
    while start < len(text):
        cut = _STARTERS.search(text, start + length)
        end = cut.start() if cut else len(text)
        yield text[start:end]
        start = end


def _normalised(text: str, *, folds_quotes: bool) -> str:
    if text.isascii():
        return text.translate(_ASCII)
    text = unicodedata.normalize("NFC", _with_long_runs_in_order(text))
    if _UNUSUAL.search(text):
        text = _without_unusual(text, folds_quotes=folds_quotes)
    for digit in _NON_ZERO:
        text = text.replace(digit, "0")
    return text


def _without_unusual(text: str, *, folds_quotes: bool) -> str:
    text = _REMOVED.sub("", text)
    # Thai SARA AM is composed too, which Unicode's own composition leaves alone.
    text = _PRIVATE.sub("", text.replace("\u0e4d\u0e32", "\u0e33"))
    if folds_quotes:
        for quote, plain in _QUOTES:
            text = text.replace(quote, plain)
    return _BLANKS.sub(" ", text)


def _with_long_runs_in_order(text: str) -> str:
    """The text with the marks of every long run in the order that composing brings them into.

    The library takes time that grows with the square of a run's length where the order is another:
    minutes for 300 KB, in which no other thread runs.
    """
    mark = _mark_set()
    # Looking at one character in a stride is enough to see whether there can be such a run.
    if not re.search(f"[{mark}]{{2}}", text[::_STRIDE]):
        return text
    return re.sub(f"[{mark}]{{{_LONG_RUN},}}", _in_order, text)


@cache
def _mark_set() -> str:
    marks = {code for code in range(_LAST_MARK) if unicodedata.combining(chr(code))}
    marks.update(map(ord, _MARKS_OF_MARKS))
    return charset(sorted(marks))


def _in_order(found: re.Match[str]) -> str:
    by_class: defaultdict[int, list[str]] = defaultdict(list)
    for character in found.group():
        for mark in unicodedata.normalize("NFD", character):
            by_class[unicodedata.combining(mark)].append(mark)
    return "".join("".join(by_class[each]) for each in sorted(by_class))
