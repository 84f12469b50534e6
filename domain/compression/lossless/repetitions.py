"""References to what a text has said before, word for word or but for a few words.

A reference names the earlier passage by its first words, which no other passage before it has, and
lists the words that differ, so the passage can be written out again.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from domain.compression.lossless.rewrites import RewriteKind

type Reference = tuple[str, RewriteKind]
"""The words that refer to an earlier passage, and how alike the two are."""

MARK = "[same as the "
"""How every reference begins."""
_OPENINGS = (4, 8, 16)
"""Words by which a passage may be named."""
_LONGEST_OPENING = 160
_SHORTEST = 80
"""Characters of a passage that is worth a reference."""
_LONGEST = 20_000
"""Characters of a passage that is compared word by word; longer ones come again whole or not."""
_FEWEST_WORDS = 12
"""Words of a passage that is compared word by word."""
_MOST_DIFFERENCES = 3
_SECTIONS = _MOST_DIFFERENCES + 1
"""Where no more than so many words differ, one of this many sections is the same."""


class Repetitions:
    """Remembers passages of one sort and finds those that come again.

    Args:
        unit: What the passages are called, such as paragraph or line.
    """

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._first: dict[str, int] = {}
        """Which passage was the first to begin with some words."""
        self._names: list[str] = []
        """The opening of every passage; empty where none names it alone."""
        self._words: list[list[str]] = []
        self._whole: dict[str, int] = {}
        self._sections: dict[tuple[int, int, str], int] = {}

    def reference(self, passage: str) -> Reference | None:
        """Refer to an earlier passage like this one; None where there is none.

        Args:
            passage: Without blanks around it. It is remembered where it is not referred to another.
        """
        earlier = self._whole.get(passage)
        if earlier is not None and self._names[earlier] and len(passage) >= _SHORTEST:
            return f"{self._naming(earlier)}]", RewriteKind.DUPLICATE
        is_long = len(passage) > _LONGEST
        words = passage.split(maxsplit=_OPENINGS[-1]) if is_long else passage.split()
        near = self._near(passage, words)
        if near is None:
            self._remember(passage, words)
        return near

    def _naming(self, earlier: int) -> str:
        return f"{MARK}{self._unit} that begins `{self._names[earlier]}`"

    def _near(self, passage: str, words: list[str]) -> Reference | None:
        if len(words) < _FEWEST_WORDS or len(passage) < _SHORTEST or not _is_plain(passage):
            return None
        candidates = [self._sections.get(each) for each in _sections(words)]
        for earlier in dict.fromkeys(candidates):
            if earlier is None or not self._names[earlier]:
                continue
            changes = _changes(self._words[earlier], words)
            text = f"{self._naming(earlier)}, except {changes}]"
            if changes and 2 * len(text) < len(passage):
                return text, RewriteKind.NEAR_DUPLICATE
        return None

    def _remember(self, passage: str, words: list[str]) -> None:
        number = len(self._names)
        openings = [" ".join(words[:count]) for count in _OPENINGS if count <= len(words)]
        firsts = [self._first.setdefault(each, number) for each in openings]
        usable = [
            each
            for each, first in zip(openings, firsts, strict=True)
            if first == number and len(each) <= _LONGEST_OPENING and "`" not in each
        ]
        self._names.append(usable[0] if usable else "")
        self._whole.setdefault(passage, number)
        is_plain = _is_plain(passage)
        self._words.append(words if is_plain else [])
        if is_plain and len(words) >= _FEWEST_WORDS:
            for each in _sections(words):
                self._sections.setdefault(each, number)


def _sections(words: Sequence[str]) -> list[tuple[int, int, str]]:
    """The words in as many runs as make sure that one of them has no difference."""
    count = len(words)
    ends = [count * each // _SECTIONS for each in range(_SECTIONS + 1)]
    return [(count, at, " ".join(words[ends[at] : ends[at + 1]])) for at in range(_SECTIONS)]


def _changes(old: Sequence[str], new: Sequence[str]) -> str:
    """The words that differ, old and new; empty where they cannot be told in few words."""
    places = [at for at, pair in enumerate(zip(old, new, strict=True)) if pair[0] != pair[1]]
    if not 0 < len(places) <= _MOST_DIFFERENCES:
        return ""
    told = [_change(old, new, at, is_free=at > 0 and at - 1 not in places) for at in places]
    return ", ".join(told) if all(told) else ""


def _change(old: Sequence[str], new: Sequence[str], at: int, *, is_free: bool) -> str:
    """One difference; with the word before it where the old word alone stands elsewhere too."""
    if "`" in old[at] + new[at]:
        return ""
    if old.count(old[at]) == 1:
        return f"`{old[at]}` \u2192 `{new[at]}`"
    before = old[at - 1] if is_free else ""
    pairs = [pair for pair in pairwise(old) if pair == (before, old[at])]
    is_told = len(pairs) == 1 and "`" not in before
    return f"`{before} {old[at]}` \u2192 `{before} {new[at]}`" if is_told else ""


def _is_plain(passage: str) -> bool:
    """Whether it is its words with one blank between each and nothing else."""
    is_short = len(passage) <= _LONGEST
    return is_short and not passage.startswith(" ") and _gap().search(passage) is None


@cache
def _gap() -> re.Pattern[str]:
    """What stands between words and is more than one blank, and so would be lost."""
    return re.compile(r"[^\S ]|  ")
