"""The parts of a definition: remarks before it, signature, description, body, closing line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from domain.compression.code.outlines import Definition
from domain.compression.model import Piece

_MOST_REMARK_LINES = 60
"""Lines before a definition that are looked through for remarks on it."""

_LONGEST_INDENTATION = 200


@cache
def _remark() -> re.Pattern[str]:
    """A line before a definition that belongs to it: a remark or a decorator."""
    return re.compile(r"[ \t]*+(?://|/\*|\*|#(?!include|define|if|end|!)|@\w|--|\[\w)")


@cache
def _closing() -> re.Pattern[str]:
    """What may follow a definition in its last line."""
    return re.compile(r"[ \t]*+[;,)]*+[ \t]*+(?://[^\n]*+|#[^\n]*+)?+\r?\n?+")


@cache
def _docstring() -> re.Pattern[str]:
    """The description at the beginning of a body: its first line, and what ends it."""
    return re.compile(
        r"\s*+[rRbBuU]?(?P<mark>\"\"\"|''')(?P<gap>\s*+)(?P<line>(?:(?!\"\"\"|''')[^\n]){1,400}+)"
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """The places within a definition, in characters of the source.

    Args:
        start: The beginning of the line where it, or a remark on it, begins.
        signature_start: The first character of its own first line.
        body_start: Where what may be left out begins.
        head_end: Behind the line in which the body begins: signature and bracket.
        body_end: Where what may be left out ends.
        tail_start: The beginning of the line that closes it; its end where none does.
        end: Behind its last line.
        remark_end: Behind the first line of the remark before it; its start where there is none.
        remark_close: What ends that remark, where it is cut.
        doc_end: Behind the first line of the description in its body; 0 where there is none.
        doc_close: What ends that description, where it is cut.
        marker: What stands for the body.
        indentation: What the lines of the body begin with.
    """

    start: int
    signature_start: int
    body_start: int
    head_end: int
    body_end: int
    tail_start: int
    end: int
    remark_end: int
    remark_close: str
    doc_end: int
    doc_close: str
    marker: str
    indentation: str

    @property
    def has_remark(self) -> bool:
        """Whether there is a description to keep the first line of."""
        return self.remark_end > self.start or self.doc_end > 0

    def described(self) -> Iterator[Piece]:
        """The signature with the first line of its description, and a mark for the body."""
        if self.remark_end > self.start:
            yield Piece(self.start, self.remark_end)
            if self.remark_close:
                yield Piece(self.remark_end, self.signature_start, self.remark_close)
        if not self.doc_end:
            yield from self.bare()
            return
        yield Piece(self.signature_start, self.doc_end)
        text = f"{self.doc_close}\n{self.indentation}...\n"
        yield Piece(self.doc_end, self.body_end, text)

    def bare(self) -> Iterator[Piece]:
        """The signature alone, and a mark for the body."""
        yield Piece(self.signature_start, self.body_start)
        yield Piece(self.body_start, self.body_end, self.marker)

    def gap(self, source: str) -> str:
        """What stands for the first statements of a body."""
        ends = "\n" if source[self.head_end - 1 : self.head_end] == "\n" else " "
        return f"{self.indentation}…{ends}"


def shape(source: str, definition: Definition, floor: int, ceiling: int) -> Shape:
    """The places within a definition.

    Args:
        source: The whole text.
        definition: The definition.
        floor: Up to where the source belongs to something else.
        ceiling: The character behind the last one that may belong to it.
    """
    line_start = max(floor, source.rfind("\n", floor, definition.start) + 1)
    if line_start == floor and source[floor : definition.start].strip():
        line_start = definition.start if source[floor - 1 : floor] != "\n" else floor
    start = _remarks_start(source, line_start, floor)
    remark_end, remark_close = _first_remark(source, start, line_start)
    end = _end(source, definition.end, ceiling)
    is_open_ended = definition.body_end >= definition.end
    body_end = end if is_open_ended else definition.body_end
    head_end = _head_end(source, definition.body_start, body_end)
    doc_end, doc_close = _first_doc(source, definition.body_start, body_end)
    last_sign = source[definition.body_start - 1 : definition.body_start]
    return Shape(
        start=start,
        signature_start=line_start,
        body_start=definition.body_start,
        head_end=head_end,
        body_end=body_end,
        tail_start=max(head_end, _tail_start(source, body_end, end)),
        end=end,
        remark_end=remark_end,
        remark_close=remark_close,
        doc_end=doc_end,
        doc_close=doc_close,
        marker=_marker(source, last_sign, end, is_open_ended=is_open_ended),
        indentation=_indentation(source, head_end, line_start),
    )


def _marker(source: str, last_sign: str, end: int, *, is_open_ended: bool) -> str:
    line_end = "\n" if source[end - 1 : end] == "\n" else ""
    if is_open_ended:
        return (" ..." if last_sign == ":" else " …") + line_end
    return " … " if last_sign == "{" else " …"


def _remarks_start(source: str, line_start: int, floor: int) -> int:
    """The first of the lines right before a definition that belong to it."""
    start = line_start
    for _ in range(_MOST_REMARK_LINES):
        before = max(floor, source.rfind("\n", floor, max(floor, start - 1)) + 1)
        if before >= start or not _remark().match(source, before, start):
            break
        start = before
    return start


def _first_remark(source: str, start: int, line_start: int) -> tuple[int, str]:
    """Behind the first line of a remark that says something, and what ends it there."""
    if start == line_start:
        return start, ""
    end = source.find("\n", start, line_start) + 1 or line_start
    opening = source[start:end].strip()
    if not opening.startswith("/*"):
        return (start, "") if opening.startswith(("@", "[")) else (end, "")
    if len(opening) <= len("/**"):
        end = source.find("\n", end, line_start) + 1 or line_start
    return end, "" if "*/" in source[start:end] else " … */\n"


def _end(source: str, end: int, ceiling: int) -> int:
    found = _closing().match(source, end, ceiling)
    if not found:
        return end
    is_line_end = found.end() >= ceiling or source[found.end() - 1 : found.end()] == "\n"
    return found.end() if is_line_end else end


def _head_end(source: str, body_start: int, body_end: int) -> int:
    """Behind the line in which the body begins, where nothing of the body stands in it."""
    line_end = source.find("\n", body_start, body_end) + 1
    if line_end and not source[body_start:line_end].strip():
        return line_end
    return body_start


def _tail_start(source: str, body_end: int, end: int) -> int:
    """The beginning of the line of what closes a body, where only blanks are before it."""
    rest = source[body_end:end]
    closing = body_end + len(rest) - len(rest.lstrip())
    line = source.rfind("\n", max(0, body_end - _LONGEST_INDENTATION), closing) + 1
    return line if line and not source[line:closing].strip() else body_end


def _first_doc(source: str, body_start: int, body_end: int) -> tuple[int, str]:
    """Behind the first line of the description in a body, and what ends it there."""
    found = _docstring().match(source, body_start, body_end)
    if not found:
        return 0, ""
    mark = found["mark"]
    if source.startswith(mark, found.end()):
        return found.end() + len(mark), ""
    return found.end(), f" …{mark}"


def _indentation(source: str, head_end: int, line_start: int) -> str:
    """What the first line of the body begins with, or else the definition's own, set in."""
    text = source[head_end : head_end + 80]
    if head_end and source[head_end - 1] == "\n":
        return text[: len(text) - len(text.lstrip(" \t"))]
    line = source[line_start : line_start + 80]
    return line[: len(line) - len(line.lstrip(" \t"))] + "    "
