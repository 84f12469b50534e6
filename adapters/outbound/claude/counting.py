"""The cost of a normalised text: that of its words, of what stands between them and of its solids.

No piece reaches over the end of a word, and how something is marked depends on nothing but what
stands next to it. So words and gaps can be priced one by one, and their prices kept. Digits cost a
token for every three, ideographs and the like each their own; both are a solid to their gap.
"""

import re

from adapters.outbound.claude.alphabet import CUT, SOLID
from adapters.outbound.claude.characters import Kind, character_sets
from adapters.outbound.claude.contractions import Contractions
from adapters.outbound.claude.gaps import Edge, GapMarker
from adapters.outbound.claude.pieces import Pieces
from adapters.outbound.claude.prices import Prices
from adapters.outbound.claude.solids import Solids
from adapters.outbound.claude.tiling import Tiling
from adapters.outbound.claude.words import marked_word

_BORDERED = r"!-&(-/:-@\[-`{-~"
"""Punctuation of ASCII without the apostrophe."""
_WORDS_KEPT, _LONGEST_WORD_KEPT = 65_536, 48
_GAPS_KEPT, _LONGEST_GAP_KEPT = 32_768, 96


class TextCosts:
    """Counts normalised texts over the pieces of a vocabulary.

    Args:
        pieces: The vocabulary's.
    """

    def __init__(self, pieces: Pieces) -> None:
        self._tiling = Tiling(pieces)
        self._marker = GapMarker()
        self._contractions = Contractions()
        self._solids = Solids(self._tiling.character_cost)
        self._shortest_capitals = pieces.shortest_capitals
        self._words = Prices(self._word_price, kept=_WORDS_KEPT, longest=_LONGEST_WORD_KEPT)
        self._gaps = Prices(self._gap_price, kept=_GAPS_KEPT, longest=_LONGEST_GAP_KEPT)
        sets = character_sets()
        letters, solids = sets[Kind.LETTER], sets[Kind.SOLID]
        self._splitter = re.compile(f"([{letters}{CUT}]+)")
        self._letter = re.compile(f"[{letters}]")
        self._cut = re.compile(
            rf"[{letters}](?=[^{letters}'])|[{solids}]|[0-9](?=[^0-9])|\n(?=[^\n])"
            rf"|(?<=[{_BORDERED}]) (?=[{_BORDERED}])"
        )

    def cost(self, text: str, *, start: Edge, part_length: int) -> int:
        """What a normalised text costs.

        Args:
            text: Without the line feeds at its end.
            start: How the message begins.
            part_length: Characters that are counted at once, at least; it bounds memory.
        """
        total, place, before, lead = 0, 0, start, ""
        while cut := self._cut.search(text, place + part_length):
            trail, next_lead = self._joint(cut.group())
            part = lead + text[place : cut.end()] + trail
            total += self._part_cost(part, before=before, behind=Edge.WORD)
            place, before, lead = cut.end(), Edge.WORD, next_lead
        return total + self._part_cost(lead + text[place:], before=before, behind=Edge.END)

    def line_feeds_cost(self, count: int) -> int:
        """What a run of line feeds costs."""
        return self._tiling.cost("\n" * count)

    def _joint(self, cut_off: str) -> tuple[str, str]:
        """What stands at the end of a part and at the head of the next, by the last character.

        Behind a word, the next part begins as every gap does. A single blank between punctuation
        is written on neither side, as between words; both parts have it. Anything else that may be
        cut off, a line feed too, is to the gap beside it what a solid is.
        """
        if cut_off == " ":
            return "", " "
        return ("", "") if self._letter.match(cut_off) else (SOLID, SOLID)

    def _part_cost(self, part: str, *, before: Edge, behind: Edge) -> int:
        text, cost = self._solids.replace(self._contractions.replace(part))
        first, *pieces = self._splitter.split(text)
        if not pieces:
            return cost + self._edge_cost(first, before=before, behind=behind)
        cost += self._words.total(pieces[::2]) + self._gaps.total(pieces[1:-1:2])
        cost += self._edge_cost(first, before=before, behind=Edge.WORD)
        return cost + self._edge_cost(pieces[-1], before=Edge.WORD, behind=behind)

    def _edge_cost(self, gap: str, *, before: Edge, behind: Edge) -> int:
        if not gap:
            return 0
        if before is behind is Edge.WORD:
            return self._gaps[gap]
        return self._tiling.cost(self._marker.marked_gap(gap, before=before, behind=behind))

    def _word_price(self, word: str) -> int:
        if word == CUT:
            return 0
        return self._tiling.cost(marked_word(word, shortest_capitals=self._shortest_capitals))

    def _gap_price(self, gap: str) -> int:
        marked = self._marker.marked_gap(gap, before=Edge.WORD, behind=Edge.WORD)
        return self._tiling.cost(marked)
