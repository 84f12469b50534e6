"""BM25 of passages by themselves and together with what stands around them.

A passage's surroundings are the passages of its document within a few distances, the nearest ones
counted in each of them. So a short document counts as a whole, and in a long one, such as a
meeting, what is said near by counts more than what is said an hour later.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adapters.outbound.relevance.lexical import BLOCK_CELLS, Counts, Floats, Integers, distinct

_SATURATION = 1.2
"""How soon more occurrences stop to count; the usual k1 of BM25."""
_WIDE_SATURATION = 2.0
"""The same around a passage; 1.2 found 1 % less of meetings, 4 lost 1 % of answers."""
_LENGTH_SHARE = 0.75
"""How far long passages are held to more; the usual b of BM25."""
REACHES = (10, 25, 60)
"""Passages before and behind that are looked at; chosen on meetings: shorter ones lost 3 %."""
MIDDLE_REACH = (25,)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """For each reach and passage, the first passage around it and the one behind the last.

    Args:
        document: Of each passage, the number of its run of equal documents.
        firsts: For each reach.
        lasts: For each reach.
    """

    document: Integers
    firsts: tuple[Integers, ...]
    lasts: tuple[Integers, ...]

    @classmethod
    def of(cls, documents: Integers, reaches: tuple[int, ...] = REACHES) -> "Surroundings":
        """The surroundings of passages, whose documents are runs of equal numbers."""
        count = len(documents)
        places = np.arange(count)
        changes = np.append(True, documents[1:] != documents[:-1])[:count]
        begins, run = np.flatnonzero(changes), np.cumsum(changes) - 1
        first, last = begins[run], np.append(begins, count)[run + 1]
        return cls(
            run,
            tuple(np.maximum(first, places - reach) for reach in reaches),
            tuple(np.minimum(last, places + reach + 1) for reach in reaches),
        )

    def sums(self, values: Floats | NDArray[np.float32]) -> Floats:
        """For each passage, the mean over reaches of the sums around it.

        Args:
            values: Of shape (passages,) or (passages, columns).
        """
        total = np.zeros((len(values) + 1, *values.shape[1:]))
        np.cumsum(values, axis=0, out=total[1:])
        around = np.zeros(values.shape)
        for first, last in zip(self.firsts, self.lasts, strict=True):
            around += total[last]
            around -= total[first]
        return around / len(self.firsts)


def dot(rows: NDArray[np.floating], weights: NDArray[np.floating]) -> Floats:
    """The weighted sum of each row.

    Not by a matrix product: the library behind that starts threads, which wait for each other where
    the processors are busy, and whose sums depend on how many there are.
    """
    return np.asarray(np.einsum("ij,j->i", rows, weights), dtype=np.float64)


def weighed(counts: Counts, surroundings: Surroundings) -> tuple[Floats, Floats]:
    """The BM25 of each passage, and of each with its surroundings."""
    passage_count = len(counts.lengths)
    near, wide = np.zeros(passage_count), np.zeros(passage_count)
    if not len(counts.terms):
        return near, wide
    norm = _norm(counts.lengths, _SATURATION)
    wide_norm = _norm(surroundings.sums(counts.lengths), _WIDE_SATURATION)
    worth = _rarity(np.bincount(counts.terms, minlength=counts.term_count), passage_count)
    wide_worth = _document_rarity(counts, surroundings.document, worth)
    step = max(1, BLOCK_CELLS // passage_count)
    for first in range(0, counts.term_count, step):
        chosen = slice(first, first + step)
        block = _block(counts, first, min(first + step, counts.term_count))
        near += dot(_saturated(block, norm, _SATURATION), worth[chosen])
        block = surroundings.sums(block)
        wide += dot(_saturated(block, wide_norm, _WIDE_SATURATION), wide_worth[chosen])
    return near, wide


def _rarity(found: Integers, count: int) -> Floats:
    """How much a term says that is found in so many of all."""
    return np.asarray(np.log1p((count - found + 0.5) / (found + 0.5)))


def _document_rarity(counts: Counts, document: Integers, worth: Floats) -> Floats:
    """The same by documents; by passages where there is only one document."""
    document_count = int(document[-1]) + 1
    if document_count == 1:
        return worth
    pairs = distinct(counts.terms * document_count + document[counts.passages])
    found = np.bincount(pairs // document_count, minlength=counts.term_count)
    return _rarity(found, document_count)


def _block(counts: Counts, first: int, last: int) -> Floats:
    """The frequencies of a few terms, of shape (passages, terms)."""
    start, end = np.searchsorted(counts.terms, (first, last))
    block = np.zeros((len(counts.lengths), last - first))
    chosen = slice(start, end)
    block[counts.passages[chosen], counts.terms[chosen] - first] = counts.frequencies[chosen]
    return block


def _norm(lengths: Floats, saturation: float) -> Floats:
    mean = max(float(lengths.mean()), 1.0)
    return saturation * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / mean)


def _saturated(frequencies: Floats, norm: Floats, saturation: float) -> Floats:
    return frequencies * (saturation + 1) / (frequencies + norm[:, None])
