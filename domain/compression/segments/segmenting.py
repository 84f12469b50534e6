"""Taking a text apart into stretches of one kind each: prose, code, JSON, logs, tables and so on.

What marks its own beginning and end is found first; the lines between are told by their signs, and
neighbouring lines vote on what they are together. A text of one kind stays in one piece.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from domain.compression.model import Segment, SegmentKind
from domain.compression.segments.detecting import ROLES, turns
from domain.compression.segments.languages import guessed_language
from domain.compression.segments.regions import TRACEBACK, Fence, kind_in_fence, regions
from domain.compression.segments.runs import Run, RunKind, runs

MAX_SEGMENTS = 2_000
"""The most segments of a text; where there would be more, neighbours are taken together."""

_LEAST_TURNS, _TURN_SHARE = 4, 5
"""Turns of a dialogue, and of how many lines at least one is a turn."""
_KINDS = {
    RunKind.LOG: SegmentKind.LOG,
    RunKind.TABLE: SegmentKind.TABLE,
    RunKind.MARKUP: SegmentKind.HTML,
    RunKind.CODE: SegmentKind.CODE,
    RunKind.FRAMES: SegmentKind.CODE,
}


def segments(source: str) -> tuple[Segment, ...]:
    """The stretches of one kind that a text is made of.

    Args:
        source: Any text.

    Returns:
        Segments that tile the text, at most MAX_SEGMENTS; none where it is empty. They begin at the
        start of a line, but for JSON that stands behind other words in its first line.
    """
    found: list[Segment] = []
    at = 0
    for region in regions(source, 0, len(source)):
        found += _between(source, at, region.start)
        found += _fenced(source, region) if isinstance(region, Fence) else (region,)
        at = region.end
    found += _between(source, at, len(source))
    return _bounded(_joined(_tiled(source, found)))


def _between(source: str, start: int, end: int) -> Iterator[Segment]:
    """The segments of lines that no region holds."""
    first, last = _dialogue(source, start, end)
    if first < last:
        yield from _told(source, start, first)
        yield Segment(SegmentKind.DIALOGUE, first, last)
        start = last
    yield from _told(source, start, end)


def _told(source: str, start: int, end: int) -> Iterator[Segment]:
    language = ""
    for run in runs(source, start, end):
        if run.kind is RunKind.CODE:
            language = language or guessed_language(source, run.start, run.end)
        yield Segment(_kind(run), run.start, run.end, _language(run, language))


def _kind(run: Run) -> SegmentKind:
    return _KINDS.get(run.kind) or (SegmentKind.MARKDOWN if run.is_marked_up else SegmentKind.PROSE)


def _language(run: Run, language: str) -> str:
    """What a run is written in: code without fences is of one language between two regions."""
    if run.kind is RunKind.FRAMES:
        return TRACEBACK
    return language if run.kind is RunKind.CODE else ""


def _fenced(source: str, fence: Fence) -> Iterator[Segment]:
    """A fenced block of code as one segment; one of another kind as that between its fences."""
    kind = kind_in_fence(fence)
    inner = tuple(regions(source, fence.inner_start, fence.inner_end)) if not fence.language else ()
    if kind is SegmentKind.JSON or inner:
        found = tuple(regions(source, fence.inner_start, fence.inner_end))
        whole = found[0] if len(found) == 1 else None
        kind = whole.kind if isinstance(whole, Segment) and _fills(source, whole, fence) else None
    if kind is None or kind is SegmentKind.CODE:
        language = fence.language or guessed_language(source, fence.inner_start, fence.inner_end)
        yield Segment(SegmentKind.CODE, fence.start, fence.end, language)
        return
    yield Segment(SegmentKind.CODE, fence.start, fence.inner_start, fence.language)
    yield Segment(kind, fence.inner_start, fence.inner_end)
    if fence.inner_end < fence.end:
        yield Segment(SegmentKind.CODE, fence.inner_end, fence.end, fence.language)


def _fills(source: str, segment: Segment, fence: Fence) -> bool:
    before = source[fence.inner_start : segment.start]
    return not (before + source[segment.end : fence.inner_end]).strip()


def _dialogue(source: str, start: int, end: int) -> tuple[int, int]:
    """Where a dialogue begins and ends in a stretch of text; twice its end where there is none."""
    places = turns(source, start, end)
    counts = Counter(name.lower() for _, name in places)
    speaking = [
        place for place, name in places if counts[name.lower()] > 1 or name.lower() in ROLES
    ]
    roles = sum(name in ROLES for name in counts)
    if len(speaking) < _LEAST_TURNS and not (roles > 1 and len(speaking) > 1):
        return end, end
    if 2 * len(speaking) < len(places) and not roles > 1:
        return end, end
    first = places[0][0] if len(speaking) * 4 > len(places) * 3 else speaking[0]
    last = _paragraph_end(source, max(speaking[-1], places[-1][0]), end)
    lines = sum(1 for _ in _filled_lines().finditer(source, first, last))
    return (first, last) if lines <= _TURN_SHARE * len(speaking) else (end, end)


@cache
def _filled_lines() -> re.Pattern[str]:
    return re.compile(r"^[ \t]*+[^\s][^\n]*+", re.MULTILINE)


def _paragraph_end(source: str, at: int, end: int) -> int:
    """Behind the paragraph that a place is in."""
    found = _blank_line().search(source, at, end)
    return found.end() if found else end


@cache
def _blank_line() -> re.Pattern[str]:
    return re.compile(r"\n(?:[ \t\r]*+\n)++")


def _tiled(source: str, found: Sequence[Segment]) -> Iterator[Segment]:
    """The segments with the blank lines between them: behind the one before."""
    found = found or ([Segment(SegmentKind.PROSE, 0, len(source))] if source else [])
    if not found:
        return
    starts = [each.start for each in found]
    starts[0] = 0
    for each, (start, end) in zip(found, pairwise([*starts, len(source)]), strict=True):
        yield Segment(each.kind, start, end, each.language)


def _joined(found: Iterator[Segment]) -> list[Segment]:
    """Neighbours of one kind as one segment, but for code, whose pieces are apart for a reason."""
    joined: list[Segment] = []
    for each in found:
        before = joined[-1] if joined else None
        if before and before.kind is each.kind and each.kind is not SegmentKind.CODE:
            joined[-1] = Segment(each.kind, before.start, each.end)
        else:
            joined.append(each)
    return joined


def _bounded(found: list[Segment]) -> tuple[Segment, ...]:
    """No more than the most segments: as many neighbours together as that takes."""
    step = -(-len(found) // MAX_SEGMENTS)
    if step <= 1:
        return tuple(found)
    groups = [found[at : at + step] for at in range(0, len(found), step)]
    return tuple(_together(group) for group in groups)


def _together(group: Sequence[Segment]) -> Segment:
    """Neighbours as one segment of the kind that most of their characters are of."""
    sizes: dict[SegmentKind, int] = {}
    for each in group:
        sizes[each.kind] = sizes.get(each.kind, 0) + each.end - each.start
    kind = max(sizes, key=lambda each: sizes[each])
    if kind is SegmentKind.JSON and len(group) > 1:
        kind = SegmentKind.PROSE  # what stands between the values is no JSON
    return Segment(kind, group[0].start, group[-1].end)
