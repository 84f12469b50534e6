"""Apostrophes that bind a suffix to what stands before them."""

import re

from adapters.outbound.claude.alphabet import CONTRACTIONS
from adapters.outbound.claude.characters import BORDERED, Kind, character_sets, symbol_letters


class Contractions:
    """Replaces the contractions of English by a character each.

    They are contractions only in small letters, as whole suffixes, and unless what stands before
    the apostrophe could take a marker of its own.
    """

    def __init__(self) -> None:
        sets = character_sets()
        bordered = "".join(sets[kind] for kind in BORDERED) + symbol_letters()
        suffixes = "|".join(CONTRACTIONS)
        decimal, numeral = sets[Kind.DECIMAL], sets[Kind.NUMERAL]
        self._pattern = re.compile(
            # The apostrophe comes first so that the search can skip to it.
            f"'(?<![{bordered}]')({suffixes})(?![{sets[Kind.LETTER]}])"
        )
        self._number = re.compile(f"[{decimal}{numeral}]")
        self._numbers_of_one_kind = re.compile(f"[{decimal}]+|[{numeral}]+")
        self._in_number = re.compile(f"[{decimal}{numeral}{sets[Kind.SELECTOR]}]")

    def replace(self, text: str) -> str:
        """The text with a character of CONTRACTIONS for each."""
        return self._pattern.sub(self._replaced, text) if "'" in text else text

    def _replaced(self, found: re.Match[str]) -> str:
        before = found.start() - 1
        if before >= 0 and self._number.match(found.string, before):
            number = self._number_up_to(found.string, before)
            if self._numbers_of_one_kind.fullmatch(number):
                return found.group()
        return CONTRACTIONS[found.group(1)]

    def _number_up_to(self, text: str, last: int) -> str:
        """The run of numbers that ends there; a selector may ride on one, but opens none."""
        first = last
        while first and self._in_number.match(text, first - 1):
            first -= 1
        while not self._number.match(text, first):
            first += 1
        return text[first : last + 1]
