"""Unicode's normal form C, in time that grows with the text and never faster.

Python sorts the marks behind a letter by insertion: 100,000 marks in a row would take it minutes.
Here long rows are put in order first, which changes nothing about their normal form.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from unicodedata import category, combining, is_normalized, normalize

CHUNK_CHARACTERS = 65_536
"""So much is normalised at once: the interpreter does nothing else meanwhile."""
_WHOLE = (
    "\\x00-\\x7f"
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff"  # Latin-1
    "\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9"  # Greek
    "\u0410-\u044f"  # Cyrillic
    "\u3041-\u3096\u30a1-\u30fa"  # kana
    "\u4e00-\u9fa5"  # Han
    "\uac00-\ud7a3"  # Hangul syllables
)
"""Characters that never join the one before them, nor are marks; not all there are."""
_START = re.compile(f"[{_WHOLE}]")
_LONG_ROW = re.compile(f"[^{_WHOLE}]{{256,}}")


class RowTooLong(Exception):
    """The text has more marks in a row than can be put in order while others wait."""


def to_normal_form(text: str) -> str:
    """The text in normal form C.

    Raises:
        RowTooLong: Some 100,000 marks stand in a row.
    """
    if text.isascii():
        return text
    return "".join(normalize("NFC", _LONG_ROW.sub(_in_order, chunk)) for chunk in _chunks(text))


def _chunks(text: str) -> Iterator[str]:
    """Parts whose normal forms joined are that of the whole."""
    start = 0
    while len(text) - start > CHUNK_CHARACTERS:
        end = _next_start(text, start + CHUNK_CHARACTERS)
        yield text[start:end]
        start = end
    yield text[start:]


def _next_start(text: str, place: int) -> int:
    """The first index from a place on where a character stands that joins nothing before it."""
    found = _START.search(text, place, place + CHUNK_CHARACTERS // 16)
    if found:
        return found.start()
    for index in range(place, min(place + CHUNK_CHARACTERS, len(text))):
        if _is_start(text[index]):
            return index
    if len(text) - place > CHUNK_CHARACTERS:
        raise RowTooLong
    return len(text)


def _is_start(character: str) -> bool:
    """Whether it is no mark of any kind and no Hangul letter that joins the one before it."""
    return category(character)[0] != "M" and not "\u1160" <= character <= "\u11ff"


def _in_order(row: re.Match[str]) -> str:
    if is_normalized("NFC", row[0]):
        return row[0]
    groups = groupby(row[0], lambda character: combining(character) != 0)
    return "".join("".join(_sorted(group) if marks else group) for marks, group in groups)


def _sorted(marks: Iterable[str]) -> Iterator[str]:
    """The marks by their class, those of one class as they stood: what the normal form asks for."""
    by_class: dict[int, list[str]] = {}
    for each in marks:
        for part in normalize("NFD", each):
            by_class.setdefault(combining(part), []).append(part)
    for _, row in sorted(by_class.items()):
        yield from row
