"""How much of what must survive is left in a compressed text.

Each measure is made once for an item and called with every compressed form of it. A share of 1 is
all of it; it is not a number where there was nothing. None of them says whether a model would
answer right: what is no longer there cannot be answered from, what is still there may or may not be
used.
"""

import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property

type Measure = Callable[[str], tuple[float, ...]]

RARE_EVENTS = 3
"""An event with so many lines at most is rare."""
_ERROR_WORD = re.compile(r"\b(?:error|fatal|severe|critical|panic|emerg|alert)\b", re.IGNORECASE)
_ERROR_LETTER = re.compile(r"\S+ \S+ +\d+ +\d+ [EF] ")
"""As Android writes the level of a line."""
_MARK_AFTER = re.compile(r"\s*(?:$|[\r\n]|[\[(<\u2026\u00d7])|\s+x\d")
_MARK_BEFORE = re.compile(r"(?:^|[\r\n\])>\u2026:\u00d7]|x\d+)\s*$")
_MARK_REACH = 16
ANCHOR_WORDS = 4
"""So many words in a row are looked for in the source to find where a stretch comes from."""

LOOSE_REACH = 8
"""How many usual steps from one single word to the next are believed."""


class AnswerRecall:
    """Whether one of the answers is there, whatever its case.

    Args:
        answers: Any of them will do.
    """

    def __init__(self, answers: tuple[str, ...]) -> None:
        self._answers = tuple(each.casefold() for each in answers)

    def __call__(self, text: str) -> tuple[float, ...]:
        """1 or 0."""
        folded = text.casefold()
        return (float(any(each in folded for each in self._answers)),)


class IdentifierRecall:
    """Which share of the identifiers is there, each as a whole word.

    Args:
        ids: What names the records.
        others: Every identifier.
    """

    def __init__(self, ids: tuple[str, ...], others: tuple[str, ...]) -> None:
        self._sets = ids, others

    def __call__(self, text: str) -> tuple[float, ...]:
        """The shares of both."""
        words = set(re.findall(r"[\w-]+", text))
        return tuple(_share(sum(each in words for each in ids), len(ids)) for ids in self._sets)


class EventRecall:
    """Which share of a log's events still has a line.

    A line is there if it stands in the output whole; a mark such as a count may stand beside it.

    Args:
        lines: Each with the id of its event.
    """

    def __init__(self, lines: tuple[tuple[str, str], ...]) -> None:
        self._lines = dict[str, str]()
        for line, event in lines:
            self._lines.setdefault(line.strip(), event)
        counts = Counter(event for _, event in lines)
        self._events = (
            frozenset(counts),
            frozenset(event for line, event in lines if is_error(line)),
            frozenset(event for event, count in counts.items() if count <= RARE_EVENTS),
        )

    def __call__(self, text: str) -> tuple[float, ...]:
        """The shares of all events, of those of error lines and of the rare ones."""
        found = self.events_in(text)
        return tuple(_share(len(found & events), len(events)) for events in self._events)

    def events_in(self, text: str) -> frozenset[str]:
        """The events that have a line in the text."""
        written = {line.strip() for line in text.splitlines()}
        found = {self._lines[line] for line in written & self._lines.keys()}
        for line, event in self._lines.items():
            if event not in found and _stands_in(line, text):
                found.add(event)
        return frozenset(found)


def is_error(line: str) -> bool:
    """Whether a line of a log tells of an error."""
    return bool(_ERROR_WORD.search(line) or _ERROR_LETTER.match(line))


def _stands_in(line: str, text: str) -> bool:
    """Whether a line stands in a text with nothing but marks beside it."""
    start = text.find(line)
    while start >= 0:
        end = start + len(line)
        before = text[max(0, start - _MARK_REACH) : start]
        if _MARK_BEFORE.search(before) and _MARK_AFTER.match(text[end : end + _MARK_REACH]):
            return True
        start = text.find(line, end)
    return False


class SpanRecall:
    """Which share of the words of the relevant turns is left, each where it stood.

    Args:
        dialogue: All of it.
        relevant: Indices of the relevant turns.
    """

    def __init__(self, dialogue: "Dialogue", relevant: tuple[int, ...]) -> None:
        self._dialogue = dialogue
        self._relevant = frozenset(relevant)

    def __call__(self, text: str) -> tuple[float, ...]:
        """The share, weighed by characters."""
        words, turns = self._dialogue.words, self._dialogue.turn_of_words
        wanted = [place for place, turn in enumerate(turns) if turn in self._relevant]
        kept = self._dialogue.kept_words(text.split())
        left = sum(len(words[place]) for place in wanted if place in kept)
        return (_share(left, sum(len(words[place]) for place in wanted)),)


class Dialogue:
    """A dialogue along which an output is laid to find what is left of it.

    It is laid by runs of equal words, so that a word counts where it comes from and not wherever
    the same word stands. Words that no run holds are laid one by one between the runs, for outputs
    that are cut finer than that.

    Args:
        turns: As they are written.
    """

    def __init__(self, turns: tuple[str, ...]) -> None:
        self.words = [word for turn in turns for word in turn.split()]
        self.turn_of_words = [index for index, turn in enumerate(turns) for _ in turn.split()]

    @cached_property
    def _places(self) -> dict[tuple[str, ...], list[int]]:
        places: dict[tuple[str, ...], list[int]] = {}
        for start in range(len(self.words) - ANCHOR_WORDS + 1):
            key = tuple(self.words[start : start + ANCHOR_WORDS])
            places.setdefault(key, []).append(start)
        return places

    @cached_property
    def _places_of_words(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, word in enumerate(self.words):
            places.setdefault(word, []).append(place)
        return places

    def kept_words(self, output: Sequence[str]) -> set[int]:
        """The places in the source that the words of an output come from."""
        kept: set[int] = set()
        loose: list[str] = []
        behind = place = 0
        while place < len(output):
            start, length = self._longest_run(output, place, behind)
            if length == 0:
                loose.append(output[place])
                place += 1
                continue
            self._lay_loose(loose, kept, behind, start)
            loose.clear()
            kept.update(range(start, start + length))
            behind, place = start + length, place + length
        self._lay_loose(loose, kept, behind, len(self.words))
        return kept

    def _longest_run(self, output: Sequence[str], place: int, behind: int) -> tuple[int, int]:
        """Where in the source the words from a place on stand, and how many of them in a row."""
        key = tuple(output[place : place + ANCHOR_WORDS])
        best = (0, 0)
        for start in self._places.get(key, ()):
            length = self._run_length(output, place, start)
            is_further = start >= behind > best[0] and length == best[1]
            if length > best[1] or is_further:
                best = (start, length)
        return best

    def _run_length(self, output: Sequence[str], place: int, start: int) -> int:
        most = min(len(output) - place, len(self.words) - start)
        for offset in range(ANCHOR_WORDS, most):
            if output[place + offset] != self.words[start + offset]:
                return offset
        return most

    def _lay_loose(self, loose: Sequence[str], kept: set[int], start: int, end: int) -> None:
        """Lay single words along a stretch of the source, each at its next place.

        A place far beyond the usual step is of another word of the same form, and is not taken:
        whatever follows would be lost.
        """
        reach = LOOSE_REACH * (1 + (end - start) // (len(loose) + 1))
        for word in loose:
            places = self._places_of_words.get(word, ())
            at = bisect_left(places, start)
            if at < len(places) and places[at] < min(end, start + reach):
                kept.add(places[at])
                start = places[at] + 1


def _share(part: float, whole: float) -> float:
    return part / whole if whole else math.nan
