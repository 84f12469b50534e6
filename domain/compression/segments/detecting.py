"""Telling by cheap signs what lines are: of a log, a table, a dialogue, code, Markdown or prose."""

import re
from collections import Counter
from functools import cache

LOG, PIPES, MARKUP, FRAME = "log", "pipes", "markup", "frame"
HEADING, ITEM, COMMENT, CODE, KEY, TEXT = "heading", "item", "comment", "code", "key", "text"
"""What a line may be; ``key`` is one of settings, ``frame`` one of a stack of calls."""

_LOOKED_AT = 240
"""Characters of a line that are looked at."""
_DENSE = 8
"""Brackets and the like among them, from which on the beginning of a long line looks like code."""


@cache
def _line_start(*, may_have_level: bool) -> re.Pattern[str]:
    """What is told by the beginning of a line; the names of groups are the kinds of lines.

    Args:
        may_have_level: Whether the level of an entry in a log is looked for, which takes long.
    """
    level = r"(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|CRITICAL|SEVERE|ERR)"
    leveled = rf"(?:\S{{1,40}} )?\[?{level}\]?[ \t:\]|]|" if may_have_level else ""
    within = rf"|[^\n]{{6,48}}?(?<![A-Za-z]){level}(?![A-Za-z])[ :\]|]" if may_have_level else ""
    return re.compile(
        r"[ \t]*+(?:"
        r"(?P<frame>at [\w$.<>\[\]/ ]{1,120}+\(|at (?:[^\s:]{1,120}+:){1,2}\d"
        r"|File \"[^\"\n]{1,200}+\", line \d|Caused by: |\.\.\. \d+ more)"
        r"|(?P<pipes>\|[^\n|]*+\||:?-{3,}+:?[ ]*+\|)"
        r"|(?P<markup></?(?:[a-zA-Z][\w:-]*+)(?=[\s>/])|<!)"
        r"|(?P<heading>#{1,6} [^\n])"
        rf"|(?P<log>{leveled}\w{{1,12}}=\S+ \w{{1,12}}=\S"
        r"|\[[ ]*+\d{1,7}\.\d{6}\] |(?:\W{1,3}|[A-Z]{1,24} )?\d{9,10}(?:[ .]\d)|[IWEF]\d{4} \d\d:"
        rf"{within})"
        r"|(?P<item>(?:[-*+\u2022]|\d{1,3}[.)]) )"
        r"|(?P<comment>//|/\*|\*/|\*(?=\s)|--[ \[]|#|;;|\"\"\"|''')"
        r")"
    )


@cache
def _capitals() -> re.Pattern[str]:
    """What every level of an entry in a log holds."""
    return re.compile(r"[A-Z][A-Z][A-Z]")


@cache
def _time() -> re.Pattern[str]:
    """A moment, as the lines of logs begin with."""
    return re.compile(r"\d(?:\d?[:.]\d\d[:.]\d\d(?!\d)|\d{3}-\d\d-\d\d[T_]\d|\d{5} \d{6}(?!\d))")


@cache
def _code() -> re.Pattern[str]:
    """What lines of code begin with."""
    words = (
        "def|class|import|from|return|if|elif|else|for|while|try|except|with|raise|assert|lambda|"
        "async|await|function|const|let|var|public|private|protected|static|final|package|using|"
        "namespace|func|fn|impl|struct|enum|interface|type|trait|mod|use|pub|module|require|"
        "template|typedef|extern|void|int|char|float|double|long|bool|unsigned|switch|case|break|"
        "echo|export|local|then|fi|done|do|end|begin|unless|elsif|when|match|val|fun|object|sub|"
        "my|print|println|printf|new|throw|catch|finally|goto|default|override|abstract|defer|go"
    )
    return re.compile(
        r"[ \t]*+(?:"
        rf"(?:{words})\b(?=[^\n]*?[(){{}}\[\]=;<>:_\"'])(?![^\n]*[.!?]\s*$)"
        r"|(?:import|from|using|use|package|require) [\w.:*{}, /]+;?\s*$"
        r"|#(?:include|define|ifdef|ifndef|endif|pragma|if|else|undef)\b|#!|<\?php|@\w+"
        r"|(?:end|else|fi|done|then|do|esac|try|begin|pass|break|continue|return)[;:{]?\s*$"
        r"|[\w.$@*&\[\]\"'>-]{1,60}+(?: [\w.$*&<>]{1,40})?\s?"
        r"(?:[-+*/|&:%^.]?=|:=|<-|\+\+|--)(?!\s*\")"
        r"|[\w.$@:>*-]{2,80}+\([^\n]*\)\s*[;:{]?\s*$"
        r"|[)}\]]+[;,)]*\s*$|\}|[{(\[]\s*$"
        r"|(?:SELECT|INSERT INTO|CREATE|UPDATE|DELETE FROM|ALTER|DROP|WHERE|FROM|JOIN|VALUES)\b"
        r"|\$ ?\w|\.[a-z]+ \w"
        r")"
    )


_SIGNS = (
    "==",
    "!=",
    "<=",
    ">=",
    "&&",
    "||",
    "->",
    "=>",
    "::",
    "+=",
    "-=",
    "</",
    "()",
    "%s",
    "%d",
    "${",
)
"""What lines of code hold and others seldom do."""


@cache
def _key() -> re.Pattern[str]:
    """A line of settings: ``key: value`` in small letters, ``[section]``, ``KEY=value``."""
    return re.compile(
        r"[ \t]*+(?:- )?(?:[a-z][\w.-]{0,40}:(?: [^\n]{0,80}$|\s*$)"
        r"|[A-Z][A-Z0-9_]{1,40}=\S|\[[\w.-]+\]\s*$)"
    )


def line_kind(source: str, start: int, end: int) -> str:
    """What the line between two places is, that is not blank."""
    last = min(end, start + _LOOKED_AT)
    may_have_level = _capitals().search(source, start, last) is not None
    line_start = _line_start(may_have_level=may_have_level)
    if (found := line_start.match(source, start, last)) and found.lastgroup != COMMENT:
        return _surely(source, start, last, found.lastgroup or TEXT)
    if _time().search(source, start, min(last, start + 64)):
        return LOG
    if found:
        return CODE if _code().match(source, start, last) else COMMENT
    if _key().match(source, start, last):
        return KEY
    return CODE if _is_code(source, start, last) else TEXT


def _surely(source: str, start: int, last: int, kind: str) -> str:
    """A kind, unless what follows the beginning of the line speaks against it."""
    if kind == ITEM and source[start:last].rstrip().endswith((";", "{")):
        return CODE
    return kind


def _is_code(source: str, start: int, last: int) -> bool:
    line = source[start:last].rstrip()
    if last - start == _LOOKED_AT:
        return sum(map(line.count, "{};=")) >= _DENSE
    if line.endswith(_SENTENCE_ENDS) and not line.endswith(("...", ").", "].")):
        return False
    if not line:
        return False
    if line[-1] in ";{}" or _code().match(line):
        return True
    return line[0] in " \t" and _has_signs(line)


def _has_signs(line: str) -> bool:
    """Whether a line that is set in holds what code does."""
    if line[-1] in "([=\\" or any(map(line.__contains__, _SIGNS)):
        return True
    if line[-1] in "\"'," and line.lstrip()[0] in "\"'":
        return True
    bracket = line.find("(")
    return bracket > 0 and (line[bracket - 1].isalnum() or line[bracket - 1] == "_")


@cache
def _turn() -> re.Pattern[str]:
    """The name before what somebody says, at the start of a line."""
    return re.compile(
        r"^[ \t]*+(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?(?: ?[AP]M)?[\])]?[ \t-]*+)?+"
        r"[*_<]{0,2}"
        r"(?P<name>[^\W\d_][^\n:|{}<>=;\"/\\()]{0,30}(?:\([^:\n]{1,80}\) ?)?)"
        r"[*_>]{0,2}:[*_]{0,2}(?=[ \t]+\S|[ \t\r]*$)",
        re.MULTILINE,
    )


ROLES = frozenset(
    {"user", "assistant", "system", "human", "ai", "bot", "agent", "customer", "tool", "q", "a"}
)
"""Speakers of whom two turns are a dialogue, and who may be written small."""
_LEVELS = frozenset(
    {"info", "debug", "warn", "warning", "error", "fatal", "critical", "trace", "note"}
)
_MOST_WORDS = 5
_LONGEST_CELL = 60
"""Characters of the cells of a table on average."""
_SENTENCE_ENDS = (".", "?", "!", "\u3002", "\u0964")


def turns(source: str, start: int, end: int) -> list[tuple[int, str]]:
    """Where lines of a dialogue begin, and who speaks there."""
    found = ((each.start(), each["name"].strip()) for each in _turn().finditer(source, start, end))
    return [(place, name) for place, name in found if _is_name(name)]


def _is_name(name: str) -> bool:
    """Whether words before a colon may be who speaks, and are no key and no level of a log."""
    if name[0].islower() and name not in ROLES:
        return False
    return name.lower() not in _LEVELS and name.partition("(")[0].count(" ") < _MOST_WORDS


def table_share(rows: list[str]) -> int:
    """How many of a hundred rows have as many separators as most others; 0 where there are none."""
    return max((_regular_share(rows, separator) for separator in "\t,;|"), default=0)


def _regular_share(rows: list[str], separator: str) -> int:
    if not rows or separator not in rows[0]:
        return 0
    counts = Counter([_unquoted(row).count(separator) for row in rows])
    usual = max(sorted(counts), key=lambda each: counts[each])
    cells = usual + 1
    longest = sum(map(len, rows)) // (len(rows) * cells)
    is_sparse = (
        usual == 0
        or longest > _LONGEST_CELL
        or (usual == 1 and separator == "," and ", " in rows[0])
    )
    return 0 if is_sparse else 100 * counts[usual] // len(rows)


@cache
def _quoted() -> re.Pattern[str]:
    return re.compile(r'"[^"\n]*+"')


def _unquoted(row: str) -> str:
    return _quoted().sub("", row) if '"' in row else row
