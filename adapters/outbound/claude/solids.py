"""Digits, ideographs and the like, replaced by what they are to their neighbours."""

import re
from collections import Counter
from collections.abc import Callable

from adapters.outbound.claude.alphabet import CUT, SOLID
from adapters.outbound.claude.characters import Kind, character_sets
from adapters.outbound.claude.prices import Prices

_KEPT = 65_536
_DIGIT_GROUPS = ("000", "00", "0")
"""Every number of up to three digits is one piece, and digits join nothing else. Normalising has
made zeros of them all."""
_RUN = SOLID + CUT + SOLID


class Solids:
    """Takes solid characters out of a text and prices them.

    Args:
        character_cost: What a character costs that stands alone.
    """

    def __init__(self, character_cost: Callable[[str], int]) -> None:
        self._prices = Prices(character_cost, kept=_KEPT, longest=1)
        self._runs = re.compile(f"[{character_sets()[Kind.SOLID]}]+")

    def replace(self, text: str) -> tuple[str, int]:
        """The text with each run of solid characters, digits included, as SOLID CUT SOLID.

        Returns:
            The text and what all the solid characters cost.
        """
        cost = 0
        if not text.isascii() and (runs := self._runs.findall(text)):
            cost = self._cost("".join(runs))
            text = self._runs.sub(SOLID, text)
        text, group_count = _without_digits(text)
        while SOLID * 2 in text:
            text = text.replace(SOLID * 2, SOLID)
        return text.replace(SOLID, _RUN), cost + group_count

    def _cost(self, solids: str) -> int:
        counts = Counter(solids)
        return sum(count * self._prices[character] for character, count in counts.items())


def _without_digits(text: str) -> tuple[str, int]:
    """The text with a SOLID for every group of up to three digits, and how many groups."""
    before = text.count(SOLID)
    for group in _DIGIT_GROUPS:
        text = text.replace(group, SOLID)
    return text, text.count(SOLID) - before
