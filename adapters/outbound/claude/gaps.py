"""How what stands between words is written in the stream that the pieces tile."""

import re
from enum import Enum

from adapters.outbound.claude.alphabet import CONTRACTIONS, WORD_BEGIN, WORD_END
from adapters.outbound.claude.characters import BORDERED, Kind, character_sets


class Edge(Enum):
    """What stands before or behind a gap."""

    WORD = "word"
    BLANK_START = "blank start"
    """The message begins, with a marker that acts as a blank."""
    BARE_START = "bare start"
    """The message begins, with nothing that acts on the text."""
    END = "end"


_SEAM, _SEWN = f"{WORD_END} {WORD_BEGIN}", WORD_END + WORD_BEGIN
"""A single blank between what ends a word and what begins one is not written."""
_SPELLED = {code: f"'{suffix}{WORD_END}" for suffix, code in CONTRACTIONS.items()}


class GapMarker:
    """Writes the markers of punctuation, symbols and numbers: on a side where a blank is.

    On the right, that blank must be a single one. Digits of ASCII and ideographs take no marker.
    """

    def __init__(self) -> None:
        sets = character_sets()
        marked = "".join(sets[kind] for kind in BORDERED)
        # An apostrophe that opens a word leaves the blank before it to the word.
        self._begins_before_word = re.compile(rf"(?<= )(?!'\Z)(?=[{marked}])")
        self._begins = re.compile(f"(?<= )(?=[{marked}])")
        self._ends = re.compile(f"(?<=[{marked}])(?= (?! ))")
        decimal, numeral = sets[Kind.DECIMAL], sets[Kind.NUMERAL]
        self._numbers = re.compile(
            f"[{decimal}{numeral}][{decimal}{numeral}{sets[Kind.SELECTOR]}]*"
        )
        self._numbers_of_one_kind = re.compile(f"[{decimal}]+|[{numeral}]+")
        self._contractions = re.compile(f"[{''.join(_SPELLED)}]")

    def marked_gap(self, gap: str, *, before: Edge, behind: Edge) -> str:
        """What stands between two words, as it is tiled.

        Args:
            gap: At least one character, contractions and solid characters replaced.
            before: What stands before it; WORD also where it begins with SOLID.
            behind: What stands behind it; WORD also where it ends with SOLID.
        """
        if before is Edge.BLANK_START:
            return self._at_start(gap, self._marked(f" {gap}", behind), behind)
        if before is Edge.BARE_START:
            return self._marked(gap, behind)
        return self._marked(gap, behind, seam=WORD_END)[1:]

    def _marked(self, gap: str, behind: Edge, seam: str = "") -> str:
        has_word = behind is Edge.WORD
        if " " in gap:
            gap = self._numbers.sub(self._marked_number, gap)
            gap = (self._begins_before_word if has_word else self._begins).sub(WORD_BEGIN, gap)
            gap = self._ends.sub(WORD_END, gap)
        gap = self._contractions.sub(lambda found: _SPELLED[found.group()], gap)
        sewn = f"{seam}{gap}{WORD_BEGIN if has_word else ''}".replace(_SEAM, _SEWN)
        return sewn.removesuffix(WORD_BEGIN) if has_word else sewn

    def _at_start(self, gap: str, marked: str, behind: Edge) -> str:
        """The message's own marker: taken by what begins it, or written where nothing takes it.

        Args:
            gap: The gap.
            marked: The gap as if a blank stood before it.
            behind: What stands behind it.
        """
        if gap[0] == " " or marked[1] == WORD_BEGIN:
            return marked[1:]
        if gap[0] in _SPELLED or (gap == "'" and behind is Edge.WORD):
            return marked
        return WORD_BEGIN + marked[1:]

    def _marked_number(self, found: re.Match[str]) -> str:
        number, text = found.group(), found.string
        if not self._numbers_of_one_kind.fullmatch(number):
            return number
        has_blank_before = text.endswith(" ", 0, found.start())
        has_blank_behind = text.startswith(" ", found.end()) and not text.startswith(
            "  ", found.end()
        )
        return f"{WORD_BEGIN * has_blank_before}{number}{WORD_END * has_blank_behind}"
