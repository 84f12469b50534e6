"""Which kind every character is of, and the patterns that follow from it."""

import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache

from adapters.outbound.claude.alphabet import (
    ALPHABETIC_MARKS,
    ARABIC_DIGITS,
    LETTER_SYMBOLS,
    NEW_CAPITALS,
    PUNCTUATION,
    SOLID_LETTERS,
    SYRIAC_VOWELS,
    UNPUNCTUATED,
)


class Kind(Enum):
    """What a character does in the stream."""

    LETTER = "letter"
    """Forms words, marks that belong to them included."""
    BLANK = "blank"
    PUNCTUATION = "punctuation"
    SYMBOL = "symbol"
    """Other punctuation, symbols, format characters, lone marks and what is not assigned."""
    SELECTOR = "selector"
    """Rides on the character before it."""
    DIGIT = "digit"
    """A digit of ASCII."""
    ARABIC_DIGIT = "arabic digit"
    DECIMAL = "decimal"
    """A decimal digit of another script."""
    NUMERAL = "numeral"
    """A fraction, superscript, circled number and the like."""
    SOLID = "solid"
    REMOVED = "removed"
    """Normalising leaves none of these."""


BORDERED = (Kind.PUNCTUATION, Kind.SYMBOL, Kind.SELECTOR, Kind.ARABIC_DIGIT)
"""Kinds that take a marker beside a single blank, whatever else stands in their run."""
BASIC_PLANE_END = 0x10000
_LAST_ASCII = 0x7F
_SYMBOL_CATEGORIES = frozenset({"Cf", "Cn", "Mn", "Mc", "Me"})
_KINDS_OF_CATEGORIES = {
    "Cs": Kind.REMOVED, "Co": Kind.REMOVED, "Cc": Kind.REMOVED, "Nd": Kind.DECIMAL,
    "No": Kind.NUMERAL, "Nl": Kind.SOLID,
}  # fmt: skip
_KINDS_OF_LETTERS = {
    "L": Kind.LETTER, "Z": Kind.BLANK, "P": Kind.SYMBOL, "S": Kind.SYMBOL,
}  # fmt: skip
_IDEOGRAPHIC_PUNCTUATION = range(0x3001, 0x3040)
_SELECTORS = range(0xFE00, 0xFE10)


def code_points(ranges: str) -> Iterator[int]:
    """The code points of a table of hexadecimal ranges."""
    for each in ranges.split():
        first, _, last = each.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)


def _is_letter(code: int) -> bool:
    return unicodedata.category(chr(code))[0] == "L"


def _listed_kinds() -> dict[int, Kind]:
    """The kinds that no property of Unicode gives."""
    new_cased = (*NEW_CAPITALS, *NEW_CAPITALS.values())
    return {
        **dict.fromkeys(code_points(UNPUNCTUATED), Kind.SOLID),
        **dict.fromkeys(filter(_is_letter, code_points(SOLID_LETTERS)), Kind.SOLID),
        **dict.fromkeys(code_points("30-39"), Kind.DIGIT),
        **dict.fromkeys(code_points(f"{ALPHABETIC_MARKS} {LETTER_SYMBOLS}"), Kind.LETTER),
        **dict.fromkeys(code_points(ARABIC_DIGITS), Kind.ARABIC_DIGIT),
        **dict.fromkeys(map(ord, "\t\n"), Kind.BLANK),
        **dict.fromkeys(map(ord, PUNCTUATION), Kind.PUNCTUATION),
        **dict.fromkeys(map(ord, new_cased), Kind.LETTER),
        **dict.fromkeys(_SELECTORS, Kind.SELECTOR),
    }


def _kind_by_category(code: int) -> Kind:
    category = unicodedata.category(chr(code))
    if category in _SYMBOL_CATEGORIES:
        return Kind.SYMBOL
    kind = _KINDS_OF_CATEGORIES.get(category) or _KINDS_OF_LETTERS[category[0]]
    if kind is Kind.SYMBOL and code <= _LAST_ASCII:
        return Kind.PUNCTUATION
    if category[0] == "P" and code in _IDEOGRAPHIC_PUNCTUATION:
        return Kind.SOLID
    return kind


def basic_plane_kinds() -> list[Kind]:
    """The kind of each character of the basic plane; all beyond it are solid."""
    listed = _listed_kinds()
    return [listed.get(code) or _kind_by_category(code) for code in range(BASIC_PLANE_END)]


def charset(codes: Iterable[int]) -> str:
    """The inside of a regular expression's brackets for these code points, which ascend."""
    ranges: list[list[int]] = []
    for code in codes:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)


@cache
def character_sets() -> dict[Kind, str]:
    """The characters of each kind, as the inside of a regular expression's brackets."""
    codes: defaultdict[Kind, list[int]] = defaultdict(list)
    for code, kind in enumerate(basic_plane_kinds()):
        codes[kind].append(code)
    sets = {kind: charset(codes[kind]) for kind in Kind}
    sets[Kind.SOLID] += f"\\U{BASIC_PLANE_END:08x}-\\U{sys.maxunicode:08x}"
    return sets


def symbol_letters() -> str:
    """Letters that are symbols to Unicode, or not assigned in this Python: no suffix binds to them.

    As the inside of a regular expression's brackets.
    """
    new_cased = map(ord, (*NEW_CAPITALS, *NEW_CAPITALS.values()))
    codes = {*code_points(f"{ALPHABETIC_MARKS} {LETTER_SYMBOLS}"), *new_cased}
    return charset(sorted(each for each in codes if _is_symbol(unicodedata.category(chr(each)))))


def _is_symbol(category: str) -> bool:
    return category[0] == "S" or category == "Cn"


@cache
def lone_marks() -> frozenset[str]:
    """Marks that, where no letter carries them, open a word that begins with no capital."""
    vowels = frozenset(code_points(SYRIAC_VOWELS))
    marks = (chr(code) for code in code_points(ALPHABETIC_MARKS) if code not in vowels)
    return frozenset(mark for mark in marks if unicodedata.combining(mark))
