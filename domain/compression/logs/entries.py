"""The entries of a log: a line with a head, and the lines that continue it.

A head is a time, a date or a long figure near the start of a line. Where most lines have one, a
line without belongs to the entry above it. In other output only traces and blank lines do.
"""

import re
from collections.abc import Sequence
from functools import cache

_HEAD_WITHIN = 48
"""Characters at the start of a line in which its head is looked for."""
_SAMPLE = 256
"""Lines that decide whether a log has heads."""
_MOST_LINES = 80
"""Lines of an entry; what goes on longer is another entry."""
_ALARMS = (
    "error fatal severe critical emerg panic alert warn exception traceback fail denied refused "
    "timeout timed_out unreachable abort crash killed corrupt forbidden unauthorized err!"
)
_ALARM_LETTERS = frozenset("EFW")
"""Levels of one letter: error, fatal, warning."""
_MOST_STATED = 8
"""Lines of a long entry that are kept with the first and the last."""
_TRACE_STARTS = ("Caused by:", "During handling of", "The above exception", "...")
_FRAME_STARTS = ("at ", "File ", "... ", "^", "~", "in ", "raise ", "Suppressed:", "Caused by:")


@cache
def _head() -> re.Pattern[str]:
    """A time of day, a date, or six figures in a row."""
    return re.compile(r"\d\d?:\d\d|\d{4}[-/.]\d\d?[-/.]\d|\d{6}")


@cache
def _alarm_words() -> tuple[str, ...]:
    return tuple(word.replace("_", " ") for word in _ALARMS.split())


def is_headed(line: str) -> bool:
    """Whether a line begins as the entries of a log do."""
    return _head().search(line, 0, _HEAD_WITHIN) is not None and not line[:1].isspace()


def is_alarm(entry: str, words: tuple[str, ...]) -> bool:
    """Whether an entry tells of an error, a warning or a failure.

    Args:
        entry: Its text.
        words: Its wording, whose first word may be a level of one letter.
    """
    if words and words[0] in _ALARM_LETTERS:
        return True
    if entry[:1] in _ALARM_LETTERS and (entry[1:5].isdigit() or entry[1:2] == "/"):
        return True
    lowered = entry.lower()
    return any(alarm in lowered for alarm in _alarm_words())


def entry_spans(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each entry of a stretch of log starts and ends; they tile it.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind the last one.
    """
    lines = source[start:end].split("\n")
    headed = _mostly_headed(lines)
    spans: list[tuple[int, int]] = []
    at = first = start
    count, tracing = 0, False
    for line in lines:
        joined = not is_headed(line) if headed else tracing or _is_continuation(line)
        if count and not (joined and count < _MOST_LINES):
            spans.append((first, at))
            first, count, tracing = at, 0, False
        tracing = line.startswith("Traceback ") or (tracing and line[:1].isspace())
        at += len(line) + 1
        count += 1
    spans.append((first, end))
    return [span for span in spans if span[0] < span[1]]


def _mostly_headed(lines: list[str]) -> bool:
    sample = [line for line in lines[:: max(1, len(lines) // _SAMPLE)] if line.strip()]
    return 2 * sum(map(is_headed, sample)) > len(sample)


def _is_continuation(line: str) -> bool:
    """Whether a line without a head belongs to the one above it: a frame, a cause or a blank."""
    if not line or line.isspace() or line.startswith(_TRACE_STARTS):
        return True
    return line[0].isspace() and line.lstrip().startswith(_FRAME_STARTS)


def line_spans(source: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where each line of an entry starts and ends; they tile it."""
    spans = []
    while start < end:
        stop = source.find("\n", start, end) + 1 or end
        spans.append((start, stop))
        start = stop
    return spans


def telling_lines(source: str, lines: Sequence[tuple[int, int]]) -> list[int]:
    """Which lines of an entry tell the most: the first one and those that are no frames.

    Of very many the first ones and the last, which names the exception in a Python traceback.
    """
    stated = [
        position
        for position, (start, end) in enumerate(lines)
        if position and not source[start].isspace() and end - start > 1
    ]
    return [0, *stated[:_MOST_STATED], *stated[_MOST_STATED:][-1:]]


def place_of(source: str, start: int, end: int, word: str) -> int:
    """Where the blank-separated run of characters that holds a word begins.

    Args:
        source: The whole text.
        start: The first character that is looked at.
        end: The character behind the last one.
        word: A word without blanks; no part of a longer one is taken for it.

    Returns:
        The place; ``start`` if the word is not found.
    """
    at = source.find(word, start, end) if word else -1
    while at >= 0 and source[at - 1 : at].isalnum() and at > start:
        at = source.find(word, at + 1, end)
    while at > start and not source[at - 1].isspace():
        at -= 1
    return max(at, start)
