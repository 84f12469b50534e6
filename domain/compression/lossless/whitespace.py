"""Taking away blanks that mean nothing where they stand."""

import re
from functools import cache

from domain.compression.model import SegmentKind

_FLOWING = frozenset({SegmentKind.PROSE, SegmentKind.DIALOGUE, SegmentKind.MARKDOWN})
"""Texts whose words are set anew anyway, so that two blanks are as good as one."""
_STRIPPED = _FLOWING | {SegmentKind.HTML, SegmentKind.LOG}
"""Where blanks at the end of a line mean nothing; in code they may be in a string."""
_ALIGNED = ("\t", "|", "`", "\n ")
"""Signs that the blanks of a passage may be there for a reason: columns, code, indentation."""


def stripped(passage: str, kind: SegmentKind) -> str:
    """A passage without the blanks that mean nothing in texts of its kind.

    Args:
        passage: Lines without an empty one between them.
        kind: What it is a passage of.
    """
    if kind not in _STRIPPED or (kind is SegmentKind.HTML and _preformatted().search(passage)):
        return passage
    if kind is SegmentKind.MARKDOWN:
        passage = _long_hard_break().sub("  ", _lone_blank().sub("", passage))
    else:
        passage = _line_ends().sub("", passage)
    if kind is SegmentKind.HTML:
        return _indentation().sub("", passage)
    is_set = passage.startswith(" ") or any(sign in passage for sign in _ALIGNED)
    return passage if is_set or kind not in _FLOWING else _wide_gap().sub(" ", passage)


def is_preformatted(text: str) -> bool:
    """Whether HTML has elements in which blanks count."""
    return _preformatted().search(text) is not None


@cache
def _line_ends() -> re.Pattern[str]:
    return re.compile(r"(?<![ \t])[ \t]++(?=\r?\n|\Z)")


@cache
def _lone_blank() -> re.Pattern[str]:
    """One blank at the end of a line, which is no line break of Markdown."""
    return re.compile(r"(?<![ \t]) (?=\n|\Z)")


@cache
def _long_hard_break() -> re.Pattern[str]:
    return re.compile(r"(?<![ \t]) {3,}+(?=\n)")


@cache
def _indentation() -> re.Pattern[str]:
    return re.compile(r"(?<=\n)[ \t]++")


@cache
def _wide_gap() -> re.Pattern[str]:
    """Two blanks or more behind a sentence or a part of one."""
    return re.compile(r"(?<=[.!?:;,)\"]) {2,}+(?=\S)")


@cache
def _preformatted() -> re.Pattern[str]:
    return re.compile(r"<(?:pre|textarea|script|style|code)\b", re.IGNORECASE)
