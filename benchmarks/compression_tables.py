"""The tables of one data set: recall with intervals, what else is measured, and time."""

import math
from collections.abc import Sequence

from benchmarks.compression_plot import Line
from benchmarks.compression_runs import OURS, Cell, Outcome, Results
from benchmarks.compression_statistics import Interval, Resamples, percentile

TITLES = {
    OURS: "Steelyard",
    "llmslim": "llmslim",
    "contextpress": "contextpress",
    "headroom": "headroom-ai",
    "distil": "distil-llm",
    "bm25": "BM25",
    "random-sentences": "random sentences",
    "head": "head",
    "tail": "tail",
    "random-tokens": "random tokens",
}
STYLES = {
    OURS: ("#0072B2", "circle", ""),
    "llmslim": ("#D55E00", "square", ""),
    "contextpress": ("#CC79A7", "diamond", ""),
    "headroom": ("#009E73", "triangle", ""),
    "distil": ("#E69F00", "down", ""),
    "bm25": ("#1a1a1a", "plus", "7 4"),
    "random-sentences": ("#6b6b6b", "cross", "3 3"),
    "head": ("#6b6b6b", "square", "7 4"),
    "tail": ("#9a9a9a", "diamond", "3 3"),
    "random-tokens": ("#9a9a9a", "plus", "1 4"),
}
MISSING_FIGURE = "\u2013"
MAIN_SHARE = 0.1
"""At which languages are told apart and peers are compared in short."""


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose columns but the first are figures."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows])


def values(outcomes: Sequence[Outcome], measure: int = 0) -> list[float]:
    """One measure of every item."""
    return [each.values[measure] for each in outcomes]


def mean_share(outcomes: Sequence[Outcome]) -> float:
    """Mean share of an item's tokens that is left."""
    return math.fsum(each.share for each in outcomes) / len(outcomes)


def mean_recall(outcomes: Sequence[Outcome]) -> float:
    """Mean of the first measure over the items that have it."""
    known = [each for each in values(outcomes) if not math.isnan(each)]
    return math.fsum(known) / len(known) if known else math.nan


def arms_of(cell: Cell) -> list[str]:
    """Its arms in the order in which they are told."""
    return [name for name in TITLES if name in cell.arms]


def percents(share: float) -> str:
    """A share in percent; a dash where there is none."""
    return MISSING_FIGURE if math.isnan(share) else f"{share * 100:.1f}"


def with_interval(found: Interval, *, signed: bool = False) -> str:
    """A mean in percent, or in points with its sign, and its interval."""
    if math.isnan(found.mean):
        return MISSING_FIGURE
    form = "+.1f" if signed else ".1f"
    mean, low, high = (format(each * 100, form) for each in (found.mean, found.low, found.high))
    return f"{mean} ({low}..{high})"


def share_name(share: float) -> str:
    """A share for people."""
    return "1/15" if not math.isclose(share * 100, round(share * 100)) else f"{share * 100:.0f} %"


def resamples_of(results: Results) -> Resamples:
    """For the items of a data set."""
    return Resamples([item.group for item in results.data_set.items])


def recall_table(results: Results, resamples: Resamples) -> str:
    """Every arm at every budget, with Steelyard's lead at equal tokens."""
    head = [
        "arm", "budget", "achieved", "over budget", results.data_set.measures[0],
        "Steelyard at as many tokens", "its lead in points",
    ]  # fmt: skip
    rows = [_recall_row(cell, name, resamples) for cell in results.cells for name in arms_of(cell)]
    return table(head, rows)


def lead(cell: Cell, name: str, resamples: Resamples) -> tuple[Interval, Interval]:
    """Steelyard's recall at as many tokens as an arm used, and how far that is above the arm's."""
    theirs = values(cell.arms[name])
    mine = values(cell.matched.get(name, cell.arms[OURS]))
    differences = [our - their for our, their in zip(mine, theirs, strict=True)]
    return resamples.interval(mine), resamples.interval(differences)


def _recall_row(cell: Cell, name: str, resamples: Resamples) -> list[str]:
    outcomes = cell.arms[name]
    over = sum(each.is_over for each in outcomes)
    refused = sum(bool(each.answer.refused) for each in outcomes)
    row = [
        f"**{TITLES[name]}**" if name == OURS else TITLES[name],
        share_name(cell.share),
        f"{percents(mean_share(outcomes))} %",
        f"{over} of {len(outcomes)}" + (f", {refused} refused" if refused else ""),
        with_interval(resamples.interval(values(outcomes))),
    ]
    if name == OURS:
        return [*row, "", ""]
    mine, ahead = lead(cell, name, resamples)
    return [*row, percents(mine.mean), with_interval(ahead, signed=True)]


def further_table(results: Results, resamples: Resamples) -> str:
    """The measures behind the first; empty where there are none."""
    measures = results.data_set.measures
    if len(measures) == 1:
        return ""
    rows = [
        [TITLES[name], share_name(cell.share), f"{percents(mean_share(cell.arms[name]))} %"]
        + [
            with_interval(resamples.interval(values(cell.arms[name], place)))
            for place in range(1, len(measures))
        ]
        for cell in results.cells
        for name in arms_of(cell)
    ]
    return table(["arm", "budget", "achieved", *measures[1:]], rows)


def item_table(results: Results, share: float) -> str:
    """Steelyard item by item at one share, for data sets of few items."""
    (cell,) = (each for each in results.cells if each.share == share)
    rows = [
        [item.key, f"{each.total:,}", f"{each.achieved:,}", f"{1 / each.share:.1f}x"]
        + [percents(value) for value in each.values]
        for item, each in zip(results.data_set.items, cell.arms[OURS], strict=True)
        if each.achieved
    ]
    return table(["item", "tokens", "left", "ratio", *results.data_set.measures], rows)


def language_table(results: Results) -> str:
    """Recall of each language at the main share; empty where that share was not tried."""
    languages = [item.key.partition("-")[0] for item in results.data_set.items]
    cells = [cell for cell in results.cells if cell.share == MAIN_SHARE]
    if not cells:
        return ""
    rows = [
        [
            TITLES[name],
            *(_of_language(cells[0].arms[name], languages, each) for each in _once(languages)),
        ]
        for name in arms_of(cells[0])
    ]
    return table([f"arm at {share_name(MAIN_SHARE)}", *_once(languages)], rows)


def _of_language(outcomes: Sequence[Outcome], languages: Sequence[str], wanted: str) -> str:
    taken = [
        each.values[0]
        for each, language in zip(outcomes, languages, strict=True)
        if language == wanted
    ]
    return f"{100 * math.fsum(taken) / len(taken):.0f}"


def _once(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))


def time_rows(results: Results) -> list[list[str]]:
    """Milliseconds of a call of Steelyard and of each peer, over all budgets."""
    rows = []
    for name in arms_of(results.cells[0]):
        answers = [each.answer for cell in results.cells for each in cell.arms[name]]
        cpu, wall = [each.cpu_ms for each in answers], [each.wall_ms for each in answers]
        figures = [percentile(cpu, 50), percentile(cpu, 99), percentile(wall, 50)]
        rows.append([TITLES[name], results.data_set.name, *(f"{each:.1f}" for each in figures)])
    return rows


def lines(results: Results) -> list[Line]:
    """The arms as lines of a plot, a point for each budget."""
    return [
        Line(
            TITLES[name],
            tuple(
                (mean_share(cell.arms[name]), mean_recall(cell.arms[name]))
                for cell in results.cells
            ),
            *STYLES[name],
            is_ours=name == OURS,
        )
        for name in arms_of(results.cells[0])
    ]
