"""What a passage says for the whole of its text, and what it repeats of others."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from adapters.outbound.relevance.lexical import (
    Floats,
    Integers,
    chunks,
    distinct,
    word_hashes,
)
from adapters.outbound.relevance.weighing import Surroundings, dot

HALLMARK_COUNT = 8
"""Words by which a passage is known: enough to tell a copy with a word changed from another."""
_LEAD_SHARE = 0.25
"""How much of a passage's salience is that it begins its document."""

type Words = tuple[NDArray[np.uint64], Integers]
"""The hashes of words and the passage of each."""


def words_of(texts: Sequence[str]) -> Words:
    """All words of passages."""
    hashes, passages = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for first, chunk in chunks(texts):
        found, passage = word_hashes(chunk)
        hashes.append(found)
        passages.append(passage + first)
    return np.concatenate(hashes), np.concatenate(passages)


def hallmarks(words: Words, count: int) -> list[list[int]]:
    """The words with the smallest hashes of each passage; of like passages they are alike."""
    hashes, passages = words
    order = np.lexsort((hashes, passages))
    hashes, passages = hashes[order], passages[order]
    is_new = np.append(True, (hashes[1:] != hashes[:-1]) | (passages[1:] != passages[:-1]))
    hashes, passages = hashes[is_new[: len(hashes)]], passages[is_new[: len(passages)]]
    firsts = np.searchsorted(passages, passages)
    is_smallest = np.arange(len(passages)) - firsts < HALLMARK_COUNT
    bounds = np.searchsorted(passages[is_smallest], np.arange(count + 1)).tolist()
    listed = hashes[is_smallest].tolist()
    return [listed[start:end] for start, end in pairwise(bounds)]


def salience(words: Words, vectors: NDArray[np.float32], around: Surroundings) -> Floats:
    """How well passages stand for their text.

    The nearness of their meaning to that of all of it, how common their words are among the
    passages without being in most of them, and whether they begin a document.
    """
    count = len(vectors)
    central = np.maximum(dot(vectors, vectors.sum(axis=0)), 0)
    common = _commonness(words, count)
    places = np.arange(count) - np.searchsorted(around.document, around.document)
    lead = 1 / (1 + places)
    return _share(_share(central) + _share(common)) + _LEAD_SHARE * lead


def _commonness(words: Words, count: int) -> Floats:
    """The mean worth of a passage's words, highest for what some passages have and not most."""
    hashes, passages = words
    _, term = np.unique(hashes, return_inverse=True)
    if not len(term):
        return np.zeros(count)
    pairs = distinct(term * count + passages)
    found = np.bincount(pairs // count)
    worth = np.where(found > 1, found * np.log(count / np.maximum(found, 1)), 0)
    sums = np.bincount(pairs % count, weights=worth[pairs // count], minlength=count)
    return np.asarray(sums / np.sqrt(np.bincount(pairs % count, minlength=count) + 1))


def _share(values: Floats) -> Floats:
    """Values as shares of the largest."""
    return np.asarray(values / max(float(values.max()), 1e-9))
