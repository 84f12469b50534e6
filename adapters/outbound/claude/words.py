"""How a word is written in the stream that the pieces tile."""

import unicodedata
from functools import cache

from adapters.outbound.claude.alphabet import (
    CAPITAL,
    CAPITALS,
    NEW_CAPITALS,
    WORD_BEGIN,
    WORD_END,
)
from adapters.outbound.claude.characters import lone_marks

_NEW_SMALL = frozenset(NEW_CAPITALS.values())
_UNCASED = "\u03f4"
"""A capital theta symbol that counts as no capital."""
_DOTTED_I = "\u0130"
_SHARP_S = "\u1e9e"


def marked_word(word: str, *, shortest_capitals: int | None) -> str:
    """A run of letters and marks between the markers of its ends, with a marker of its case.

    Only a word that is small but for its head, or in capitals throughout, has such a marker; any
    other is written as it is.

    Args:
        word: The whole run.
        shortest_capitals: From how many letters on capitals throughout have a marker; None: never.
    """
    case, body = _case(word, shortest_capitals)
    return case + WORD_BEGIN + body + WORD_END


def _case(word: str, shortest_capitals: int | None) -> tuple[str, str]:
    if word.isascii():
        return _ascii_case(word, shortest_capitals)
    if word[0] in lone_marks() or _SHARP_S in word:
        return "", word
    if _DOTTED_I in word:
        return _dotted_case(word)
    if shortest_capitals is not None and len(word) >= shortest_capitals and _is_capitals(word):
        return CAPITALS, _small(word)
    if _is_capital(word[0]) and not any(map(_is_capital, word[1:])):
        return CAPITAL, _small(word)
    return "", word


def _ascii_case(word: str, shortest_capitals: int | None) -> tuple[str, str]:
    if word.islower():
        return "", word
    if shortest_capitals is not None and len(word) >= shortest_capitals and word.isupper():
        return CAPITALS, word.lower()
    head, rest = word[:1], word[1:]
    if head.isupper() and rest == rest.lower():
        return CAPITAL, word.lower()
    return "", word


def _dotted_case(word: str) -> tuple[str, str]:
    """The dotted capital I has no small form; behind a capital head it is kept as it is."""
    rest = word[1:].replace(_DOTTED_I, "")
    if word[0] == _DOTTED_I or not _is_capital(word[0]) or any(map(_is_capital, rest)):
        return "", word
    return CAPITAL, _DOTTED_I.join(map(_small, word.split(_DOTTED_I)))


def _is_capitals(word: str) -> bool:
    """Whether there is a capital, and no letter or mark that is anything else."""
    return any(map(_is_capital, word)) and all(map(_fits_capitals, word))


@cache
def _fits_capitals(character: str) -> bool:
    if _is_capital(character):
        return True
    is_small = character in _NEW_SMALL or character.islower()
    return not is_small and unicodedata.category(character)[0] not in "LM"


@cache
def _is_capital(character: str) -> bool:
    if character in NEW_CAPITALS:
        return True
    return character != _UNCASED and character.isupper() and character.lower() != character


@cache
def _small_letter(character: str) -> str:
    return character if character == _UNCASED else NEW_CAPITALS.get(character, character.lower())


def _small(word: str) -> str:
    """Letter by letter: the small form of a word as a whole may end in another sigma."""
    return "".join(map(_small_letter, word))
