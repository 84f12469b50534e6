"""Markdown as headings, items, rows, sentences and code; a section is one document."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from domain.compression.blocks import lines
from domain.compression.code.parts import code_parts
from domain.compression.model import Part, verbatim
from domain.compression.segments.regions import fence_at
from domain.compression.texts.prose import prose_parts

_HEADING_PRIOR, _ROW_HEAD_PRIOR, _RULE_PRIOR = 2_500, 2_000, 100
_LONG_ITEM = 400
"""Characters of an item from which on its sentences are kept or left out by themselves."""


@cache
def _line() -> re.Pattern[str]:
    """What is told by the beginning of a line; the names of groups are the kinds of lines."""
    return re.compile(
        r"(?P<heading> {0,3}#{1,6}(?=[ \t\r\n]|$))"
        r"|(?P<fence>[ \t>]*+(?:`{3}|~{3}))"
        r"|(?P<rule> {0,3}(?:-[ \t]*+){3,}+\r?$| {0,3}(?:\*[ \t]*+){3,}+\r?$)"
        r"|(?P<item>[ \t]*+(?:[-*+\u2022]|\d{1,9}[.)])(?=[ \t\r\n]))"
        r"|(?P<row> {0,3}\|)"
        r"|(?P<blank>[ \t\r]*+$)",
        re.MULTILINE,
    )


@cache
def _underline() -> re.Pattern[str]:
    return re.compile(r" {0,3}(?:={2,}+|-{2,}+)[ \t\r]*+(?:\n|$)")


@cache
def _delimiter() -> re.Pattern[str]:
    """The row below the head of a table."""
    return re.compile(r" {0,3}\|?[ \t]*+:?-{2,}+[-:| \t\r]*+(?:\n|$)")


def markdown_parts(source: str, start: int, end: int, *, document: int = 0) -> tuple[Part, ...]:
    """The headings, items, rows, sentences and code of a stretch of Markdown.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one.
        document: The number of the first section; the others have the numbers that follow.

    Returns:
        Parts that cover the stretch, in order; none where it is empty.
    """
    reader = _Reader(source, end, document)
    return tuple(reader.read(start))


@dataclass(slots=True)
class _Block:
    """Lines that belong together.

    Args:
        kind: What they are.
        start: The first character.
        end: The character behind the last one.
        is_closed: Whether a blank line stands behind them.
    """

    kind: str
    start: int
    end: int
    is_closed: bool = False


@dataclass(slots=True)
class _Reader:
    """Goes through the lines and remembers the section.

    Args:
        source: The whole text.
        end: The character behind the last one that is read.
        document: The number of the section.
        has_begun: Whether anything stands in the section.
    """

    source: str
    end: int
    document: int
    has_begun: bool = False
    skipped_to: int = field(default=0)

    def read(self, start: int) -> Iterator[Part]:
        """The parts from a place on."""
        for block in self._blocks(start):
            if block.kind == "heading" and self.has_begun:
                self.document += 1
            self.has_begun = True
            yield from self._parts(block)

    def _blocks(self, start: int) -> Iterator[_Block]:
        block: _Block | None = None
        for line, following in lines(self.source, start, self.end):
            if line < self.skipped_to:
                continue
            kind = self._kind(line, following)
            last = self._fence_end(line, following) if kind == "fence" else following
            self.skipped_to = last
            if block and self._goes_on(block, kind, line):
                block.end, block.is_closed = last, block.is_closed or kind == "blank"
                if kind == "title":
                    block.kind, block.is_closed = "heading", True
                continue
            if block:
                yield block
            block = _Block("text" if kind in ("blank", "title") else kind, line, last)
        if block:
            yield block

    def _fence_end(self, line: int, following: int) -> int:
        fence = fence_at(self.source, line, self.end)
        return fence.end if fence else following

    def _kind(self, line: int, following: int) -> str:
        found = _line().match(self.source, line, following)
        kind = (found.lastgroup if found else None) or "text"
        if kind in ("text", "rule") and _underline().match(self.source, line, following):
            return "title"
        return kind

    def _goes_on(self, block: _Block, kind: str, line: int) -> bool:
        """Whether a line belongs to the block before it."""
        if kind == "blank":
            return True
        if kind == "title":
            return block.kind == "text" and not block.is_closed
        if block.kind == "item":
            is_inner = self.source[line] in " \t"
            return kind == "text" and (is_inner or not block.is_closed)
        if block.kind == "row":
            return bool(_delimiter().match(self.source, line))
        return block.kind == kind == "text"

    def _parts(self, block: _Block) -> Iterable[Part]:
        if block.kind == "fence":
            return code_parts(self.source, block.start, block.end, document=self.document)
        is_long = block.end - block.start > _LONG_ITEM
        if block.kind == "text" or (block.kind == "item" and is_long):
            found = prose_parts(self.source, block.start, block.end)
            return [replace(part, document=self.document) for part in found]
        prior = self._prior(block)
        return (verbatim(block.start, block.end, document=self.document, prior_permille=prior),)

    def _prior(self, block: _Block) -> int:
        if block.kind == "heading":
            return _HEADING_PRIOR
        if block.kind == "rule":
            return _RULE_PRIOR
        row_end = self.source.find("\n", block.start, block.end) + 1
        is_head = block.kind == "row" and bool(_delimiter().match(self.source, row_end))
        return _ROW_HEAD_PRIOR if row_end and is_head else 1_000
