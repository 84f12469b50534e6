"""Writing a text shorter without loss: blanks, JSON forms, and references to what was said before.

What is offered here is only worth it where it saves tokens, which the caller counts.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import accumulate

from domain.compression.lossless.repetitions import MARK, Repetitions
from domain.compression.lossless.rewrites import Alternatives, Protected, Rewrite, RewriteKind
from domain.compression.lossless.whitespace import is_preformatted, stripped
from domain.compression.model import Segment, SegmentKind
from domain.compression.requests import Strategy
from domain.compression.results import CompressedSpan, Fate, Reason
from domain.compression.shortened import Shortened
from domain.compression.structured.json_values import unescaped
from domain.compression.structured.tables import table_form
from domain.compression.structured.tabular import json_forms
from domain.tokens.truncation import TextRange

type Costs = Callable[[Sequence[str]], Sequence[int]]
"""Tokens of each of some texts."""

_RUN = 2_000
"""Characters over which blanks are taken away together, so that little has to be counted."""
_SURELY_SHORTER = 0.85
"""Share of the characters below which a form of JSON surely has fewer tokens."""
_SHORTEST_VALUE = 80
"""Characters of JSON that is worth a reference."""
_OPENING = range(12, 160)
"""Characters of the words by which JSON is named."""
_MOST_OPENINGS = 4
_WITH_PASSAGES = frozenset(
    {
        SegmentKind.PROSE,
        SegmentKind.DIALOGUE,
        SegmentKind.MARKDOWN,
        SegmentKind.HTML,
        SegmentKind.CODE,
    }
)
"""What is looked through for passages that come again."""


def losslessly(
    source: str, segments: Sequence[Segment], *, protected: Sequence[TextRange], costs: Costs
) -> Shortened:
    """A text of equal meaning, each of whose stretches is written with as few tokens as can be.

    Args:
        source: The text.
        segments: What it consists of.
        protected: The stretches that stay as they are, ascending, apart from one another.
        costs: Counts tokens.
    """
    chosen = _cheapest(source, lossless_forms(source, segments, protected=protected), costs)
    outputs = [_rewritten(source, segment, chosen) for segment in segments]
    ends = list(accumulate([len(text) for text, _ in outputs], initial=0))
    spans = [
        CompressedSpan(
            TextRange(segment.start, segment.end),
            TextRange(ends[at], ends[at + 1]),
            segment.kind,
            outputs[at][1],
            Reason.FITS,
        )
        for at, segment in enumerate(segments)
    ]
    fates = [fate for _, fate in outputs]
    return Shortened(
        text="".join([text for text, _ in outputs]),
        spans=tuple(spans),
        fates={each: fates.count(each) for each in dict.fromkeys(fates)},
        strategy=Strategy.LOSSLESS,
    )


def lossless_forms(
    source: str, segments: Sequence[Segment], *, protected: Sequence[TextRange] = ()
) -> tuple[Alternatives, ...]:
    """Where a text may be written shorter without loss, and how.

    Args:
        source: The text.
        segments: What it consists of.
        protected: The stretches that stay as they are, ascending, apart from one another.

    Returns:
        Rewrites in the order of the text, those of one stretch together; those of different
        stretches never overlap. None holds a character that is protected. No reference leads to a
        passage that is one itself.
    """
    reader = _Reader(source, Protected(protected))
    return tuple([each for segment in segments for each in _joined(reader.segment(segment))])


class _Reader:
    """Goes through the segments of a text and remembers what it has seen.

    Args:
        source: The text.
        protected: What stays as it is.
    """

    def __init__(self, source: str, protected: Protected) -> None:
        self._source = source
        self._protected = protected
        self._refers = MARK not in source
        self._paragraphs = Repetitions("paragraph")
        self._lines = Repetitions("line")
        self._values: dict[str, str] = {}
        """The openings of JSON values, by their minified text."""
        self._openings: set[str] = set()

    def segment(self, segment: Segment) -> Iterator[Alternatives]:
        """The rewrites within a segment."""
        start, end = segment.start, segment.end
        if segment.kind in _WITH_PASSAGES:
            yield from self._passages(segment)
        elif segment.kind is SegmentKind.JSON and not self._protected.touches(start, end):
            yield from self._json(segment)
        elif segment.kind in _WHOLE and not self._protected.touches(start, end):
            text = _WHOLE[segment.kind](self._source[start:end])
            if len(text) < end - start:
                yield (Rewrite(start, end, text, RewriteKind.WHITESPACE),)

    def _passages(self, segment: Segment) -> Iterator[Alternatives]:
        kind = segment.kind
        keeps_blanks = kind is SegmentKind.HTML and is_preformatted(
            self._source[segment.start : segment.end]
        )
        seen = self._lines if kind is SegmentKind.DIALOGUE else self._paragraphs
        for start, core_end, end in _split(self._source, segment):
            core = self._source[start:core_end]
            plain = core if keeps_blanks else stripped(core, kind)
            gap = self._source[core_end:end]
            gap = gap if keeps_blanks else _narrowed(gap, kind)
            reference = seen.reference(core) if self._refers else None
            if self._protected.touches(start, end):
                continue
            found = (
                [] if reference is None else [Rewrite(start, end, reference[0] + gap, reference[1])]
            )
            if len(plain) + len(gap) < end - start:
                found.append(Rewrite(start, end, plain + gap, RewriteKind.WHITESPACE))
            if found:
                yield tuple(found)

    def _json(self, segment: Segment) -> Iterator[Alternatives]:
        whole = self._source[segment.start : segment.end]
        start = segment.start + len(whole) - len(whole.lstrip())
        end = segment.start + len(whole.rstrip())
        text = self._source[start:end]
        forms = json_forms(text)
        if not forms:
            return
        plain = (forms[-1], unescaped(forms[-1]))
        if len(forms[0]) < _SURELY_SHORTER * len(forms[-1]):
            forms = forms[:1]
        reference = self._json_reference(forms)
        found = [Rewrite(start, end, reference, RewriteKind.DUPLICATE)] if reference else []
        for form in forms:
            if form != text:
                kind = RewriteKind.MINIFIED if form in plain else RewriteKind.TABULAR
                found.append(Rewrite(start, end, form, kind))
        if found:
            yield tuple(found)

    def _json_reference(self, forms: Sequence[str]) -> str:
        """A reference to an earlier value that is the same; empty where there is none."""
        text = forms[-1]
        opening = self._values.get(text)
        if opening:
            return f"{MARK}JSON that begins `{opening}`]" if self._refers else ""
        shared = [
            each
            for each in _json_openings(forms[0])
            if all(form.startswith(each) for form in forms)
        ]
        new = [each for each in shared if each not in self._openings and "`" not in each]
        self._openings.update(shared)
        if new and len(text) >= _SHORTEST_VALUE:
            self._values[text] = new[0]
        return ""


_WHOLE: dict[SegmentKind, Callable[[str], str]] = {
    SegmentKind.TABLE: table_form,
    SegmentKind.LOG: lambda text: stripped(text, SegmentKind.LOG),
}
"""What is written without needless blanks as a whole."""


def _json_openings(text: str) -> list[str]:
    """By what a value may be named: its text up to one of its first separators."""
    ends = [match.start() for match in _separators().finditer(text, 0, _OPENING.stop + 1)]
    return [text[:end] for end in ends if end in _OPENING][:_MOST_OPENINGS]


def _split(source: str, segment: Segment) -> Iterator[tuple[int, int, int]]:
    """The passages of a segment: where each begins, where its words end, where the next begins."""
    gap = _line_breaks() if segment.kind is SegmentKind.DIALOGUE else _empty_lines()
    start = segment.start
    for match in gap.finditer(source, segment.start, segment.end):
        if match.start() > start:
            yield start, match.start(), match.end()
        start = match.end()
    if start < segment.end:
        core_end = start + len(source[start : segment.end].rstrip())
        yield start, core_end, segment.end


def _narrowed(gap: str, kind: SegmentKind) -> str:
    """A gap between passages, of one empty line at most; code keeps its own."""
    if kind is SegmentKind.CODE:
        return gap
    return "\n\n" if gap.count("\n") > 1 else gap.strip(" \t\r")


def _joined(found: Iterable[Alternatives]) -> Iterator[Alternatives]:
    """The rewrites, where neighbours that only take blanks away are one."""
    run: list[Rewrite] = []
    for rewrites in found:
        is_blank = len(rewrites) == 1 and rewrites[0].kind is RewriteKind.WHITESPACE
        is_near = bool(run) and rewrites[0].start == run[-1].end
        if run and not (is_blank and is_near and run[-1].end - run[0].start < _RUN):
            yield (_one(run),)
            run = []
        if is_blank:
            run.append(rewrites[0])
        else:
            yield rewrites
    if run:
        yield (_one(run),)


def _one(run: Sequence[Rewrite]) -> Rewrite:
    text = "".join([each.text for each in run])
    return Rewrite(run[0].start, run[-1].end, text, RewriteKind.WHITESPACE)


def _cheapest(source: str, offered: Sequence[Alternatives], costs: Costs) -> list[Rewrite]:
    """Of every stretch the rewrite with the fewest tokens, where that saves any."""
    texts = [
        text
        for rewrites in offered
        for text in (
            source[rewrites[0].start : rewrites[0].end],
            *[each.text for each in rewrites],
        )
    ]
    counted = iter(costs(texts) if texts else ())
    chosen: list[Rewrite] = []
    for rewrites in offered:
        before = next(counted)
        after = [next(counted) for _ in rewrites]
        least = min(range(len(after)), key=after.__getitem__)
        if after[least] < before:
            chosen.append(rewrites[least])
    return chosen


def _rewritten(source: str, segment: Segment, chosen: Sequence[Rewrite]) -> tuple[str, Fate]:
    """What a segment is written as; the rewrites are in the order of the text."""
    pieces: list[str] = []
    at = segment.start
    place = bisect_left(chosen, segment.start, key=lambda each: each.start)
    while place < len(chosen) and chosen[place].start < segment.end:
        each = chosen[place]
        pieces += (source[at : each.start], each.text)
        at, place = each.end, place + 1
    fate = Fate.LOSSLESS if pieces else Fate.FULL
    return "".join([*pieces, source[at : segment.end]]), fate


@cache
def _empty_lines() -> re.Pattern[str]:
    return re.compile(r"\n(?:[ \t\r]*+\n)++")


@cache
def _line_breaks() -> re.Pattern[str]:
    return re.compile(r"\n(?:[ \t\r]*+\n)*+")


@cache
def _separators() -> re.Pattern[str]:
    """A comma between values of minified JSON or cells, and the end of a header."""
    return re.compile(r'(?s)(?<=["\d}\]a-z]),|\n')
