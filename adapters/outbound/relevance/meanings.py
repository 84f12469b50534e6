"""Where words stand by their meaning: a table of vectors, one for each piece of a word.

A text's vector is the sum of the rows of its pieces, scaled to length one; the cosine of two texts
tells how near they are in meaning. The table was distilled from all-MiniLM-L6-v2 by
``scripts/distil_embeddings.py``; docs/embeddings.md tells its origin and licence.

Rows are whole numbers, and so are the sums: a text's vector depends neither on the texts that it is
encoded with nor on the order in which a processor adds.
"""

import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from adapters.outbound.relevance.pieces import WordPieces
from domain.tokens.model import VocabularyCorrupt

TABLE_FILE, PIECES_FILE = "meanings.npy", "meanings.txt"
SHA256 = {
    TABLE_FILE: "71735da05fbed8c0c709ff5422b108876768f6c4bab812038d8f41bb8804bea5",
    PIECES_FILE: "6e5240e23ad5990076014d05ac77f3ea580dce7715672d0fef65a454e6b8129b",
}
CHUNK_ROWS = 1_024
"""How many rows are added up at once, to stay in the processor's cache. Sums of so many are still
whole numbers in 32-bit floats."""

type Rows = NDArray[np.int8]
type Sums = NDArray[np.float64]
type Vectors = NDArray[np.float32]


class MeaningTable:
    """Encodes texts as vectors of their meaning; reads its files when first asked.

    A table that is loaded before a process forks is shared by its children. Threads may share one.
    """

    def load(self) -> None:
        """Read and check the files now instead of at the first text.

        Raises:
            VocabularyCorrupt: A file is not the one that this version was made with.
        """
        _ = self._rows, self._pieces

    @property
    def width(self) -> int:
        """How many numbers a vector has."""
        return int(self._rows.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One vector of length one for each text; all zeros where no word is known.

        Args:
            texts: Any texts; time grows with their characters.

        Returns:
            Vectors of shape (number of texts, width).

        Raises:
            VocabularyCorrupt: A file is not the one that this version was made with.
        """
        vectors = np.zeros((len(texts), self.width), dtype=np.float32)
        for places, ids in _groups(map(self._pieces.ids, texts)):
            sums = _sums(self._rows, ids)
            lengths = np.sqrt(np.einsum("ij,ij->i", sums, sums))
            lengths[lengths == 0] = 1
            vectors[places] = sums / lengths[:, None]
        return vectors

    @cached_property
    def _rows(self) -> Rows:
        rows: Rows = np.load(io.BytesIO(_checked(TABLE_FILE)), allow_pickle=False)
        return rows

    @cached_property
    def _pieces(self) -> WordPieces:
        return WordPieces(_checked(PIECES_FILE).decode("utf-8").split("\n"))


def _checked(name: str) -> bytes:
    content = (files(__package__) / name).read_bytes()
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        raise VocabularyCorrupt(
            f"the packaged file {name} is not the one that was distilled", encoding=name
        )
    return content


def _groups(texts: Iterable[list[int]]) -> Iterator[tuple[list[int], list[list[int]]]]:
    """Texts that have rows, with their places, in groups of no more rows than are added at once.

    A text of more rows is a group alone.
    """
    places: list[int] = []
    group: list[list[int]] = []
    size = 0
    for place, ids in enumerate(texts):
        if group and size + len(ids) > CHUNK_ROWS:
            yield places, group
            places, group, size = [], [], 0
        if ids:
            places.append(place)
            group.append(ids)
            size += len(ids)
    if group:
        yield places, group


def _sums(rows: Rows, texts: list[list[int]]) -> Sums:
    """The sum of each text's rows."""
    if len(texts) == 1:
        return _sum_of_one(rows, texts[0])
    ids = np.fromiter(chain.from_iterable(texts), dtype=np.intp)
    starts = np.cumsum([0, *map(len, texts[:-1])])
    gathered = rows[ids].astype(np.float32)
    return np.add.reduceat(gathered, starts, axis=0).astype(np.float64)


def _sum_of_one(rows: Rows, ids: list[int]) -> Sums:
    """The sum of any number of rows, as the only one of its kind."""
    total = np.zeros((1, rows.shape[1]), dtype=np.float64)
    for at in range(0, len(ids), CHUNK_ROWS):
        total += rows[ids[at : at + CHUNK_ROWS]].astype(np.float32).sum(axis=0)
    return total
