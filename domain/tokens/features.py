"""What a text looks like to an estimator: numbers that add up over its parts.

Every character becomes one byte that names its class, so that counting classes and pairs of
classes is a matter of counting bytes, which takes some 70 ms for 1 MB.
"""

from collections.abc import Sequence
from math import log

SLICE_CHARACTERS = 65_536
"""So little that no call keeps other threads waiting; a pair across an edge is not seen."""

_CLASSES: dict[str, tuple[int, ...]] = {
    "a": tuple(range(0x61, 0x7B)),
    "A": tuple(range(0x41, 0x5B)),
    "0": tuple(range(0x30, 0x3A)),
    " ": (0x20,),
    "t": (0x09,),
    "n": (0x0A, 0x0D),
    "p": (0xC2,),
    "l": tuple(range(0xC3, 0xCA)),
    "i": (0xCA, 0xCB),
    "m": (0xCC, 0xCD),
    "g": (0xCE, 0xCF),
    "r": tuple(range(0xD0, 0xD5)),
    "h": (0xD5, 0xD6, 0xD7),
    "b": tuple(range(0xD8, 0xDC)),
    "o": tuple(range(0xDC, 0xE0)),
    "d": (0xE0,),
    "e": (0xE1,),
    "P": (0xE2,),
    "k": (0xE3,),
    "C": tuple(range(0xE4, 0xEA)),
    "H": tuple(range(0xEA, 0xEE)),
    "f": (0xEE, 0xEF),
    "F": tuple(range(0xF0, 0xF8)),
}
"""The first bytes of the UTF-8 characters of each class: Latin letters small and capital, digits,
blanks, tabs, line ends; Latin-1 signs, Latin with marks, phonetic, combining, Greek, Cyrillic,
Armenian and Hebrew, Arabic, Syriac to N'Ko, Indic and Thai, Ethiopic to Vietnamese, punctuation,
kana, Han, Hangul and Yi, forms, the planes above. What is left is ASCII punctuation."""

_PUNCTUATION = "."
_SINGLE = (*_CLASSES, _PUNCTUATION)
_WORDS = "limgrhbode"
_PAIRS = (
    " a", " A", ".a", ".A", "na", "nA", "aA", "AA", "Aa", "a0", "0a", "00", " 0", ".0", "0.", "  ",
    " .", ". ", "..", "a.", "tt", "n ", "nt", "nn", "ta", "A.", ".n", " n", "a ", "aaaaaa",
    "aaaaaaaaaaaa",
)  # fmt: skip
"""Neighbours, by class; here letters of alphabets other than Latin are ``a`` too."""
_SIGNS = ("'", '"', "_", "-", "/", "(", ")", ";", ",", "=", "\u201c", "\u1ea1", "\u1ee9")
"""Characters that tokenizers treat on their own; beyond ASCII, all that share two bytes with it."""

SURFACE_NAMES = (
    "bytes",
    "characters",
    *(f"class {each}" for each in _SINGLE),
    *(f"pair {each}" for each in _PAIRS),
    *(f"sign {each}" for each in _SIGNS),
)
"""What each number of a surface counts."""

LARGEST_SHARE = 8.0
"""A share of more is taken for this one: no fit has seen it, so none may be stretched to it."""

type Surface = tuple[int, ...]
"""The numbers of a text, in the order of SURFACE_NAMES."""


def _class_table() -> bytes:
    table = bytearray(_PUNCTUATION.encode() * 256)
    for name, first_bytes in _CLASSES.items():
        for each in first_bytes:
            table[each] = ord(name)
    return bytes(table)


_CLASS_TABLE = _class_table()
_WORD_TABLE = bytes.maketrans(_WORDS.encode(), b"a" * len(_WORDS))
_CONTINUATIONS = bytes(range(0x80, 0xC0))
_SINGLE_NEEDLES = tuple(each.encode() for each in _SINGLE)
_PAIR_NEEDLES = tuple(each.encode() for each in _PAIRS)
_SIGN_NEEDLES = tuple(each.encode()[:2] for each in _SIGNS)
_INDEX = {name: index for index, name in enumerate(SURFACE_NAMES)}


def surface(text: str) -> Surface:
    """The numbers of a text; those of a longer one are the sums of those of its parts."""
    total = (0,) * len(SURFACE_NAMES)
    for start in range(0, len(text), SLICE_CHARACTERS):
        total = joined(total, _slice_surface(text[start : start + SLICE_CHARACTERS]))
    return total


def joined(first: Surface, second: Surface) -> Surface:
    """The numbers of two parts together."""
    return tuple(map(int.__add__, first, second))


def _slice_surface(text: str) -> Surface:
    raw = text.encode(errors="surrogatepass")
    classes = raw.translate(_CLASS_TABLE, _CONTINUATIONS)
    words = classes.translate(_WORD_TABLE)
    return (
        len(raw),
        len(text),
        *map(classes.count, _SINGLE_NEEDLES),
        *map(words.count, _PAIR_NEEDLES),
        *map(raw.count, _SIGN_NEEDLES),
    )


def feature_names(base_encodings: Sequence[str]) -> tuple[str, ...]:
    """What ``features`` returns, in order; the first encoding is what all is a share of."""
    logs = (*base_encodings[1:], *SURFACE_NAMES[:2])
    return (*(f"log {each}" for each in logs), *SURFACE_NAMES[2:])


def features(seen: Surface, counts: Sequence[int]) -> tuple[float, ...]:
    """The numbers that an estimator weighs.

    Args:
        seen: The surface of a text that is not empty.
        counts: Its token counts under the base encodings, in their order.

    Returns:
        The logarithms of what is never 0, and the shares of the rest, per token of the first.
    """
    base = max(counts[0], 1)
    return (
        *(log(max(each, 1) / base) for each in (*counts[1:], *seen[:2])),
        *(min(each / base, LARGEST_SHARE) for each in seen[2:]),
    )


_ALPHABETS = (("cjk", "kCH"), ("cyrillic", "gr"))
_OTHER = "kCHgrhbodefF"
_LATIN = "aAlim"
SHORT_CHARACTERS = 128
RARE_CHARACTERS_PER_TOKEN = 3
"""Alphabetic text with fewer is in a language that the vocabulary hardly knows."""
ODD = "odd"
"""The bucket of what is hardly language or code: its bound is what bytes allow."""
POOLED = "pooled"
"""The bucket that stands in for one with too few samples."""


def bucket_of(seen: Surface, *, base: int) -> str:
    """Texts of one bucket are estimated about as well: ``script/kind``, or ODD.

    Args:
        seen: The surface of the text.
        base: Its token count under the first base encoding.
    """
    if _is_odd(seen, base):
        return ODD
    script = _script(seen)
    kind = _kind(seen)
    rare = kind == "prose" and seen[1] < RARE_CHARACTERS_PER_TOKEN * base
    return f"{script}/{'rare' if rare else kind}"


def _of_classes(seen: Surface, classes: str) -> int:
    return sum(seen[_INDEX[f"class {each}"]] for each in classes)


def _script(seen: Surface) -> str:
    other = _of_classes(seen, _OTHER)
    if other <= 0.3 * (other + _of_classes(seen, _LATIN)):
        plain = _of_classes(seen, "aA0 tn.")
        return "ascii" if plain > 0.99 * seen[1] else "latin"
    for name, classes in _ALPHABETS:
        if 2 * _of_classes(seen, classes) > other:
            return name
    return "other"


def _kind(seen: Surface) -> str:
    if seen[1] < SHORT_CHARACTERS:
        return "short"
    words = _of_classes(seen, _LATIN + _OTHER + " ")
    return "prose" if words > 0.9 * seen[1] else "code"


def _is_odd(seen: Surface, base: int) -> bool:
    """Long runs, bytes in disguise, and what no vocabulary has words for."""
    byte_count, character_count = seen[:2]
    if character_count < SHORT_CHARACTERS:
        return False
    unbroken = _of_classes(seen, " tn.") < 0.05 * character_count
    latin = _of_classes(seen, "aA0") > 0.5 * character_count
    return (unbroken and latin) or character_count > 9 * base or byte_count < 1.3 * base
