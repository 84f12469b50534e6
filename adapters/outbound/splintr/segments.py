"""How a text that spells special tokens is cut, so that it can be encoded without the lock.

Where splintr lets go of the interpreter lock, it also looks for special tokens, its own included.
So a text that spells one is cut inside the spelling, at a place where nothing is joined over it;
where there is none, what stands between two such places is encoded while the lock is held.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from adapters.outbound.splintr.windows import found_in

_LOOK_BACK_CHARACTERS = 1_024

type Segment = str | int | Held
"""A text that can be encoded without the lock, an id, or a text that cannot."""


@dataclass(frozen=True, slots=True)
class Held:
    """A text that would be encoded while the lock is held, if it is not too long for that."""

    text: str


@dataclass(frozen=True, slots=True)
class Markers:
    """The spellings that splintr takes for special tokens in a vocabulary.

    Args:
        starts: One of these is in every text that spells one; looked for first, as it is quick.
        spelling: Finds them.
        boundary: Finds places where nothing is joined over them, whatever stands on both sides.
    """

    starts: tuple[str, ...]
    spelling: re.Pattern[str]
    boundary: re.Pattern[str]

    def segments(self, text: str) -> Iterator[str | Held]:
        """Cut a text; joined, the parts are the text, and encoded each by itself its ids."""
        start = 0
        for found in self._found(text):
            if found.start() < start:
                continue
            inside = self.boundary.search(text, found.start() + 1, found.end())
            if inside:
                yield text[start : inside.start()]
                start = inside.start()
                continue
            before = self._last_boundary(text, start, found.start())
            after = self.boundary.search(text, found.end())
            if start < before:
                yield text[start:before]
            start = after.start() if after else len(text)
            yield Held(text[before:start])
        if start < len(text):
            yield text[start:]

    def _found(self, text: str) -> Iterator[re.Match[str]]:
        if any(start in text for start in self.starts):
            yield from found_in(self.spelling, text)

    def _last_boundary(self, text: str, start: int, end: int) -> int:
        last = start
        for place in self.boundary.finditer(text, max(start, end - _LOOK_BACK_CHARACTERS), end + 1):
            last = place.start()
        return last
