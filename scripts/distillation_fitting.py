"""Fit a table of rows so that the sum of a text's rows points where an encoder points.

Two things are asked of each batch: that every text's own direction comes near (one minus the
cosine), and that texts which the encoder holds alike are alike to the same degree (squared
differences of cosines). For the second, batches are made of groups of texts that are near each
other, since two texts taken at random are simply unlike. Rows learn at Adam's pace, one pace a row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

BATCH_TEXTS = 2_048
GROUP_TEXTS = 256
"""How many texts that are near each other go into a batch together."""
LIKENESS_WEIGHT = 80.0
MEAN_DECAY, SQUARE_DECAY = 0.9, 0.99
ADDED_TEXTS = 512
"""How many texts' rows are gathered at once, to stay in the processor's cache."""
EPSILON = 1e-9

type Floats = NDArray[np.float32]
type Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of many texts, one text behind the other.

    Args:
        rows: The rows of all texts.
        starts: Where each text begins in it, and where the last one ends.
    """

    rows: Places
    starts: Places

    @classmethod
    def of(cls, texts: Sequence[Sequence[int]]) -> "Ragged":
        """Lay texts one behind the other; each has at least one row."""
        rows = np.fromiter((row for text in texts for row in text), dtype=np.int64)
        return cls(rows, np.cumsum([0, *map(len, texts)]))

    def pick(self, places: Places) -> "Ragged":
        """Some of the texts."""
        lengths = np.diff(self.starts)[places]
        starts = np.concatenate([[0], np.cumsum(lengths)])
        shift = np.repeat(self.starts[places] - starts[:-1], lengths)
        return Ragged(self.rows[np.arange(starts[-1]) + shift], starts)

    def sums(self, table: Floats) -> Floats:
        """The sum of each text's rows."""
        sums = np.empty((len(self.starts) - 1, table.shape[1]), dtype=np.float32)
        for at in range(0, len(sums), ADDED_TEXTS):
            starts = self.starts[at : at + ADDED_TEXTS + 1]
            gathered = table[self.rows[starts[0] : starts[-1]]]
            sums[at : at + ADDED_TEXTS] = np.add.reduceat(gathered, starts[:-1] - starts[0])
        return sums

    def gather(self, gradients: Floats) -> tuple[Places, Floats]:
        """What the gradients of texts sum up to for each row that occurs."""
        owners = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        order = np.argsort(self.rows, kind="stable")
        ordered = self.rows[order]
        firsts = np.flatnonzero(np.diff(ordered, prepend=-1))
        return ordered[firsts], np.add.reduceat(gradients[owners[order]], firsts)


@dataclass(slots=True)
class RowAdam:
    """Adam that moves only the rows that a batch has, with one squared mean a row.

    Args:
        table: The rows; changed in place.
    """

    table: Floats
    _means: Floats = field(init=False)
    _squares: Floats = field(init=False)
    _steps: Floats = field(init=False)

    def __post_init__(self) -> None:
        self._means = np.zeros_like(self.table)
        self._squares = np.zeros((len(self.table), 1), dtype=np.float32)
        self._steps = np.zeros((len(self.table), 1), dtype=np.float32)

    def step(self, rows: Places, gradients: Floats, pace: float) -> None:
        """Move rows against their gradients.

        Args:
            rows: Which, each once.
            gradients: One a row.
            pace: The length of a step, in the table's own unit.
        """
        self._steps[rows] += 1
        steps = self._steps[rows]
        means = MEAN_DECAY * self._means[rows] + (1 - MEAN_DECAY) * gradients
        power = (gradients**2).mean(axis=1, keepdims=True)
        squares = SQUARE_DECAY * self._squares[rows] + (1 - SQUARE_DECAY) * power
        self._means[rows], self._squares[rows] = means, squares
        scale = np.sqrt(squares / (1 - SQUARE_DECAY**steps)) + 1e-12
        self.table[rows] -= np.float32(pace) * means / (1 - MEAN_DECAY**steps) / scale


def unit(vectors: Floats) -> Floats:
    """Vectors scaled to length one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(lengths, np.float32(EPSILON))).astype(np.float32)


def fit(table: Floats, texts: Ragged, targets: Floats, *, epochs: int, pace: float) -> None:
    """Move a table's rows, in place, until sums of rows point where they should.

    Args:
        table: The rows.
        texts: The rows of each text.
        targets: Where each text points; of length one, as wide as the table.
        epochs: How often each text is seen.
        pace: The first step's length, as a share of a row's mean size; falls to zero.
    """
    random = np.random.default_rng(0)
    scale = float(np.linalg.norm(table, axis=1).mean() / np.sqrt(table.shape[1]))
    adam = RowAdam(table)
    total = epochs * (len(targets) // BATCH_TEXTS)
    step = 0
    for epoch in range(epochs):
        losses = []
        for places in _batches(targets, random):
            batch = texts.pick(places)
            loss, gradients = _slope(batch.sums(table), targets[places])
            rows, row_gradients = batch.gather(gradients)
            adam.step(rows, row_gradients, pace * scale * (1 - step / total))
            losses.append(loss)
            step += 1
        print(f"epoch {epoch + 1}: one minus the cosine {np.mean(losses):.4f}", flush=True)


def _batches(targets: Floats, random: np.random.Generator) -> Iterator[Places]:
    order = _grouped(targets, random)
    for at in range(0, len(order) - BATCH_TEXTS + 1, BATCH_TEXTS):
        yield order[at : at + BATCH_TEXTS]


def _grouped(targets: Floats, random: np.random.Generator) -> Places:
    """All texts, in groups that are near each other: halved along random lines again and again."""
    groups: list[Places] = []
    pending = [random.permutation(len(targets))]
    while pending:
        places = pending.pop()
        if len(places) <= GROUP_TEXTS:
            groups.append(places)
            continue
        line = targets[places[0]] - targets[places[1]]
        halves = places[np.argsort(targets[places] @ line, kind="stable")]
        pending += np.array_split(halves, 2)
    return np.concatenate([groups[each] for each in random.permutation(len(groups))])


def _slope(sums: Floats, targets: Floats) -> tuple[float, Floats]:
    """The mean of one minus the cosine, and the gradient of both demands to the sums."""
    lengths = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), np.float32(EPSILON))
    units = sums / lengths
    cosines = (units * targets).sum(axis=1)
    unlike = units @ units.T - targets @ targets.T
    np.fill_diagonal(unlike, 0)
    pull = np.float32(LIKENESS_WEIGHT / len(sums)) * (unlike @ units) - targets
    along = (pull * units).sum(axis=1, keepdims=True)
    return float(1 - cosines.mean()), ((pull - along * units) / lengths).astype(np.float32)
