"""What became of each stretch of a text, and the lines that the stretches make."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from itertools import groupby

from domain.compression.results import CompressedSpan, Fate


class Mark(Enum):
    """What became of a stretch: kept, gone, gone for words of ours, those, or told of."""

    KEPT = "kept"
    DROPPED = "dropped"
    REPLACED = "replaced"
    WRITTEN = "written"
    TOLD = "told"

    @property
    def sign(self) -> str:
        """The character that stands before a line of it."""
        return _SIGNS[self]


_SIGNS = {
    Mark.KEPT: " ",
    Mark.DROPPED: "-",
    Mark.REPLACED: "-",
    Mark.WRITTEN: "~",
    Mark.TOLD: "…",
}
GAPS = frozenset({Mark.DROPPED, Mark.REPLACED})
"""What is not in the result."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that all went the same way."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a difference.

    Args:
        mark: What became of it; WRITTEN where its stretches went different ways.
        stretches: What it consists of.
    """

    mark: Mark
    stretches: tuple[Stretch, ...]

    @property
    def is_gap(self) -> bool:
        """Whether nothing of it is left."""
        return self.mark in GAPS

    @property
    def is_said(self) -> bool:
        """Whether it says anything, and is not all blanks and brackets."""
        return any(character.isalnum() for each in self.stretches for character in each.text)

    @property
    def is_mixed(self) -> bool:
        """Whether its stretches went different ways."""
        return not self.is_gap and len({each.mark for each in self.stretches} - {Mark.TOLD}) > 1

    @property
    def length(self) -> int:
        """Its characters."""
        return sum(len(each.text) for each in self.stretches)


def stretches_of(source: str, text: str, spans: Sequence[CompressedSpan]) -> Iterator[Stretch]:
    """What became of a text, in its order.

    Args:
        source: The text.
        text: What is left of it.
        spans: What became of each stretch of it.
    """
    end = 0
    for span in spans:
        before = source[span.source.start : span.source.end]
        if span.output is None:
            yield Stretch(Mark.DROPPED, before)
            continue
        yield from _glue(text[end : span.output.start])
        after = text[span.output.start : span.output.end]
        yield from _changed(before, after, fate=span.fate)
        end = max(end, span.output.end)
    yield from _glue(text[end:])


def lines_of(stretches: Iterable[Stretch]) -> Iterator[Line]:
    """The stretches, cut at line ends; what was left out ends lines too."""
    line: list[Stretch] = []
    for stretch in stretches:
        for part in stretch.text.splitlines(keepends=True):
            text = part.rstrip("\r\n")
            if text:
                line.append(replace(stretch, text=text))
            if text != part and (line or not _sets_apart(stretch)):
                yield _line(line, stretch)
                line = []
    if line:
        yield _line(line, line[0])


def _glue(text: str) -> Iterator[Stretch]:
    """What stands between two spans: blanks that set them apart, or words of nobody's."""
    if text:
        yield Stretch(Mark.WRITTEN if text.strip() else Mark.KEPT, text)


def _changed(before: str, after: str, *, fate: Fate) -> Iterator[Stretch]:
    """A stretch and what stands for it; what they begin and end with alike is kept."""
    if fate is Fate.FULL or before.split() == after.split():
        yield from _marked(Mark.KEPT, after)
        return
    is_long = "\n" in before.rstrip()
    blanks = "\n" if is_long else " \n\t"
    head = _common_head(before, after, blanks)
    tail = _common_tail(before[head:], after[head:], blanks)
    dropped = before[head : len(before) - tail]
    yield from _marked(Mark.KEPT, after[:head])
    yield from _marked(Mark.REPLACED, f"{dropped.rstrip()}\n" if is_long else dropped)
    yield from _marked(Mark.WRITTEN, after[head : len(after) - tail])
    yield from _marked(Mark.KEPT, after[len(after) - tail :])


def _marked(mark: Mark, text: str) -> Iterator[Stretch]:
    if text:
        yield Stretch(mark, text)


def _common_head(one: str, other: str, blanks: str) -> int:
    """How many characters both begin with, up to one of the blanks."""
    common = _common(one, other)
    if common == max(len(one), len(other)):
        return common
    return 1 + max(one.rfind(blank, 0, common) for blank in blanks)


def _common_tail(one: str, other: str, blanks: str) -> int:
    """How many characters both end with, from behind one of the blanks."""
    common = _common(one[::-1], other[::-1])
    ahead = {each[-common - 1] for each in (one, other) if len(each) > common}
    if ahead <= set(blanks):
        return common
    suffix = one[len(one) - common :]
    starts = [place for blank in blanks if (place := suffix.find(blank)) >= 0]
    return common - 1 - min(starts) if starts else 0


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _sets_apart(stretch: Stretch) -> bool:
    """Whether it is nothing but line ends, which need not be shown after a gap that ends a line."""
    return stretch.mark is Mark.KEPT and not stretch.text.strip()


def _line(stretches: Sequence[Stretch], ended_by: Stretch) -> Line:
    """A line; blanks that went from what is kept of it are no change."""
    marks = {each.mark for each in stretches if each.text.strip()} or {ended_by.mark}
    if marks <= GAPS:
        mark = Mark.DROPPED if Mark.DROPPED in marks else Mark.REPLACED
        return Line(mark, tuple(_joined(stretches)))
    mark = marks.pop() if len(marks) == 1 else Mark.WRITTEN
    return Line(mark, tuple(each for each in _joined(stretches) if not _is_blank_gap(each)))


def _joined(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """Neighbours that went the same way as one."""
    for mark, run in groupby(stretches, key=_mark):
        yield Stretch(mark, "".join([each.text for each in run]))


def _mark(stretch: Stretch) -> Mark:
    return stretch.mark


def _is_blank_gap(stretch: Stretch) -> bool:
    return stretch.mark in GAPS and not stretch.text.strip()
