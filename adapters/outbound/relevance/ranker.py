"""Compares passages with a query by words, character n-grams and meanings."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from adapters.outbound.relevance import lexical
from adapters.outbound.relevance.lexical import Floats
from adapters.outbound.relevance.meanings import MeaningTable
from adapters.outbound.relevance.salience import hallmarks, salience, words_of
from adapters.outbound.relevance.weighing import MIDDLE_REACH, Surroundings, dot, weighed
from domain.compression.scoring import Signals

LONGEST_QUERY = 2_048
"""Characters of a query that words and meanings are taken from: its first and its last half."""
LONGEST_GRAM_QUERY = 384
"""The same for n-grams, since time grows with passages times n-grams."""
_PERMILLE = 1_000
_COLUMNS = 32
"""Numbers of each vector that are summed at once."""
_LEAST_LENGTH = 1e-9

type Vectors = NDArray[np.float32]


class PassageRanker:
    """Implements ports.outbound.relevance.Relevance in arrays, without a model that runs.

    Args:
        meanings: Encodes texts as vectors of their meaning.
    """

    def __init__(self, meanings: MeaningTable) -> None:
        self._meanings = meanings

    def load(self) -> None:
        """Make the tables now."""
        self._meanings.load()
        lexical.load()

    def signals(self, query: str, passages: Sequence[str], documents: Sequence[int]) -> Signals:
        """See the port."""
        if not passages:
            return Signals()
        numbers = np.asarray(documents, dtype=np.int64)
        if query.strip():
            return self._nearness(query, passages, numbers)
        vectors = self._meanings.encode(passages)
        words = words_of(passages)
        around = Surroundings.of(numbers)
        return Signals(
            salience=_permille(salience(words, vectors, around)),
            hallmarks=hallmarks(words, len(passages)),
        )

    def _nearness(
        self, query: str, passages: Sequence[str], documents: NDArray[np.int64]
    ) -> Signals:
        around = Surroundings.of(documents)
        text = _ends(query, LONGEST_QUERY)
        words = lexical.word_counts(passages, text)
        near_words, wide_words = weighed(words, around)
        grams = lexical.gram_counts(passages, _ends(query, LONGEST_GRAM_QUERY))
        near_grams, wide_grams = weighed(grams, around)
        vectors, asked = self._meanings.encode(passages), self._meanings.encode([text])[0]
        middle = Surroundings.of(documents, MIDDLE_REACH)
        return Signals(
            words=_permille(near_words),
            grams=_permille(near_grams),
            meanings=_permille(dot(vectors, asked)),
            words_around=_permille(wide_words),
            grams_around=_permille(wide_grams),
            meanings_around=_permille(_around(vectors, asked, words.lengths, middle)),
            hallmarks=hallmarks(words_of(passages), len(passages)),
        )


def _around(vectors: Vectors, asked: Vectors, lengths: Floats, around: Surroundings) -> Floats:
    """The cosine of a query and the sum of the vectors around each passage, longer ones heavier.

    By a few columns at a time, since sums of many passages take much room.
    """
    weights = np.sqrt(np.maximum(lengths, 1))[:, None]
    products, squares = np.zeros(len(vectors)), np.zeros(len(vectors))
    for first in range(0, len(asked), _COLUMNS):
        columns = slice(first, first + _COLUMNS)
        sums = around.sums(vectors[:, columns] * weights)
        products += dot(sums, asked[columns])
        squares += np.einsum("ij,ij->i", sums, sums)
    return np.asarray(products / np.maximum(np.sqrt(squares), _LEAST_LENGTH))


def _permille(values: Floats) -> list[int]:
    """Values as thousandths of the largest; nothing is less than none."""
    largest = float(values.max())
    if largest <= 0:
        return [0] * len(values)
    rounded: list[int] = np.rint(np.maximum(values, 0) * (_PERMILLE / largest)).astype(int).tolist()
    return rounded


def _ends(query: str, longest: int) -> str:
    """A query, or the two ends of a long one: what is asked stands at its beginning or its end."""
    if len(query) <= longest:
        return query
    return f"{query[: longest // 2]} {query[-longest // 2 :]}"
