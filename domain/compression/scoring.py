"""What a passage is worth: one number from several signals.

Points are logarithmic: a thousand more make a passage e times as worthy, so that the best ones
outweigh any number of poor ones, however long the text is. Everything is in whole numbers, so that
the same signals give the same choice everywhere.

The weights are those of a logistic regression on which passages hold an answer, fitted on one half
of the questions of the development data and rounded; docs/benchmarks/compression.md tells what they
reach on others.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

from domain.compression.answer_types import answer_type, holding

_WEIGHTS = {
    "words": 0,
    "grams": 2_250,
    "meanings": 1_050,
    "words_around": 2_250,
    "grams_around": 4_900,
    "meanings_around": 4_400,
    "salience": 4_000,
}
"""Points for the best passage of a text, by signal. What stands around a passage tells more of it
than what it says itself: without the signals around, 30 of 100 answers are lost."""
_ANSWER_POINTS = 2_000
"""Points for holding a date, number or name where the query asks for one; 2 in 100 answers."""
_LENGTH_POINTS = 100
"""Points for each doubling of a passage's length: a longer one holds more answers."""
_LONG_DOCUMENT = 24
"""Passages from which on a document is smoothed; shorter ones are judged whole as it is."""
_DECAY_PERMILLE = 850
"""What a passage's points count one passage further on. On meetings 0.85 found 6 % more of what is
relevant than none, 0.7 found 5 %, and 0.95 as much on one half and less on the other."""
_ECHO_POINTS = 3_000
"""Points that a passage loses for saying all that a better one says."""
_ECHO_SHARE_PERMILLE = 500
"""From this share of common hallmarks on two passages say the same."""
_FEWEST_HALLMARKS = 4
"""Passages of fewer words are not compared."""
_MOST_COMPARED = 4_096
"""How many of the best passages are compared with each other."""
_POINTS_PER_DOUBLING = 693
"""A thousand times the natural logarithm of two."""
_MOST_DOUBLINGS = 48


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """How much passages bear on a query, in thousandths of the best passage; empty where unknown.

    Args:
        words: BM25 of the query's words in each passage.
        grams: BM25 of its character n-grams, which sees through endings and unspaced scripts.
        meanings: The nearness of the passage's meaning to the query's.
        words_around: BM25 of the words in the passage and what stands around it in its document.
        grams_around: The same of n-grams.
        meanings_around: The same of meanings.
        salience: How well the passage stands for the whole text, where there is no query.
        hallmarks: A few numbers for the words of each passage; like passages have like ones.
    """

    words: Sequence[int] = ()
    grams: Sequence[int] = ()
    meanings: Sequence[int] = ()
    words_around: Sequence[int] = ()
    grams_around: Sequence[int] = ()
    meanings_around: Sequence[int] = ()
    salience: Sequence[int] = ()
    hallmarks: Sequence[Sequence[int]] = ()


def scores(
    query: str, passages: Sequence[str], documents: Sequence[int], signals: Signals
) -> list[int]:
    """What passages are worth beside one another.

    Args:
        query: The question; may be empty.
        passages: The passages in the order of the text.
        documents: Of each, the number of its document.
        signals: How much each bears on the query.

    Returns:
        For each a whole number above zero; twice the number is twice the worth.
    """
    points = _points(query, passages, signals)
    points = list(_smoothed(points, documents))
    points = _without_echoes(points, signals.hallmarks)
    least = max(points, default=0) - _MOST_DOUBLINGS * _POINTS_PER_DOUBLING
    return [
        worth(max(0, each - least)) * max(len(passage), 1)
        for each, passage in zip(points, passages, strict=True)
    ]


def worth(points: int) -> int:
    """E to the power of a thousandth of the points, linear between powers of two."""
    doublings, rest = divmod(points, _POINTS_PER_DOUBLING)
    return ((_POINTS_PER_DOUBLING + rest) << doublings) // _POINTS_PER_DOUBLING


def _points(query: str, passages: Sequence[str], signals: Signals) -> list[int]:
    points = [_LENGTH_POINTS * len(passage).bit_length() for passage in passages]
    for field in fields(signals):
        weight = _WEIGHTS.get(field.name, 0)
        for place, permille in enumerate(getattr(signals, field.name) if weight else ()):
            points[place] += weight * permille // 1_000
    for place, holds in enumerate(holding(answer_type(query), query, passages)):
        points[place] += _ANSWER_POINTS * holds
    return points


def _smoothed(points: Sequence[int], documents: Sequence[int]) -> Iterator[int]:
    """Points with those of the neighbours in long documents."""
    start = 0
    for _, run in groupby(documents):
        end = start + sum(1 for _ in run)
        of_one = points[start:end]
        yield from of_one if end - start < _LONG_DOCUMENT else _with_neighbours(of_one)
        start = end


def _with_neighbours(points: Sequence[int]) -> Iterator[int]:
    """The mean of points around each place, less of those that are further away."""
    before, behind = _faded(points), _faded(points[::-1])[::-1]
    for here, left, right in zip(points, before, behind, strict=True):
        yield (left + right - here) * (1_000 - _DECAY_PERMILLE) // (1_000 + _DECAY_PERMILLE)


def _faded(points: Sequence[int]) -> list[int]:
    sums, total = [], 0
    for each in points:
        total = each + total * _DECAY_PERMILLE // 1_000
        sums.append(total)
    return sums


def _without_echoes(points: list[int], hallmarks: Sequence[Sequence[int]]) -> list[int]:
    """Points, fewer for passages that say what a better one says."""
    reduced = list(points)
    owners: dict[int, int] = {}
    best = sorted(range(len(hallmarks)), key=lambda place: (-points[place], place))
    for place in best[:_MOST_COMPARED]:
        marks = hallmarks[place]
        if len(marks) < _FEWEST_HALLMARKS:
            continue
        shared = Counter(owners[mark] for mark in marks if mark in owners)
        share = max(shared.values(), default=0) * 1_000 // len(marks)
        if share >= _ECHO_SHARE_PERMILLE:
            reduced[place] -= _ECHO_POINTS * share // 1_000
        for mark in marks:
            owners.setdefault(mark, place)
    return reduced
