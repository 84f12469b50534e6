"""Searching a long text without holding the interpreter lock for long."""

import re
from collections.abc import Iterator

WINDOW_CHARACTERS = 16_384
"""A search lets other threads run after so many characters in which it found nothing."""
LONGEST_MATCH = 64


def found_in(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What ``finditer`` finds, for patterns that match no more than LONGEST_MATCH characters."""
    start = 0
    while start < len(text):
        end = start + WINDOW_CHARACTERS
        match = pattern.search(text, start, end + LONGEST_MATCH)
        if match and match.start() < end:
            yield match
            start = match.end()
        else:
            start = end
