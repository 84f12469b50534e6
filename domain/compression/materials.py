"""Taking a text apart, by what its stretches are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.compression.coarsening import coarsened
from domain.compression.code.outlines import Outline
from domain.compression.code.parts import code_parts, code_range
from domain.compression.keeping import pinned
from domain.compression.logs.parts import log_parts
from domain.compression.model import DROPPED, Option, Part, Rung, Segment, SegmentKind
from domain.compression.segments.segmenting import segments
from domain.compression.structured.diffs import diff_parts
from domain.compression.structured.json_parts import json_parts
from domain.compression.structured.json_values import read_lines
from domain.compression.structured.tables import table_parts
from domain.compression.structured.tabular import is_record_list
from domain.compression.texts.dialogue import dialogue_parts
from domain.compression.texts.html import html_parts
from domain.compression.texts.markdown import markdown_parts
from domain.compression.texts.prose import prose_parts
from domain.tokens.truncation import TextRange

_STUB_PERMILLE = 300
"""What the ids of a document are worth beside all of it."""

type OutlineOf = Callable[[str, str], Outline | None]
"""The definitions of a source in a language."""
type Takes = Callable[[str, int, int, int], tuple[Part, ...]]
"""Makes parts of a stretch of a text, with the number of its first document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How texts are taken apart.

    Args:
        outline_of: The definitions of a source in a language.
        only_verbatim: Whether nothing may be written in other words.
        is_last_resort: Whether signatures of code and whole JSON documents may go.
    """

    outline_of: OutlineOf
    only_verbatim: bool = False
    is_last_resort: bool = False


@dataclass(frozen=True, slots=True)
class Material:
    """A text taken apart.

    Args:
        text: The text.
        segments: What it consists of.
        parts: What is kept or left out.
    """

    text: str
    segments: tuple[Segment, ...]
    parts: tuple[Part, ...]


def segmented(text: str, *, kind: SegmentKind | None = None) -> tuple[Segment, ...]:
    """What a text consists of; all of it is one thing where the caller says which."""
    if kind is None:
        return segments(text)
    return (Segment(kind, 0, len(text)),) if text else ()


def take_apart(
    text: str,
    consists_of: Sequence[Segment],
    *,
    pins: Sequence[TextRange] = (),
    manner: Manner,
    first_document: int = 0,
) -> Material:
    """Take a text apart.

    Args:
        text: The text.
        consists_of: Its segments.
        pins: Ranges that stay as they are, ascending, apart from one another.
        manner: What may not be done.
        first_document: The number of its first document.
    """
    parts: list[Part] = []
    document = first_document
    for segment in consists_of:
        made: Sequence[Part] = (
            _OWN_TAKERS[segment.kind](text, segment, manner, document)
            if segment.kind in _OWN_TAKERS
            else _TAKERS[segment.kind](text, segment.start, segment.end, document)
        )
        if manner.only_verbatim:
            made = _verbatim_only(made, text, segment, document)
        parts += made
        document = 1 + max((part.document for part in made), default=document)
    return Material(text, tuple(consists_of), pinned(text, coarsened(parts), pins))


def _code(text: str, segment: Segment, manner: Manner, document: int) -> tuple[Part, ...]:
    first, last = code_range(text, segment.start, segment.end)
    outline = manner.outline_of(text[first:last], segment.language) if segment.language else None
    return code_parts(
        text,
        segment.start,
        segment.end,
        outline=outline.moved(first) if outline else None,
        document=document,
        keeps_signatures=not manner.is_last_resort,
    )


def _json(text: str, segment: Segment, manner: Manner, document: int) -> tuple[Part, ...]:
    start, end = segment.start, segment.end
    lines = read_lines(text, start, end) if manner.is_last_resort else ()
    if is_record_list([each.value for each in lines]):
        lines = ()
    bounds = (start, *(each.start for each in lines[1:]), end)
    found = [
        json_parts(text, *place, document=document, texts=prose_parts) for place in pairwise(bounds)
    ]
    return tuple(map(_droppable, found)) if lines else found[0]


def _droppable(parts: Sequence[Part]) -> Part:
    """A document of several as one part: all of it, what names it, or nothing."""
    full = [piece for part in parts for piece in part.options[0].pieces]
    stub = [piece for part in parts for piece in part.options[-1].pieces]
    first, last = parts[0], parts[-1]
    options = (
        Option(Rung.FULL, tuple(full)),
        Option(Rung.STUB, tuple(stub), _STUB_PERMILLE),
        DROPPED,
    )
    return Part(first.start, max(last.end, first.end), options, document=first.document)


def _verbatim_only(
    parts: Sequence[Part], text: str, segment: Segment, document: int
) -> Sequence[Part]:
    """Parts without words of ours; the sentences of the segment where they cannot do without."""
    options = [_copies(part) for part in parts]
    if all(options):
        return [replace(part, options=kept) for part, kept in zip(parts, options, strict=True)]
    return prose_parts(text, segment.start, segment.end, document=document)


def _copies(part: Part) -> tuple[Option, ...]:
    """The options of a part that only copy; none where the richest one does not."""
    copying = [
        option for option in part.options if all(piece.text is None for piece in option.pieces)
    ]
    if not copying or copying[0] is not part.options[0]:
        return ()
    return tuple(copying) if len(part.options) == 1 else tuple(dict.fromkeys((*copying, DROPPED)))


def _taking(parts: Callable[..., tuple[Part, ...]]) -> Takes:
    return lambda text, start, end, document: parts(text, start, end, document=document)


_TAKERS: Mapping[SegmentKind, Takes] = {
    SegmentKind.PROSE: _taking(prose_parts),
    SegmentKind.DIALOGUE: _taking(dialogue_parts),
    SegmentKind.LOG: _taking(log_parts),
    SegmentKind.DIFF: _taking(diff_parts),
    SegmentKind.TABLE: _taking(table_parts),
    SegmentKind.MARKDOWN: _taking(markdown_parts),
    SegmentKind.HTML: _taking(html_parts),
}
_OWN_TAKERS = {SegmentKind.CODE: _code, SegmentKind.JSON: _json}
"""Those that depend on the manner."""
