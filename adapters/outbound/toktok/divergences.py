"""The texts that toktok-rs may split at other places than tiktoken does.

toktok-rs 0.3.0 has the tables of Unicode 17, tiktoken 0.14.0 those of 16: the characters that came
with 17 are letters, marks or digits to one and nothing to the other. And only tiktoken takes a long
s behind an apostrophe for a contraction. ``make fuzz-tokens FUZZ=--every-character`` compares
the two on every character there is.
"""

import re
from collections.abc import Sequence

_RANGES = (
    (0x088F, 0x088F),
    (0x0C5C, 0x0C5C),
    (0x0CDC, 0x0CDC),
    (0x1ACF, 0x1ADD),
    (0x1AE0, 0x1AEB),
    (0xA7CE, 0xA7CF),
    (0xA7D2, 0xA7D2),
    (0xA7D4, 0xA7D4),
    (0xA7F1, 0xA7F1),
    (0x10940, 0x10959),
    (0x10EC5, 0x10EC7),
    (0x10EFA, 0x10EFB),
    (0x11B60, 0x11B67),
    (0x11DB0, 0x11DDB),
    (0x11DE0, 0x11DE9),
    (0x16EA0, 0x16EB8),
    (0x16EBB, 0x16ED3),
    (0x16FF2, 0x16FF6),
    (0x187F8, 0x187FF),
    (0x18D09, 0x18D1E),
    (0x18D80, 0x18DF2),
    (0x1E6C0, 0x1E6DE),
    (0x1E6E0, 0x1E6F5),
    (0x1E6FE, 0x1E6FF),
    (0x2B73A, 0x2B73F),
    (0x2CEA2, 0x2CEAD),
    (0x323B0, 0x33479),
)
_NEWER = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")


def _beginnings() -> tuple[tuple[bytes, Sequence[bytes]], ...]:
    """The first bytes of such characters in UTF-8, and with each what their first two can be."""
    found: dict[bytes, set[bytes]] = {}
    for first, last in _RANGES:
        for character in range(first, last + 1):
            encoded = chr(character).encode()
            found.setdefault(encoded[:1], set()).add(encoded[:2])
    return tuple((byte, sorted(following)) for byte, following in sorted(found.items()))


_BEGINNINGS = _beginnings()
_LONG_S_CONTRACTION = "'\u017f"


def may_diverge(text: str) -> bool:
    """Whether the two engines may split this text at other places."""
    if text.isascii():
        return False
    if _LONG_S_CONTRACTION in text:
        return True
    # A search for all of them costs as much as counting, and most texts are cleared by their bytes.
    encoded = text.encode()
    if not any(byte in encoded and _holds_any(encoded, pairs) for byte, pairs in _BEGINNINGS):
        return False
    return _NEWER.search(text) is not None


def _holds_any(encoded: bytes, pairs: Sequence[bytes]) -> bool:
    return any(pair in encoded for pair in pairs)


def any_may_diverge(texts: Sequence[str]) -> bool:
    """Whether one of the texts may."""
    # Nearly all are ASCII, and this is asked of every text that is counted.
    return not all(map(str.isascii, texts)) and any(map(may_diverge, texts))
