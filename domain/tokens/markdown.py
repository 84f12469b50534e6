"""Where a Markdown text is best divided: at headings, between blocks, between the items of a list.

The text is read line by line, as the CommonMark specification lays out its block structure, and no
further than is of use here: a heading stays with what it is the heading of, and the lines of fenced
code are divided only where nothing else is left.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from domain.tokens.sentences import sentence_starts

HEADING, BLOCK, ITEM, NESTED_ITEM, PARAGRAPH, SENTENCE, CODE_BLOCK, CODE_LINE = range(8)
"""The ranks, from the best place to the worst."""

_FENCE = re.compile(r"[ \t>]*+(?P<mark>`{3,}+|~{3,}+)(?P<info>[^\n]*+)")
_HEADING = re.compile(r" {0,3}#{1,6}(?:[ \t\r\n]|$)")
_UNDERLINE = re.compile(r" {0,3}(?:=++|-++)[ \t\r]*+(?:\n|$)")
_RULE = re.compile(r" {0,3}([-*_])(?:[ \t]*+\1){2,}+[ \t\r]*+(?:\n|$)")
_ITEM = re.compile(r"(?P<indentation>[ \t]*+)(?:[-*+]|\d{1,9}[.)])[ \t\r\n]")
_TABLE = re.compile(r" {0,3}\|")
_INDENTED = re.compile(r"(?: {2}|\t)")
_TAB_WIDTH = 4


def markdown_boundaries(text: str) -> Iterator[tuple[int, int]]:
    """The places where a Markdown text may be divided, in order, each with its rank."""
    return _Reader(text).places()


@dataclass(slots=True)
class _Reader:
    """Reads lines and remembers what they are in.

    Args:
        text: The text.
        fence: What opened the fenced code that the line is in; empty outside.
        item_indentation: Columns before the items of the list that the line is in; -1 outside.
        before: What the last line that was not blank is.
        is_behind_blank: Whether a blank line is between that one and this.
        has_ended: Whether a sentence ended with the line before.
    """

    text: str
    fence: str = ""
    item_indentation: int = -1
    before: str = "start"
    is_behind_blank: bool = False
    has_ended: bool = False

    def places(self) -> Iterator[tuple[int, int]]:
        """The places of the whole text."""
        start, end = 0, 0
        while (start := end) < len(self.text):
            end = self.text.find("\n", start) + 1 or len(self.text)
            if self.text[start:end].isspace():
                self.is_behind_blank = True
                continue
            kind, rank = self._read(start, end)
            if start and rank is not None:
                yield start, max(rank, SENTENCE) if self.before == "heading" else rank
            self.before, self.is_behind_blank, self.has_ended = kind, False, False
            if kind == "prose":
                yield from self._sentences(start, end)

    def _sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        for place in sentence_starts(self.text, start, min(end + 1, len(self.text))):
            if place < end:
                yield place, SENTENCE
            else:
                self.has_ended = True

    def _read(self, start: int, end: int) -> tuple[str, int | None]:
        """What a line is, and its rank; None where it goes on with the one before."""
        if self.fence:
            return self._read_code(start)
        opened = _FENCE.match(self.text, start, end)
        if opened and not ("`" in opened["mark"] and "`" in opened["info"]):
            self.fence = opened["mark"]
            return "code", PARAGRAPH if self._is_in_item(start) else BLOCK
        if self.before == "title":
            return "heading", None
        if self._is_heading(start, end):
            self.item_indentation = -1
            return "heading", HEADING
        if _RULE.match(self.text, start, end):
            return "rule", BLOCK
        return self._read_block(start, end)

    def _read_code(self, start: int) -> tuple[str, int]:
        closing = _FENCE.match(self.text, start)
        if closing and closing["mark"].startswith(self.fence) and not closing["info"].strip():
            self.fence = ""
            return "code end", CODE_LINE
        return "code", CODE_BLOCK if self.is_behind_blank else CODE_LINE

    def _read_block(self, start: int, end: int) -> tuple[str, int | None]:
        if item := _ITEM.match(self.text, start, end):
            return "prose", self._item_rank(len(item["indentation"].expandtabs(_TAB_WIDTH)))
        if _TABLE.match(self.text, start, end):
            return "table", SENTENCE if self.before == "table" else BLOCK
        if self._is_title(start, end):
            return "title", HEADING
        return "prose", self._prose_rank(start)

    def _item_rank(self, indentation: int) -> int:
        is_nested = 0 <= self.item_indentation < indentation
        is_first = self.item_indentation < 0
        if not is_nested:
            self.item_indentation = indentation
        if is_first and self.is_behind_blank:
            return BLOCK
        return NESTED_ITEM if is_nested else ITEM

    def _prose_rank(self, start: int) -> int | None:
        if self.is_behind_blank and self._is_in_item(start):
            return PARAGRAPH
        if self.is_behind_blank or self.before in ("table", "code end", "rule"):
            self.item_indentation = -1
            return BLOCK
        return SENTENCE if self.has_ended or self.before == "heading" else None

    def _is_in_item(self, start: int) -> bool:
        return self.item_indentation >= 0 and bool(_INDENTED.match(self.text, start))

    def _is_heading(self, start: int, end: int) -> bool:
        return bool(_HEADING.match(self.text, start, end))

    def _is_title(self, start: int, end: int) -> bool:
        """Whether the line is a heading because the next one underlines it."""
        begins = self.is_behind_blank or self.before in ("start", "heading", "rule")
        return begins and not self._is_in_item(start) and bool(_UNDERLINE.match(self.text, end))
