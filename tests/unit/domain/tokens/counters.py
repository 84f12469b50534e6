"""Counting functions of every kind that a limit must be kept under, and texts to count."""

import re
from dataclasses import dataclass, field
from unicodedata import normalize
from zlib import crc32

from hypothesis import strategies as st

from domain.tokens.searching import Count
from tests.contract.engines import reference

_PIECE = re.compile(r" ?\w{1,4}|\s|\S")
_WORDS = {"hello", "international", "truncation", "sentence"}
_SENTENCE = "the count of a long text depends on every word that stands in it and on nothing else"
FRAME = 7


def characters(text: str) -> int:
    return len(text)


def pieces(text: str) -> int:
    return len(_PIECE.findall(text))


def prefixed(text: str) -> int:
    """As a vocabulary that puts a blank before every text."""
    return pieces(f" {text}") if text else 0


def normalised(text: str) -> int:
    """As a vocabulary that composes characters first."""
    return len(normalize("NFC", text))


def framed(text: str) -> int:
    """As a provider that counts a text as a whole message."""
    return FRAME + pieces(text)


def thirds(text: str) -> int:
    """As an estimate by size."""
    return -(-len(text.encode()) // 3)


def jittery(text: str) -> int:
    """A count that is sometimes less for a longer text."""
    return max(0, pieces(text) + crc32(text.encode()) % 3 - 1) if text else 0


def whole_words(text: str) -> int:
    """Known words are one token, parts of them as many as they have letters."""
    return sum(1 if word in _WORDS else len(word) for word in re.findall(r"\w+|\W", text))


def o200k(text: str) -> int:
    return len(reference("o200k_base").encode_ordinary(text))


GROWING: tuple[Count, ...] = (characters, pieces, prefixed, framed, thirds)
"""A longer text never has fewer tokens."""
ALL: tuple[Count, ...] = (*GROWING, normalised, jittery, whole_words, o200k)


@dataclass(slots=True)
class Recorder:
    """Counts, and remembers the length of every text that was counted."""

    count: Count
    lengths: list[int] = field(default_factory=list)

    def __call__(self, text: str) -> int:
        self.lengths.append(len(text))
        return self.count(text)


_PARTS = (
    "a", "Z", "9", " ", "  ", "\n", "\n\n", "\r\n", ". ", "! ", "\u3002", "\u4e2d\u6587", "e\u0301",
    "n\u0303\u0323", "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1e9\U0001f1ea",
    "\U0001f44d\U0001f3fd", "\u0915\u094d\u0937\u093f", "\u1112\u1161\u11ab", "\ud55c",
    "hello", "international", "truncation ", "sentence. ", "# head\n", "```\n", "- item\n",
    "def f():\n    x\n",
)  # fmt: skip
TEXTS = st.builds(
    lambda parts, times: "".join(parts) * times,
    st.lists(st.sampled_from(_PARTS), max_size=30),
    st.sampled_from([1, 1, 1, 7, 40]),
)
"""Short and long texts that are hard to cut."""


def prose(characters: int) -> str:
    """English-like prose of about so many characters, the same every time."""
    chosen = _SENTENCE.split()
    found, length, state = list[str](), 0, 1
    while length < characters:
        state = state * 1_103_515_245 + 12_345 & 0x7FFFFFFF
        word = chosen[state % len(chosen)] + ("." if state % 13 == 0 else "")
        word += "\n\n" if state % 97 == 0 else " "
        found.append(word)
        length += len(word)
    return "".join(found)
