"""Code as definitions whose signatures stay and whose bodies may go, and the statements between."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from domain.compression.blocks import Range, blocks
from domain.compression.code.outlines import Definition, DefinitionKind, Outline
from domain.compression.code.signatures import Shape, shape
from domain.compression.code.tracebacks import is_traceback, traceback_parts
from domain.compression.model import DROPPED, Option, Part, Piece, Rung, fixed
from domain.compression.segments.regions import Fence, fence_at

_LONG_BODY = 900
"""Characters of a body from which on its statements are kept or left out by themselves."""
_SHORT_BODY = 40
"""Characters of a body that are not worth leaving out."""
_SKELETON_WORTH, _STUB_WORTH, _GAP_WORTH = 450, 300, 20
"""What is left, of a thousand, of a definition without its body, and of a body that is marked."""
_SIGNATURE_PRIOR, _REMARK_PRIOR, _IMPORT_PRIOR, _FENCE_PRIOR = 1_500, 700, 600, 3_000


@cache
def _remark() -> re.Pattern[str]:
    return re.compile(r"\s*+(?://|/\*|\*|#(?!include|define|!)|--|;;|%)")


@cache
def _import() -> re.Pattern[str]:
    return re.compile(r"\s*+(?:import|from \S+ import|using|use|package|require|#include)\b")


@cache
def _signature() -> re.Pattern[str]:
    """A line that most likely begins a definition, in any language."""
    return re.compile(
        r"\s*+(?:(?:export|public|private|protected|static|async|pub|final|abstract|default)\s+)*+"
        r"(?:def|class|func|fn|function|interface|struct|enum|trait|impl|type|module|sub|proc)\s"
    )


def code_range(source: str, start: int, end: int) -> Range:
    """The code of a segment, without the fences around it: what there is to parse.

    Args:
        source: The whole text.
        start: The first character of the segment.
        end: The character behind its last one.
    """
    fence = fence_at(source, start, end)
    return (fence.inner_start, fence.inner_end) if fence else (start, end)


def code_parts(
    source: str,
    start: int,
    end: int,
    *,
    outline: Outline | None = None,
    document: int = 0,
    keeps_signatures: bool = True,
) -> tuple[Part, ...]:
    """The definitions and statements of a segment of code.

    Args:
        source: The whole text.
        start: The first character of the segment.
        end: The character behind its last one.
        outline: Its definitions, with places in the whole text; None where they are not known.
        document: The number of the document that it is.
        keeps_signatures: Whether the signatures of public outermost definitions always stay.

    Returns:
        Parts that cover the segment, in order; none where it is empty.
    """
    first, last = code_range(source, start, end)
    fences = _fences(source, start, end, document)
    if is_traceback(source, first, last):
        return (*fences, *traceback_parts(source, first, last, document=document))
    reader = _Reader(source, document, keeps_signatures)
    reader.read(first, last, outline or Outline(()))
    return (*fences, *reader.parts)


def _fences(source: str, start: int, end: int, document: int) -> tuple[Part, ...]:
    """The fences around a block, which stay or go together; one alone always stays."""
    fence: Fence | None = fence_at(source, start, end)
    if not fence:
        return ()
    if fence.inner_start >= fence.inner_end:
        return (fixed(start, end, document=document),) if start < end else ()
    pieces = [Piece(start, fence.inner_start)]
    if fence.inner_end < end:
        pieces.append(Piece(fence.inner_end, end))
    full = Option(Rung.FULL, tuple(pieces))
    options = (full, DROPPED)
    frame = Part(
        start, fence.inner_start, options, _FENCE_PRIOR, document, frames_to=fence.inner_end
    )
    return (frame,)


@dataclass(slots=True)
class _Reader:
    """Goes through the definitions of a source and what stands between them.

    Args:
        source: The whole text.
        document: The number of the document.
        keeps_signatures: Whether the signatures of public outermost definitions always stay.
        parts: What was found.
        at: Up to where the source is covered.
        closings: The closing lines of the containers that are open, which belong to their heads.
    """

    source: str
    document: int
    keeps_signatures: bool
    parts: list[Part] = field(default_factory=list)
    at: int = 0
    closings: list[Range] = field(default_factory=list)

    def read(self, start: int, end: int, outline: Outline) -> None:
        """Cover a range."""
        self.at = start
        definitions = outline.definitions
        for index, each in enumerate(definitions):
            if each.start < self.at or each.end > end:
                continue
            is_open = index + 1 < len(definitions) and _holds(each, definitions[index + 1])
            self._take(each, shape(self.source, each, self.at, end), is_open=is_open)
        self._pass(end)

    def _take(self, definition: Definition, found: Shape, *, is_open: bool) -> None:
        self._pass(found.start)
        if is_open:
            self._open(definition, found)
        elif found.tail_start - found.head_end > _LONG_BODY:
            self._divide(definition, found)
        else:
            self._add(found.start, found.end, self._options(definition, found), 1_000)
            self.at = found.end

    def _pass(self, upto: int) -> None:
        """Cover what stands before a place and is no definition."""
        while self.closings and self.closings[-1][0] < upto:
            first, last = self.closings.pop()
            self._statements(self.at, first)
            self.at = last
        self._statements(self.at, upto)
        self.at = max(self.at, upto)

    def _statements(self, start: int, end: int) -> None:
        for first, last in blocks(self.source, start, end):
            full = Option(Rung.FULL, (Piece(first, last),))
            self._add(first, last, (full, DROPPED), self._prior(first))

    def _prior(self, start: int) -> int:
        if _import().match(self.source, start):
            return _IMPORT_PRIOR
        if _remark().match(self.source, start):
            return _REMARK_PRIOR
        return _SIGNATURE_PRIOR if _signature().match(self.source, start) else 1_000

    def _stays(self, definition: Definition) -> bool:
        """Whether at least the signature always stays."""
        is_private = definition.name.startswith(("_", "#")) or not definition.name
        return self.keeps_signatures and definition.depth == 0 and not is_private

    def _open(self, definition: Definition, found: Shape) -> None:
        """The head of a container, with its closing line; what it holds follows."""
        pieces = [Piece(found.start, found.head_end)]
        if found.tail_start < found.end:
            pieces.append(Piece(found.tail_start, found.end))
            self.closings.append((found.tail_start, found.end))
        options = [Option(Rung.FULL, tuple(pieces))]
        if not self._stays(definition):
            options.append(DROPPED)
        self._add(found.start, found.head_end, tuple(options), _SIGNATURE_PRIOR)
        self.at = found.head_end

    def _divide(self, definition: Definition, found: Shape) -> None:
        """A long function: its head, and its statements by themselves."""
        closing = (Piece(found.tail_start, found.end),) if found.tail_start < found.end else ()
        options = [Option(Rung.FULL, (Piece(found.start, found.head_end), *closing))]
        stays = self._stays(definition)
        if not stays:
            options.append(DROPPED)
        self._add(found.start, found.head_end, tuple(options), _SIGNATURE_PRIOR)
        for index, place in enumerate(blocks(self.source, found.head_end, found.tail_start)):
            full = Option(Rung.FULL, (Piece(*place),))
            gap = Option(Rung.STUB, (Piece(*place, found.gap(self.source)),), _GAP_WORTH)
            self._add(*place, (full, gap if stays and not index else DROPPED), 1_000)
        self.at = found.end

    def _options(self, definition: Definition, found: Shape) -> tuple[Option, ...]:
        """All of it, its signature with the first line of its description, its signature."""
        options = [Option(Rung.FULL, (Piece(found.start, found.end),))]
        if found.body_end - found.body_start > _SHORT_BODY:
            options += self._poorer(found)
        if not self._stays(definition):
            options.append(DROPPED)
        return tuple(options)

    def _poorer(self, found: Shape) -> Iterator[Option]:
        closing = (Piece(found.body_end, found.end),) if found.body_end < found.end else ()
        if found.has_remark:
            yield Option(Rung.SKELETON, (*found.described(), *closing), _SKELETON_WORTH)
        yield Option(Rung.STUB, (*found.bare(), *closing), _STUB_WORTH)

    def _add(self, start: int, end: int, options: tuple[Option, ...], prior: int) -> None:
        if start < end:
            self.parts.append(Part(start, end, options, prior, self.document))


def _holds(outer: Definition, inner: Definition) -> bool:
    return outer.kind is DefinitionKind.CONTAINER and inner.start < outer.end
