"""What became of a text, line by line, with long gaps told instead of shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from adapters.inbound.cli.paths import shown
from adapters.inbound.cli.stretches import GAPS, Line, Mark, Stretch, lines_of, stretches_of
from domain.compression.results import CompressedSpan

_WHOLE_GAP_LINES = 4
"""A gap of so many lines is shown whole."""
_GAP_LINES = 2
"""Lines that are shown of a longer one."""
_GAP_CHARACTERS = 160
"""Characters that are shown of a line, or a part of one, that was left out."""
_LINE_CHARACTERS = 4_000
"""Characters that are shown of any line."""
_TAB = 4


_ENDINGS = {Mark.DROPPED: "left out", Mark.REPLACED: "written shorter"}
"""What is said of a gap."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A text before and after.

    Args:
        source: The text.
        text: What is left of it.
        spans: What became of each stretch of it.
        tokens_per_character: Of the text, to say about how many tokens a gap has.
    """

    source: str
    text: str
    spans: Sequence[CompressedSpan]
    tokens_per_character: float

    def lines(self) -> Iterator[Line]:
        """What is shown of it."""
        for is_gap, run in groupby(self._lines(), key=_is_gap):
            if is_gap:
                yield from self._gap(list(run))
            else:
                yield from (self._cut(each) for each in run)

    @property
    def is_visible(self) -> bool:
        """Whether more than blanks changed."""
        return any(line.mark is not Mark.KEPT for line in self._lines())

    def _lines(self) -> Iterator[Line]:
        return lines_of(stretches_of(self.source, self.text, self.spans))

    def _gap(self, lines: Sequence[Line]) -> Iterator[Line]:
        """Lines that are not left: the first ones, and how many more there are."""
        said = [each for each in lines if each.is_said]
        if len(lines) <= _WHOLE_GAP_LINES or not said:
            yield from (self._cut(each) for each in (lines if said else ()))
            return
        first = said[:_GAP_LINES]
        yield from (self._cut(each) for each in first)
        left = sum(each.length for each in lines) - sum(each.length for each in first)
        is_lost = any(each.mark is Mark.DROPPED for each in lines)
        ending = _ENDINGS[Mark.DROPPED if is_lost else Mark.REPLACED]
        words = f"… {len(lines) - len(first):,} lines, {self._tokens(left)} {ending}"
        yield Line(Mark.TOLD, (Stretch(Mark.TOLD, words),))

    def _cut(self, line: Line) -> Line:
        """A line as it is shown: what is too long is told, what a terminal acts on spelled out."""
        stretches: list[Stretch] = []
        length = room = 0
        for index, each in enumerate(line.stretches):
            fitting = list(self._fitting(each, is_first=not index))
            stretches += fitting
            length += len(each.text)
            room += sum(len(part.text) for part in fitting)
            if room > _LINE_CHARACTERS:
                stretches += _rest(line.length - length)
                break
        return replace(line, stretches=tuple(stretches))

    def _fitting(self, stretch: Stretch, *, is_first: bool) -> Iterator[Stretch]:
        text = shown(stretch.text.expandtabs(_TAB) if is_first else stretch.text.replace("\t", " "))
        most = _GAP_CHARACTERS if stretch.mark in GAPS else _LINE_CHARACTERS
        if len(text) <= most:
            yield replace(stretch, text=text)
            return
        yield replace(stretch, text=text[:most])
        gone = len(stretch.text) - most
        if ending := _ENDINGS.get(stretch.mark):
            yield Stretch(Mark.TOLD, f"… {self._tokens(gone, 'more tokens')} {ending}")
        else:
            yield from _rest(gone)

    def _tokens(self, character_count: int, noun: str = "tokens") -> str:
        count = max(1, round(character_count * self.tokens_per_character))
        return f"about {count:,} {noun if count > 1 else noun.removesuffix('s')}"


def limited(lines: Iterable[Line], *, most: int) -> Iterator[Line]:
    """The first lines, and how many more there are."""
    count = 0
    for count, line in enumerate(lines, start=1):
        if count <= most:
            yield line
    if count > most:
        words = f"… {count - most:,} more lines; a pipe or a file gets all that is kept"
        yield Line(Mark.TOLD, (Stretch(Mark.TOLD, words),))


def plain(line: Line) -> str:
    """A line without colours: a mark before it, and brackets around what went another way."""
    written = _bracketed if line.is_mixed else partial(told, line)
    return f"{line.mark.sign} {''.join(map(written, line.stretches))}".rstrip()


def told(line: Line, stretch: Stretch) -> str:
    """The text of a stretch, without the mark that stands before its line already."""
    return stretch.text.removeprefix("… ") if line.mark is Mark.TOLD else stretch.text


def _bracketed(stretch: Stretch) -> str:
    match stretch.mark:
        case Mark.DROPPED | Mark.REPLACED:
            return f"[-{stretch.text}-]"
        case Mark.WRITTEN:
            return f"{{+{stretch.text}+}}"
        case _:
            return stretch.text


def _is_gap(line: Line) -> bool:
    return line.is_gap


def _rest(character_count: int) -> Iterator[Stretch]:
    if character_count > 0:
        yield Stretch(Mark.TOLD, f"… {character_count:,} more characters")
