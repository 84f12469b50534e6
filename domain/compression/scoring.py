"""What a passage is worth: one number from several signals.

Points are logarithmic: a thousand more make a passage e times as worthy, so that the best ones
outweigh any number of poor ones, however long the text is. Everything is in whole numbers, so that
the same signals give the same choice everywhere.

The weights are those of a logistic regression on which passages hold an answer, fitted on one half
of the questions of the development data and rounded; docs/benchmarks/compression.md tells what they
reach on others.
"""

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import groupby

from domain.compression.answer_types import answer_type, holding

_WEIGHTS = {
    "words": 250,
    "grams": 2_500,
    "meanings": 650,
    "words_around": 1_150,
    "grams_around": 3_100,
    "meanings_around": 2_600,
    "salience": 4_000,
}
"""Points for the best passage of a text, by signal. What stands around a passage tells more of it
than what it says itself: without this and the next two, 27 of 100 answers are lost."""
_LEAD_WEIGHTS = {"words": 1_000, "grams": 850, "meanings": 2_500}
"""Points for what the first passage of the document says, which is its title if it has one."""
_BEST_WEIGHTS = {"words": 700, "grams": 1_800, "meanings": 1_400}
"""Points for what the best passage of the document says. With these and the ones before, 1 in 100
answers more is found at a tenth of the tokens and 2 at a twentieth."""
_LONG_WEIGHTS = {"words_around": 2_200, "grams_around": 3_600, "meanings_around": 3_600}
"""Points in a long document, which is no passage that was found but a meeting or a book, for what
stands around the passage, instead of the last two: 1.5 % more of what is relevant in meetings."""
_ANSWER_POINTS = 2_000
"""Points for holding a date, number or name where the query asks for one: without, 1 of 100 answers
is lost at a tenth of the tokens and 2 at a twentieth."""
_LONG_DOCUMENT = 24
"""Passages from which on a document is smoothed; shorter ones are judged whole as it is."""
_DECAY_PERMILLE = 850
"""What a passage's points count one passage further on. At a tenth of the tokens 0.85 keeps 47 %
of what is relevant in meetings, 0.7 and 0.93 keep 46 %, and without neighbours it is 36 %."""
_ECHO_POINTS = 3_000
"""Points that a passage loses for saying all that a better one says."""
_ECHO_SHARE_PERMILLE = 800
"""From this share of common hallmarks on two passages say the same; at 500, 2 % of what is relevant
in meetings was taken for repetitions."""
_FEWEST_HALLMARKS = 6
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
    query: str,
    passages: Sequence[str],
    documents: Sequence[int],
    signals: Signals,
    *,
    apart: Container[int] = (),
) -> list[int]:
    """What passages are worth beside one another.

    Args:
        query: The question; may be empty.
        passages: The passages in the order of the text.
        documents: Of each, the number of its document.
        signals: How much each bears on the query.
        apart: The documents whose passages stand by themselves, however many they are: records,
            log lines, definitions. Neighbours do not raise each other there.

    Returns:
        For each a whole number above zero; twice the number is twice the worth.
    """
    points = _points(query, passages, signals, [each in apart for each in documents])
    for start, end in _runs(documents):
        is_long = end - start >= _LONG_DOCUMENT and documents[start] not in apart
        of_document = _long_points if is_long else _short_points
        points[start:end] = of_document(points[start:end], signals, start)
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


def _points(
    query: str, passages: Sequence[str], signals: Signals, is_apart: Sequence[bool]
) -> list[int]:
    points = [0] * len(passages)
    for field in fields(signals):
        weight = _WEIGHTS.get(field.name, 0)
        around = getattr(signals, field.name) if weight else ()
        own = getattr(signals, field.name.removesuffix("_around"))
        for place, permille in enumerate(around):
            told = own[place] if is_apart[place] and own else permille
            points[place] += weight * told // 1_000
    for place, holds in enumerate(holding(answer_type(query), query, passages)):
        points[place] += _ANSWER_POINTS * holds
    return points


def _short_points(points: Sequence[int], signals: Signals, start: int) -> list[int]:
    """The points of a document that is judged as a whole as well: by its first and best passage."""
    found = 0
    for name, weight in _LEAD_WEIGHTS.items():
        permille = getattr(signals, name)[start : start + len(points)]
        if permille:
            found += weight * permille[0] + _BEST_WEIGHTS[name] * max(permille)
    return [each + found // 1_000 for each in points]


def _long_points(points: Sequence[int], signals: Signals, start: int) -> list[int]:
    """The points of a document in which neighbours raise each other."""
    raised = list(points)
    for name, weight in _LONG_WEIGHTS.items():
        for place, permille in enumerate(getattr(signals, name)[start : start + len(points)]):
            raised[place] += weight * permille // 1_000
    return list(_with_neighbours(raised))


def _runs(documents: Sequence[int]) -> Iterator[tuple[int, int]]:
    """The documents as the places of their passages."""
    start = 0
    for _, run in groupby(documents):
        end = start + sum(1 for _ in run)
        yield start, end
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
    best = sorted(range(len(hallmarks)), key=[-each for each in points].__getitem__)
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
