"""Places where a text is best divided, and how good each of them is.

A boundary is the index at which a part begins that may stand on its own. Its rank says how deep the
division is: 0 is the best place, such as a heading, and a higher rank lies within the parts that
those of lower rank divide. Every kind of text is read once, from the beginning to the end, and only
as far as it is asked for.
"""

import re
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import chain

from domain.tokens.markdown import markdown_boundaries
from domain.tokens.sentences import paragraph_starts, sentence_starts

type Place = tuple[int, int]
"""The index of a boundary, and its rank."""

TAB_WIDTH = 4
"""Columns that a tab counts as indentation."""
_DEEPEST = 64
"""Columns of indentation that are told apart."""
_BLANK_RANK = 2
_LINE_RANK = _BLANK_RANK + _DEEPEST + 1
_BOUND_RANK = _LINE_RANK + _DEEPEST + 1
"""Lines that belong to the one before them are the worst place to begin with."""
_CLOSER = re.compile(r"[)\]}]|</|(?:end|else|elif|except|finally|catch)\b")
"""What a line that ends or goes on with a block begins with."""
_BINDERS = ("@", "#[", "//", "/*", "*", "# ", "--")
"""What a line that belongs to the next one begins with."""
_INDENTATION = re.compile(r"^([ \t]*+)\S", re.MULTILINE)


class Boundary(Enum):
    """Where a text may be divided."""

    TOKEN = "token"  # noqa: S105 a kind of boundary, nothing secret
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    MARKDOWN = "markdown"
    CODE = "code"


def boundaries(text: str, kind: Boundary) -> Iterator[Place]:
    """The places where a text may be divided, in order, each with its rank.

    Args:
        text: Any text.
        kind: What the text is, or how finely it may be divided.

    Yields:
        The index of each boundary and its rank; neither the beginning of the text nor its end.
    """
    return _READERS[kind](text)


def _none(_: str) -> Iterator[Place]:
    return iter(())


def _sentences(text: str) -> Iterator[Place]:
    return ((place, 0) for place, _ in _paragraphs(text))


def _paragraphs(text: str) -> Iterator[Place]:
    start = 0
    for place in chain(paragraph_starts(text), (len(text),)):
        yield from ((each, 1) for each in sentence_starts(text, start, place))
        if place < len(text):
            yield place, 0
        start = place


def _code(text: str) -> Iterator[Place]:
    """Lines: best at the top level behind a blank line, worst inside or at the end of a block."""
    least = _least_indentation(text)
    is_bound = is_behind_blank = False
    for start, end in _lines(text):
        line = text[start:end].strip()
        if not line:
            is_behind_blank = True
            continue
        depth = min(_columns(text, start, end), _DEEPEST)
        if start:
            yield start, _code_rank(line, depth - least, (is_bound, is_behind_blank))
        is_bound, is_behind_blank = line.startswith(_BINDERS), False


def _code_rank(line: str, depth: int, before: tuple[bool, bool]) -> int:
    is_bound, is_behind_blank = before
    if _CLOSER.match(line) or (is_bound and not is_behind_blank):
        return _BOUND_RANK
    if is_behind_blank:
        return _BLANK_RANK + depth if depth else 0
    return _LINE_RANK + depth if depth else 1


def _least_indentation(text: str) -> int:
    least = _DEEPEST
    for match in _INDENTATION.finditer(text):
        least = min(least, len(match[1].expandtabs(TAB_WIDTH)))
        if not least:
            break
    return least


def _columns(text: str, start: int, end: int) -> int:
    head = text[start : min(end, start + _DEEPEST)].expandtabs(TAB_WIDTH)
    return len(head) - len(head.lstrip())


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield start, end
        start = end


_READERS: dict[Boundary, Callable[[str], Iterator[Place]]] = {
    Boundary.TOKEN: _none,
    Boundary.SENTENCE: _sentences,
    Boundary.PARAGRAPH: _paragraphs,
    Boundary.MARKDOWN: markdown_boundaries,
    Boundary.CODE: _code,
}
