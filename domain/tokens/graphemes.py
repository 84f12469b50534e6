"""Where a text may be cut without breaking what a reader sees as one character.

The rules are those of Unicode Standard Annex 29, as far as the standard library's tables tell the
classes apart; where they do not, the text is kept together rather than cut. Every answer looks at a
few characters only, so that a text of nothing but marks costs no more than another.
"""

from unicodedata import category

_LONGEST = 64
"""Characters that are kept together at most; a longer run of marks is cut anywhere."""
_FIRST_JOINER = "\u0300"
"""Below this only a line feed joins what is before it."""
_ZERO_WIDTH_JOINER = "\u200d"
_MARKS = frozenset({"Mn", "Mc", "Me"})
_CONTROLS = frozenset({"Cc", "Cf", "Zl", "Zp"})
_SYMBOLS = frozenset({"So", "Sm", "Sk"})
_JOINING = frozenset("\u200c\u200d\uff9e\uff9f\u0e33\u0eb3") | frozenset(
    map(chr, (*range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080)))
)
"""What joins the character before it and is no mark: joiners, skin tones, tags, am vowels."""
_PREPENDED = frozenset(
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\u0d4e\U000110bd\U000110cd"
)
"""Signs that belong to the character behind them."""
_REGIONAL = "".join(map(chr, range(0x1F1E6, 0x1F200)))
"""Letters of flags; two make one."""
_LINKERS = frozenset("\u094d\u09cd\u0acd\u0b4d\u0c4d\u0d4d")
"""Viramas that make one sign of the consonants on both sides."""


def is_break(text: str, index: int, *, floor: int = 0) -> bool:
    """Whether a new character begins at this place.

    Args:
        text: Any text.
        index: The place, as an index into the text.
        floor: A place at or before it where one is known to begin.
    """
    if index <= floor or index >= len(text):
        return True
    before, behind = text[index - 1], text[index]
    if before < _FIRST_JOINER and behind < _FIRST_JOINER:
        return not (before == "\r" and behind == "\n")
    return not (_is_joined(before, behind) or _is_half_flag(text, index, floor))


def break_before(text: str, index: int, *, floor: int = 0) -> int:
    """The last place at or before ``index`` that cuts no character, ``floor`` at the least."""
    found = _last_break(text, index, floor)
    return index if found is None else found


def break_after(text: str, index: int, *, floor: int = 0) -> int:
    """The first place at or behind ``index`` that cuts no character, the end at the most."""
    found = _last_break(text, index, floor)
    if found is None:
        return index
    end = min(len(text), found + _LONGEST)
    return next((each for each in range(index, end) if is_break(text, each, floor=floor)), end)


def _last_break(text: str, index: int, floor: int) -> int | None:
    """The last break up to a place; None where it is too far away for one character."""
    if index >= len(text):
        return len(text)
    for place in range(index, max(floor, index - _LONGEST), -1):
        if is_break(text, place, floor=floor):
            return place
    return floor if index - floor < _LONGEST else None


def _is_joined(before: str, behind: str) -> bool:
    if _joins(behind):
        return not _is_control(before)
    if before in _PREPENDED:
        return not _is_control(behind)
    if before == _ZERO_WIDTH_JOINER:
        return category(behind) in _SYMBOLS or "\U0001f000" <= behind <= "\U0001faff"
    if before in _LINKERS:
        return category(behind) == "Lo" and ord(before) >> 7 == ord(behind) >> 7
    return _is_hangul_pair(before, behind)


def _joins(character: str) -> bool:
    return category(character) in _MARKS or character in _JOINING


def _is_control(character: str) -> bool:
    """Whether it stands alone; signs that take a character behind them are no controls here."""
    return (
        category(character) in _CONTROLS
        and character not in _JOINING
        and character not in _PREPENDED
    )


def _is_lead(character: str) -> bool:
    return "\u1100" <= character <= "\u115f" or "\ua960" <= character <= "\ua97c"


def _is_hangul_pair(before: str, behind: str) -> bool:
    """Whether two jamo, or a syllable and a jamo, are one syllable."""
    is_vowel = "\u1160" <= behind <= "\u11a7" or "\ud7b0" <= behind <= "\ud7c6"
    is_tail = "\u11a8" <= behind <= "\u11ff" or "\ud7cb" <= behind <= "\ud7fb"
    is_syllable = "\uac00" <= behind <= "\ud7a3"
    if _is_lead(before):
        return _is_lead(behind) or is_vowel or is_syllable
    if "\uac00" <= before <= "\ud7a3":
        return is_tail or (is_vowel and (ord(before) - 0xAC00) % 28 == 0)
    if "\u1160" <= before <= "\u11a7" or "\ud7b0" <= before <= "\ud7c6":
        return is_vowel or is_tail
    return is_tail and ("\u11a8" <= before <= "\u11ff" or "\ud7cb" <= before <= "\ud7fb")


def _is_half_flag(text: str, index: int, floor: int) -> bool:
    """Whether the place is between the two letters of a flag."""
    if text[index] not in _REGIONAL or text[index - 1] not in _REGIONAL:
        return False
    run = text[floor:index]
    return (len(run) - len(run.rstrip(_REGIONAL))) % 2 == 1
