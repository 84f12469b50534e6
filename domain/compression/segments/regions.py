"""Finding what marks its own beginning and end in a text: fenced code, JSON, diffs, tracebacks."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from domain.compression.model import Segment, SegmentKind
from domain.compression.structured.json_values import is_shallow

TRACEBACK = "traceback"
"""The language of a segment of code that is a stack of calls and an error."""

_MOST_ATTEMPTS = 256
"""How often JSON may begin without ending before none is looked for any more."""
_EFFORT, _FREE_EFFORT = 2, 100_000
"""Characters that may be read in vain for JSON: so many for each of the text, and these."""
_SHORTEST_ARRAY, _SHORTEST_INNER = 20, 200
"""Characters of an array that is worth it, and of JSON behind other words in its line."""
_LANGUAGES = {
    "py": "python", "python3": "python", "py3": "python", "js": "javascript", "jsx": "javascript",
    "mjs": "javascript", "node": "javascript", "ts": "typescript", "rb": "ruby", "rs": "rust",
    "c++": "cpp", "cc": "cpp", "cxx": "cpp", "hpp": "cpp", "h": "c", "cs": "csharp",
    "c#": "csharp", "golang": "go", "sh": "bash", "shell": "bash", "zsh": "bash",
    "console": "bash", "yml": "yaml", "kt": "kotlin",
}  # fmt: skip
"""Other names of languages."""
_CONTENTS = {
    "json": SegmentKind.JSON, "jsonl": SegmentKind.JSON, "json5": SegmentKind.JSON,
    "ndjson": SegmentKind.JSON, "diff": SegmentKind.DIFF, "patch": SegmentKind.DIFF,
    "html": SegmentKind.HTML, "log": SegmentKind.LOG, "logs": SegmentKind.LOG,
    "csv": SegmentKind.TABLE, "tsv": SegmentKind.TABLE,
}  # fmt: skip
"""Languages of fenced blocks that are kinds of their own."""


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block.

    Args:
        start: The first character of the line that opens it.
        inner_start: The first character behind that line.
        inner_end: The first character of the line that closes it; its end where none does.
        end: The character behind the closing line.
        language: What the opening line says that it holds.
    """

    start: int
    inner_start: int
    inner_end: int
    end: int
    language: str


@cache
def _opening() -> re.Pattern[str]:
    """What may begin a region, at the start of a line."""
    return re.compile(
        r"^[ \t>]*+(?:(?P<fence>`{3,}+|~{3,}+)(?P<info>[^`\n]*+)$"
        r"|(?P<trace>Traceback \(most recent call last\))"
        r"|(?P<diff>diff --git |--- [^\n]*+\n\+\+\+ |@@ -\d++(?:,\d++)?+ \+\d++)"
        r"|(?:[^\n{[:]{1,60}+:[ \t]*+)?+(?=[\[{])(?P<json>"
        r"\{\s*+(?:\"[^\"\n]{0,200}+\"\s*+:|\}|\")"
        r"|\[\s*+(?:[\[{\"\]]|-?\d[\d.eE+-]*+\s*+[,\]]|true|false|null)))",
        re.MULTILINE,
    )


@cache
def _diff_line() -> re.Pattern[str]:
    return re.compile(
        r"[-+ \\@\t]|diff |index |new file|deleted |old mode|new mode|rename |similarity |copy "
        r"|Binary "
    )


def language_name(name: str) -> str:
    """One name for a language, of those under which it is known."""
    return _LANGUAGES.get(name.lower(), name.lower())


def fence_at(source: str, start: int, end: int) -> Fence | None:
    """The fenced block that begins with the line at a place; None where none does.

    Args:
        source: The whole text.
        start: The first character of a line.
        end: Where the block ends if nothing closes it.
    """
    opened = _opening().match(source, start, end)
    if not opened or not opened["fence"]:
        return None
    return _fenced(source, opened, end)


def regions(source: str, start: int, end: int) -> Iterator[Segment | Fence]:
    """What marks its own beginning and end in a stretch of text, in order.

    Args:
        source: The whole text.
        start: The first character of a line.
        end: The character behind the last one of a line.
    """
    reader = _JsonReader(source, end, effort=_EFFORT * (end - start) + _FREE_EFFORT)
    at = start
    while at < end and (opened := _opening().search(source, at, end)):
        found = reader.segment(opened) if opened["json"] else _region(source, opened, end)
        if found:
            yield found
        at = found.end if found else source.find("\n", opened.end(), end) + 1 or end


def _region(source: str, opened: re.Match[str], end: int) -> Segment | Fence:
    if opened["fence"]:
        return _fenced(source, opened, end)
    if opened["trace"]:
        last = _traceback_end(source, opened.start(), end)
        return Segment(SegmentKind.CODE, opened.start(), last, TRACEBACK)
    return Segment(SegmentKind.DIFF, opened.start(), _diff_end(source, opened.end(), end))


def _fenced(source: str, opened: re.Match[str], end: int) -> Fence:
    mark = opened["fence"]
    words = opened["info"].replace("{", " ").replace(",", " ").split()
    inner = min(opened.end() + 1, end)
    closing = re.compile(rf"^[ \t>]*+{mark[0]}{{{len(mark)},}}+[ \t\r]*+$", re.MULTILINE)
    closed = closing.search(source, inner, end)
    language = language_name(words[0].strip(".}")) if words else ""
    if not closed:
        return Fence(opened.start(), inner, end, end, language)
    return Fence(opened.start(), inner, closed.start(), min(closed.end() + 1, end), language)


def kind_in_fence(fence: Fence) -> SegmentKind | None:
    """The kind that a fenced block's language names; None where it is code or not known."""
    return _CONTENTS.get(fence.language)


@dataclass(slots=True)
class _JsonReader:
    """Reads JSON where it may begin, until too much was read in vain.

    Args:
        source: The whole text.
        end: The character behind the last one that may be read.
        effort: Characters that may still be read in vain.
        attempts: How often it may still be tried in vain; the reader counts lines for each failure.
    """

    source: str
    end: int
    effort: int
    attempts: int = _MOST_ATTEMPTS

    def segment(self, opened: re.Match[str]) -> Segment | None:
        """The JSON that begins here and ends with a line; None where there is none."""
        start = opened.start("json")
        value_end = self._value_end(start)
        last = _line_rest(self.source, value_end, self.end) if value_end else None
        is_inner = bool(self.source[opened.start() : start].strip())
        if not value_end or last is None or (is_inner and value_end - start < _SHORTEST_INNER):
            return None
        is_whole = not self.source[:start].strip() and last == self.end
        if self.source[start] == "[" and value_end - start < _SHORTEST_ARRAY and not is_whole:
            return None
        return Segment(SegmentKind.JSON, start if is_inner else opened.start(), last)

    def _value_end(self, start: int) -> int | None:
        """The end of the value that begins here; None where it has none or is too deep."""
        if self.effort <= 0 or self.attempts <= 0:
            return None
        try:
            value, end = _decoder().raw_decode(self.source, start)
        except json.JSONDecodeError as error:
            self._spend(error.pos - start)
            return None
        except (ValueError, RecursionError):
            self._spend((self.end - start) // 8)
            return None
        if end <= self.end and is_shallow(value):
            return end
        self._spend(end - start)
        return None

    def _spend(self, effort: int) -> None:
        self.effort -= effort
        self.attempts -= 1


@cache
def _decoder() -> json.JSONDecoder:
    """Reads values for their ends alone, so that no number is made of its digits."""
    return json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _line_rest(source: str, at: int, end: int) -> int | None:
    """The end of a line of which only blanks are left; None where more is."""
    following = source.find("\n", at, end) + 1 or end
    return None if source[at : min(following, at + 200)].strip() else following


def _traceback_end(source: str, start: int, end: int) -> int:
    """Behind the frames and the error, and the tracebacks of further errors that follow."""
    at = source.find("\n", start, end) + 1 or end
    while at < end:
        following = source.find("\n", at, end) + 1 or end
        line = source[at : min(following, at + 200)]
        if not line.strip():
            if not source.startswith(("The above exc", "During handling", "Traceback"), following):
                return following
        elif not line[0].isspace() and source[following : following + 1].isspace():
            last = source[following : following + 200].lstrip()
            if not last.startswith(("The above exception", "During handling", "Traceback")):
                return following
        at = following
    return end


def _diff_end(source: str, at: int, end: int) -> int:
    """Behind the last line that goes on with a diff."""
    at = source.find("\n", at, end) + 1 or end
    while at < end:
        following = source.find("\n", at, end) + 1 or end
        if source[at] in "\r\n":
            if not _diff_line().match(source, following, end):
                return at
        elif not _diff_line().match(source, at, end):
            return at
        at = following
    return end
