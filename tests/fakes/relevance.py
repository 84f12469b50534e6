"""Relevance without tables: shared words and shared pieces of words."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from domain.compression.scoring import Signals

_GRAM_LENGTHS = (2, 3)


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Plays ports.outbound.relevance.Relevance: how many of the query's words a passage has.

    Args:
        asked: Takes down the query and the passages of each call.
    """

    asked: list[tuple[str, Sequence[str]]] = field(default_factory=list)

    def load(self) -> None:
        """Nothing is to be loaded."""

    def signals(self, query: str, passages: Sequence[str], documents: Sequence[int]) -> Signals:
        self.asked.append((query, passages))
        if not passages:
            return Signals()
        words = [_words(passage) for passage in passages]
        hallmarks = [sorted(map(_mark, each)) for each in words]
        if not query.strip():
            return Signals(salience=_salience(words), hallmarks=hallmarks)
        by_words = _shared(_words(query), words)
        by_grams = _shared(_grams(query), [_grams(passage) for passage in passages])
        return Signals(
            words=by_words,
            grams=by_grams,
            meanings=by_grams,
            words_around=_best_of_document(by_words, documents),
            grams_around=_best_of_document(by_grams, documents),
            meanings_around=_best_of_document(by_grams, documents),
            hallmarks=hallmarks,
        )


def _words(text: str) -> frozenset[str]:
    return frozenset(word.strip(".,:;!?") for word in text.lower().split())


def _grams(text: str) -> frozenset[str]:
    letters = " ".join(text.lower().split())
    return frozenset(
        letters[start : start + length]
        for length in _GRAM_LENGTHS
        for start in range(len(letters) - length + 1)
    )


def _mark(word: str) -> int:
    return crc32(word.encode("utf-8", "surrogatepass"))


def _salience(words: Sequence[Collection[str]]) -> list[int]:
    """How many of a passage's words stand in others too."""
    uses = Counter(word for each in words for word in each)
    return _permille([sum(uses[word] > 1 for word in each) for each in words])


def _shared(wanted: frozenset[str], found: Sequence[frozenset[str]]) -> list[int]:
    return _permille([len(wanted & each) for each in found])


def _best_of_document(values: Sequence[int], documents: Sequence[int]) -> list[int]:
    best: dict[int, int] = {}
    for value, document in zip(values, documents, strict=True):
        best[document] = max(value, best.get(document, 0))
    return [best[document] for document in documents]


def _permille(values: Sequence[int]) -> list[int]:
    best = max(1, *values)
    return [value * 1_000 // best for value in values]
