"""The report of a run: docs/benchmarks/compression.md, a plot for each data set, all figures."""

import json
import math
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from itertools import chain
from pathlib import Path

from benchmarks.compression_data import LOG_SHARE, SEED
from benchmarks.compression_peers import TITLES as PEERS
from benchmarks.compression_plot import svg
from benchmarks.compression_published import PUBLISHED
from benchmarks.compression_runs import OURS, Results
from benchmarks.compression_statistics import RESAMPLES, Resamples
from benchmarks.compression_tables import (
    MAIN_SHARE,
    MISSING_FIGURE,
    TITLES,
    arms_of,
    further_table,
    item_table,
    language_table,
    lead,
    lines,
    mean_recall,
    mean_share,
    percents,
    recall_table,
    resamples_of,
    share_name,
    table,
    time_rows,
    with_interval,
)

LIBRARIES = ("tiktoken", "toktok-rs", "numpy")
MEANING = (
    "Recall says whether what is needed to answer is still in the text. What is gone cannot be "
    "answered from, so a low recall is a loss; what is still there may yet be overlooked, so a "
    "high recall is no promise that a model answers right. No model was asked."
)
METHOD = (
    "Steelyard and the peers are given the budget, a share of the item's tokens (o200k_base, "
    "exact, counted after the call). BM25 (whole sentences, with the score of their "
    "paragraph) and the four controls (random sentences, head, tail, random tokens) are given as "
    "many tokens as Steelyard used on that item. Each peer is compared with Steelyard run again "
    "at exactly as many tokens as the peer used, item by item: the last two columns are always at "
    "equal tokens, whether the peer kept its budget or not. A text that an arm refuses to make so "
    "short counts as nothing, with a recall of 0. Intervals in brackets are of 95 %, "
    f"from {RESAMPLES:,} paired resamples of the items, drawn with all others that share their "
    "text."
)
PEER_NOTES = (
    "llmslim runs its budgeted call and was given o200k_base to count in; JSON goes through the "
    "call it has for that. contextpress runs the preset `high` with the profile that did best, "
    "and without the sentence data that it would fetch over the network. headroom-ai and "
    "distil-llm take no budget, get the text as the result of a tool behind the question, and run "
    "without model weights; what they replace by a handle counts as gone."
)


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process needed.

    Args:
        loaded_mb: RSS once everything was loaded and used once.
        peak_mb: The most RSS after all calls.
    """

    loaded_mb: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that one run found.

    Args:
        results: One for each data set.
        command: What was run.
        memory: Of a process of each arm that has one.
        peer_versions: Of each peer that ran.
        peers_missing: Why no peer ran; empty where some did.
    """

    results: Sequence[Results]
    command: str
    memory: Mapping[str, Memory]
    peer_versions: Mapping[str, str]
    peers_missing: str

    def save(self, docs: Path, reports: Path) -> None:
        """Write the page, its plots and the figures.

        Args:
            docs: Folder of the page and the plots.
            reports: Folder of compression.json.
        """
        docs.mkdir(parents=True, exist_ok=True)
        reports.mkdir(exist_ok=True)
        (docs / "compression.md").write_text(self.as_markdown(), encoding="utf-8")
        for each in self.results:
            axis = f"{each.data_set.measures[0]}, mean"
            plot = svg(each.data_set.title, axis, lines(each))
            (docs / f"compression-{each.data_set.name}.svg").write_text(plot, encoding="utf-8")
        (reports / "compression.json").write_text(self.as_json(), encoding="utf-8")

    def broken_budgets(self) -> int:
        """How often Steelyard's result had more tokens than were allowed."""
        return sum(
            one.is_over
            for each in self.results
            for cell in each.cells
            for one in (*cell.arms[OURS], *chain(*cell.matched.values()))
        )

    def as_markdown(self) -> str:
        """The page."""
        resampled = [(each, resamples_of(each)) for each in self.results]
        parts = [
            "# Compression, side by side",
            f"{MEANING}",
            f"{METHOD}",
            self._conditions(),
            "## In short",
            self._summary(resampled),
            "## Budgets",
            self._violations(),
            *(part for each, resamples in resampled for part in _section(each, resamples)),
            "## Time and memory",
            self._time(),
            *PUBLISHED,
        ]
        return "\n\n".join(part for part in parts if part) + "\n"

    def as_json(self) -> str:
        """Every outcome of every arm."""
        content = {
            each.data_set.name: {
                share_name(cell.share): {
                    name: [
                        [item.key, one.total, one.budget, one.achieved, *map(_plain, one.values)]
                        for item, one in zip(each.data_set.items, outcomes, strict=True)
                    ]
                    for name, outcomes in cell.arms.items()
                }
                for cell in each.cells
            }
            for each in self.results
        }
        return json.dumps(content, ensure_ascii=False) + "\n"

    def _conditions(self) -> str:
        peers = ", ".join(
            f"{PEERS[name].partition(' ')[0]} {number}"
            for name, number in self.peer_versions.items()
        )
        ours = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
        rows = {
            "date": f"{datetime.now(tz=UTC):%Y-%m-%d}",
            "command": f"`{self.command}`",
            "machine": f"{_processor()}, one process, Python {platform.python_version()}",
            "versions": f"{ours}; {peers or f'peers not run: {self.peers_missing}'}",
            "seed": f"{SEED} for samples, resamples and records; chance in the controls is seeded "
            "by the text",
            **{
                f"data `{each.data_set.name}`": f"{len(each.data_set.items):,} items, "
                f"SHA-256 of its files together {each.data_set.digest()}"
                for each in self.results
            },
        }
        return "\n".join(f"- {name}: {value}" for name, value in rows.items())

    def _summary(self, resampled: Sequence[tuple[Results, Resamples]]) -> str:
        rows = [
            [
                f"{each.data_set.name}, {share_name(cell.share)}",
                with_interval(resamples.interval([one.values[0] for one in cell.arms[OURS]])),
                *(
                    with_interval(lead(cell, name, resamples)[1], signed=True)
                    for name in self._others()
                ),
            ]
            for each, resamples in resampled
            for cell in each.cells
            if math.isclose(cell.share, MAIN_SHARE) or cell.share == LOG_SHARE
        ]
        head = [
            "data set, budget",
            TITLES[OURS],
            *(f"over {TITLES[each]}" for each in self._others()),
        ]
        words = "Recall in percent, and how many points it is above each other arm at equal tokens."
        return f"{words}\n\n{table(head, rows)}"

    def _others(self) -> list[str]:
        return [name for name in arms_of(self.results[0].cells[0]) if name != OURS]

    def _violations(self) -> str:
        rows = []
        for name in [OURS, *self.peer_versions]:
            outcomes = [
                one for each in self.results for cell in each.cells for one in cell.arms[name]
            ]
            over = [one for one in outcomes if one.is_over]
            worst = max((one.achieved / one.budget for one in over), default=0.0)
            refused = sum(bool(one.answer.refused) for one in outcomes)
            worst_cell = f"{worst:.2f}x" if over else MISSING_FIGURE
            rows.append(
                [TITLES[name], f"{len(outcomes):,}", f"{len(over):,}", worst_cell, f"{refused:,}"]
            )
        head = ["arm", "calls", "over budget", "worst", "refused or failed"]
        return f"{table(head, rows)}\n\n{PEER_NOTES if self.peer_versions else ''}".rstrip()

    def _time(self) -> str:
        timed = {TITLES[name] for name in (OURS, *self.peer_versions)}
        rows = [row for each in self.results for row in time_rows(each) if row[0] in timed]
        head = ["arm", "data set", "p50 CPU ms", "p99 CPU ms", "p50 wall ms"]
        memory = [
            [TITLES[name], f"{each.loaded_mb:.0f}", f"{each.peak_mb:.0f}"]
            for name, each in self.memory.items()
        ]
        return (
            "Milliseconds of one call in process, without any transport, over all budgets of a "
            "data set; processor time of all threads, and time by the clock while other programs "
            "ran.\n\n"
            + table(head, sorted(rows, key=lambda row: row[1]))
            + "\n\nRSS of a process that does nothing else, over a few items of each data set.\n\n"
            + table(["arm", "MB after the first call", "most MB"], memory)
        )


def _section(results: Results, resamples: Resamples) -> list[str]:
    name, title = results.data_set.name, results.data_set.title
    measure = results.data_set.measures[0]
    parts = [
        f"## {title}",
        f"![{measure} against the share of tokens left: {title}](compression-{name}.svg)",
        recall_table(results, resamples),
    ]
    if name == "xquad":
        parts.append(language_table(results))
    if name == "logs":
        parts.append(f"Steelyard at {share_name(LOG_SHARE)} of the tokens, log by log:")
        parts.append(item_table(results, LOG_SHARE))
    return [*parts, further_table(results, resamples)]


def short(results: Sequence[Results]) -> str:
    """What a run prints: Steelyard beside all others, one line a data set and budget."""
    rows = [
        [
            f"{each.data_set.name} {share_name(cell.share)}",
            *(
                f"{TITLES[name]} {percents(mean_recall(cell.arms[name]))}"
                f" at {percents(mean_share(cell.arms[name]))}"
                for name in arms_of(cell)
            ),
        ]
        for each in results
        for cell in each.cells
    ]
    return "\n".join(": ".join([row[0], "; ".join(row[1:])]) for row in rows)


def _plain(value: float) -> float | None:
    return None if math.isnan(value) else round(value, 6)


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in told if line.startswith("model name")]
    return names[0] if names else platform.machine()
