"""Every arm over every item and budget of a data set.

Steelyard and the peers are given the budget. The controls and BM25 are given as many tokens as
Steelyard used, and beside each peer stands Steelyard once more with as many tokens as that peer
used: whatever is compared has the same number of tokens.
"""

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from benchmarks.compression_answers import Answer, Compressor, tokens
from benchmarks.compression_data import DataSet, Item, token_budgets
from benchmarks.compression_peers import Peer

OURS = "steelyard"
PROGRESS_S = 20.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an arm made of one item.

    Args:
        total: Tokens of the text.
        budget: Tokens that were allowed.
        achieved: Tokens of the result.
        values: What of what must survive is left, by each measure of the data set.
        answer: What it took; its text is not kept.
    """

    total: int
    budget: int
    achieved: int
    values: tuple[float, ...]
    answer: Answer

    @property
    def share(self) -> float:
        """Of the text's tokens."""
        return self.achieved / self.total

    @property
    def is_over(self) -> bool:
        """Whether the budget was broken."""
        return self.achieved > self.budget


@dataclass(slots=True)
class Cell:
    """All items of a data set at one share of their tokens.

    Args:
        share: The share.
        arms: The outcomes of each arm, in the order of the items.
        matched: Steelyard's at as many tokens as a peer used, by that peer's name.
    """

    share: float
    arms: dict[str, list[Outcome]] = field(default_factory=dict)
    matched: dict[str, list[Outcome]] = field(default_factory=dict)

    def add(self, arm: str, outcome: Outcome) -> None:
        """Keep what an arm made of the next item."""
        self.arms.setdefault(arm, []).append(outcome)


@dataclass(frozen=True, slots=True)
class Results:
    """What a run over a data set found.

    Args:
        data_set: The data set.
        cells: One for each share.
        seconds: How long it took.
    """

    data_set: DataSet
    cells: tuple[Cell, ...]
    seconds: float


def run(
    data_set: DataSet, ours: Compressor, controls: Mapping[str, Compressor], peers: Sequence[Peer]
) -> Results:
    """Compress every item with every arm.

    Args:
        data_set: The items.
        ours: Steelyard.
        controls: What is given as many tokens as Steelyard used, by name.
        peers: What is given the budget.
    """
    began = told = time.monotonic()
    cells = tuple(Cell(share) for share in data_set.shares)
    for number, item in enumerate(data_set.items):
        _run_item(_Bench(item, data_set.kind, ours), cells, controls, peers)
        if time.monotonic() - told > PROGRESS_S:
            told = time.monotonic()
            print(f"{data_set.name}: {number + 1} of {len(data_set.items)}", file=sys.stderr)
    return Results(data_set, cells, time.monotonic() - began)


class _Bench:
    """One item, with what Steelyard made of it at each number of tokens."""

    def __init__(self, item: Item, kind: str, ours: Compressor) -> None:
        self.item, self.kind = item, kind
        self.total = tokens().count(item.text)
        self._ours = ours
        self._known: dict[int, Outcome] = {}

    def ours(self, budget: int) -> Outcome:
        """Steelyard at a budget, asked once."""
        if budget not in self._known:
            call = partial(self._ours, self.item.text, self.item.query, budget)
            self._known[budget] = self.outcome(call, budget)
        return self._known[budget]

    def outcome(self, compress: Callable[[], Answer], budget: int) -> Outcome:
        """What a call made of the item."""
        answer = compress()
        values = self.item.measure(answer.text)
        achieved = tokens().count(answer.text)
        return Outcome(self.total, budget, achieved, values, replace(answer, text=""))


def _run_item(
    bench: _Bench,
    cells: Sequence[Cell],
    controls: Mapping[str, Compressor],
    peers: Sequence[Peer],
) -> None:
    item = bench.item
    budgets = token_budgets(bench.total, [cell.share for cell in cells])
    for cell, budget in zip(cells, budgets, strict=True):
        mine = bench.ours(budget)
        cell.add(OURS, mine)
        limit = budget if mine.answer.refused else mine.achieved
        for name, control in controls.items():
            call = partial(control, item.text, item.query, limit)
            cell.add(name, bench.outcome(call, limit))
        for peer in peers:
            call = partial(peer.compress, item.text, item.query, budget, kind=bench.kind)
            written = bench.outcome(call, budget)
            cell.add(peer.name, written)
            cell.matched.setdefault(peer.name, []).append(bench.ours(written.achieved))
