"""Counting a text in parts, exactly as if it had been counted whole.

What follows holds for vocabularies that say so (Vocabulary.can_be_cut). The split patterns of
cl100k_base, o200k_base and o200k_harmony, and those that are like them, walk a text from left to
right and never look behind where a match begins. So a text may be cut at any place where a match is
certain to end, whatever stands before and behind it. Such a place is between a letter and a blank
or line feed: every alternative that takes letters takes nothing but letters, marks and a
contraction after them, and the alternatives that look ahead look only past white space. A blank or
line feed is in no special token either. The law is tested against the reference tokenizers on
generated text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.shared.errors import InvalidValue

_LETTERS = (
    "A-Za-z"
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff"  # Latin-1
    "\u0391-\u03a1\u03a3-\u03a9\u03b1-\u03c9"  # Greek
    "\u0410-\u044f"  # Cyrillic
    "\u05d0-\u05ea"  # Hebrew
    "\u3041-\u3096\u30a1-\u30fa"  # kana
    "\u4e00-\u9fa5"  # Han
    "\uac00-\ud7a3"  # Hangul
)
"""Letters in every version of Unicode that a tokenizer may be built on; not all there are."""

_LETTER = re.compile(f"[{_LETTERS}]")
_SHORT_CHUNKS = 1_024
"""Chunks that are kept apart before they are joined."""


class TextTooLarge(InvalidValue):
    """A part of a text is longer than allowed and has no place where it could be cut."""

    reason = "TEXT_TOO_LARGE"


def last_cut(text: str) -> int:
    """The last index at which the text can be cut without changing its count; 0 if none."""
    blank, line_feed = text.rfind(" "), text.rfind("\n")
    while (cut := max(blank, line_feed)) > 0:
        if _LETTER.match(text, cut - 1):
            return cut
        if cut == blank:
            blank = text.rfind(" ", 0, cut)
        else:
            line_feed = text.rfind("\n", 0, cut)
    return 0


def first_cut(text: str, start: int) -> int:
    """The first such index above ``start``; the text's length if there is none."""
    end = len(text)
    blank, line_feed = _find(text, " ", start + 1), _find(text, "\n", start + 1)
    while (cut := min(blank, line_feed)) < end:
        if _LETTER.match(text, cut - 1):
            return cut
        if cut == blank:
            blank = _find(text, " ", cut + 1)
        else:
            line_feed = _find(text, "\n", cut + 1)
    return end


def _find(text: str, character: str, start: int) -> int:
    found = text.find(character, start)
    return len(text) if found < 0 else found


def exact_parts(text: str, *, length: int) -> Iterator[str]:
    """Cut a text into parts whose counts add up to its own.

    Args:
        text: Any text.
        length: Characters that a part should have; a part is longer only where there is no cut.

    Yields:
        The parts, in order; joined they are the text.
    """
    start = 0
    while len(text) - start > length:
        cut = start + last_cut(text[start : start + length])
        if cut == start:
            cut = first_cut(text, start + length - 1)
        yield text[start:cut]
        start = cut
    if start < len(text):
        yield text[start:]


@dataclass(slots=True)
class TextAccumulator:
    """Takes a text in chunks and gives it back in parts that can be counted one by one.

    Args:
        part_length: Characters to gather before a part is given back.
        limit: The most characters to hold while looking for a cut.
        can_be_cut: False where a text can only be counted whole: nothing is given back before its
            end.
        held_length: Characters that are held.
    """

    part_length: int
    limit: int
    can_be_cut: bool = True
    held_length: int = 0
    _held: list[str] = field(default_factory=list)
    _short: list[str] = field(default_factory=list)
    _next_look: int = 0

    def add(self, chunk: str) -> str:
        """Take a chunk; give back what can be counted now, often nothing.

        Raises:
            TextTooLarge: More than ``limit`` characters are held and cannot be cut.
        """
        if chunk:
            self._keep(chunk)
        enough = min(max(self.part_length, self._next_look), self.limit + 1)
        if self.held_length < enough:
            return ""
        text = self._joined()
        cut = last_cut(text) if self.can_be_cut else 0
        self._hold(text[cut:])
        if self.held_length > self.limit:
            raise TextTooLarge(
                f"{self.held_length} characters {self._why_whole()} cannot be counted in parts; "
                f"the limit is {self.limit}",
                field="chunk.text",
                limit=self.limit,
            )
        return text[:cut]

    def finish(self) -> str:
        """Give back what is left and begin anew."""
        rest = self._joined()
        self._hold("")
        return rest

    def _why_whole(self) -> str:
        if self.can_be_cut:
            return "without a blank or line end behind a letter"
        return "of a text for this model"

    def _keep(self, chunk: str) -> None:
        self._short.append(chunk)
        self.held_length += len(chunk)
        if len(self._short) == _SHORT_CHUNKS:
            # A million chunks of one character take a hundred times the memory of their text.
            self._held.append("".join(self._short))
            self._short.clear()

    def _joined(self) -> str:
        return "".join((*self._held, *self._short))

    def _hold(self, text: str) -> None:
        self._held = [text]
        self._short.clear()
        self.held_length = len(text)
        # Looking again only once the held text has doubled keeps the whole linear in its length.
        self._next_look = 2 * len(text)
