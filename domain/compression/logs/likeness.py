"""How much a text looks like a log or the output of a build, a test run or an installation."""

import re
from collections.abc import Sequence
from functools import cache

from domain.compression.logs.entries import is_headed
from domain.compression.logs.templates import wording

_SAMPLE = 96
"""Lines that are looked at: the first of a text and some from all over it."""
_REACH = 65_536
"""Characters at the start of a text that are looked at."""
_FEWEST = 3
"""Lines of a log."""
_LINE_LIMIT = 240
_TIMES_ONLY_PERMILLE = 500
"""The likeness of lines that have times but nothing else of a log, as a chat has."""
_ROWS_PERMILLE = 300
"""The likeness of lines with as many commas each, as a table has."""


@cache
def _mark() -> re.Pattern[str]:
    """What lines of logs and build output have and others seldom: levels, steps, results."""
    return re.compile(
        r"\[?(?:TRACE|DEBUG|INFO|NOTICE|WARN(?:ING)?|ERROR|FATAL|SEVERE|CRITICAL)\b"
        r"|[^\n]{6,60}?\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|SEVERE)\b"
        r"|[^\n]{6,60}?\[(?:trace|debug|info|notice|warn|error|crit)\]|[^\n]{4,60}?\w\[\d+\]: "
        r"|[^\n]{6,40}?\d [VDIWEF] [\w/]|[^\n]{0,60}?\d [kKMG]i?B\b"
        r"|npm (?:ERR!|WARN|notice|error|warn)|#\d+ |Step \d+/\d+|-+> |\[\d+/\d+\] "
        r"|(?:Get|Hit|Ign):\d+ |E  +\S|(?:not )?ok \d+|::\w+|##\[|\[ *\d+%\]|make(?:\[\d+\])?: "
        r"| *(?:Collecting|Downloading|Installing|Compiling|Building|Fetching|Unpacking|Selecting"
        r"|Successfully|Requirement already|Setting up|Preparing|Using cached|added) "
        r"|(?:PASS|FAIL|FAILED|PASSED|ERROR|Error|error|warning|WARNING)\b[: ]|={6,}|_{6,}"
        r"|[^\n]{4,200}? (?:PASSED|FAILED|SKIPPED|XFAIL|ok)\b|[0-9a-f]{12}: [A-Z]"
        r"|\s+at [\w.$<>]+\(|\s+File \"|Caused by: |Traceback "
        r"|[^\n]{0,80}?\"(?:level|severity|lvl)\" ?:|[^\n]{0,80}?\blevel=\w"
    )


def log_likeness(text: str) -> int:
    """How much a text looks like a log, in thousandths.

    Args:
        text: Any text; its first 65,536 characters are looked at.

    Returns:
        0 for text that is none, 1,000 where every line looks like one of a log; from 600 on the
        text is better treated as a log than as prose.
    """
    lines = [line[:_LINE_LIMIT] for line in text[:_REACH].split("\n") if line.strip()]
    sample = lines[: _SAMPLE // 2] + lines[_SAMPLE // 2 :: max(1, 2 * len(lines) // _SAMPLE)]
    if len(sample) < _FEWEST or sum(line.startswith("|") for line in sample) * 2 > len(sample):
        return 0
    marked = sum(_mark().match(line) is not None for line in sample)
    timed = sum(_mark().match(line) is None and is_headed(line) for line in sample)
    worth = 1_000 if _repeats(sample) or 2 * marked > timed else _TIMES_ONLY_PERMILLE
    likeness = (1_000 * marked + worth * timed) // len(sample)
    return likeness * _ROWS_PERMILLE // 1_000 if not marked and _rows(sample) else likeness


def _repeats(sample: Sequence[str]) -> bool:
    """Whether half of the lines are worded like another one."""
    return 2 * len({wording(line) for line in sample}) <= len(sample)


def _rows(sample: Sequence[str]) -> bool:
    """Whether nearly all lines have the same number of commas, at least two."""
    counts = [line.count(",") for line in sample]
    usual = max(sorted(set(counts)), key=counts.count)
    return usual > 1 and 10 * counts.count(usual) >= 9 * len(counts)
