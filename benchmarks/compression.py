"""Measure compression beside its peers: ``make bench-compression DATA=FOLDER``.

Every arm compresses the same texts to the same numbers of tokens. Prints a line for each data set
and budget; the page is docs/benchmarks/compression.md, all figures are in reports/compression.json.
Without a data folder, only budgets are checked, on made-up texts.
"""

import argparse
import multiprocessing
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from benchmarks.compression_answers import Compressor, peak_memory_mb, tokens
from benchmarks.compression_arms import build_ours
from benchmarks.compression_controls import CONTROLS
from benchmarks.compression_corpus import check_budgets
from benchmarks.compression_data import FOLDERS, DataSet, data_sets
from benchmarks.compression_peers import MISSING, PEERS_PYTHON, TITLES, Peer, Request, open_peers
from benchmarks.compression_report import Memory, Report, short
from benchmarks.compression_runs import OURS, run

ROOT = Path(__file__).parent.parent
DOCS, REPORTS = ROOT / "docs" / "benchmarks", ROOT / "reports"
MADE_UP_TEXTS = 900
MEMORY_ITEMS = 10
"""Of each data set, compressed by a process of its own to see what memory it needs."""
MEMORY_SHARE = 0.1
NO_DATA = (
    "there is no data in {folder}: recall is not measured. Give a folder with {names} as DATA; "
    "what is checked now is only that budgets are kept, on made-up texts"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        0; 1 when Steelyard broke a budget.
    """
    options = _parser().parse_args(arguments)
    only = frozenset(options.only.split(",")) if options.only else frozenset[str]()
    if unknown := only - FOLDERS.keys():
        raise SystemExit(f"no such data set: {', '.join(sorted(unknown))}")
    sets = data_sets(options.data, only=only, questions=options.questions) if options.data else []
    ours = build_ours()
    if not sets:
        return _check_made_up(ours, options.data, options.texts)
    report = _measure(sets, ours, options)
    if options.write:
        report.save(DOCS, REPORTS)
    print(short(report.results))
    broken = report.broken_budgets()
    print(f"Steelyard broke {broken} budgets")
    return int(broken > 0)


def _check_made_up(ours: Compressor, folder: Path | None, count: int) -> int:
    print(NO_DATA.format(folder=folder or "the options", names=", ".join(sorted(FOLDERS))))
    verdict = check_budgets(ours, count)
    for line in verdict.broken:
        print(line)
    refused = ", ".join(f"{kind} {number}" for kind, number in sorted(verdict.refused.items()))
    print(
        f"{verdict.calls} made-up texts: {len(verdict.broken)} over budget, "
        f"{sum(verdict.refused.values())} refused ({refused or 'none'}), "
        f"{verdict.used:.1%} of the budget used"
    )
    return int(bool(verdict.broken))


def _measure(sets: Sequence[DataSet], ours: Compressor, options: argparse.Namespace) -> Report:
    with ExitStack() as stack:
        peers = list[Peer]()
        if not options.no_peers:
            only = frozenset(options.peers.split(",")) if options.peers else frozenset[str]()
            peers = stack.enter_context(open_peers(options.peers_python, options.cache, only=only))
        missing = "they were left out" if options.no_peers else MISSING
        if not peers:
            print(f"no peer runs: {missing}", file=sys.stderr)
        results = [run(each, ours, CONTROLS, peers) for each in sets]
        return Report(
            results=results,
            command=_command(options),
            memory=_memory(sets, peers),
            peer_versions={each.name: each.version for each in peers},
            peers_missing="" if peers else missing,
        )


def _memory(sets: Sequence[DataSet], peers: Sequence[Peer]) -> dict[str, Memory]:
    """What a process needs that does nothing but compress."""
    print("measuring memory", file=sys.stderr)
    requests = [
        (item.text, item.query, int(tokens().count(item.text) * MEMORY_SHARE), each.kind)
        for each in sets
        for item in each.items[:MEMORY_ITEMS]
    ]
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        peaks = {OURS: pool.apply(_memory_mb, (requests,))}
    peaks |= {peer.name: peer.memory_mb(requests) for peer in peers}
    return {name: Memory(each[0], each[-1]) for name, each in peaks.items()}


def _memory_mb(requests: Sequence[Request]) -> list[float]:
    """The most RSS of this process after each call."""
    ours = build_ours()
    peaks = []
    for text, query, budget, _ in requests:
        ours(text, query, budget)
        peaks.append(peak_memory_mb())
    return peaks


def _command(options: argparse.Namespace) -> str:
    chosen = "".join(
        f" --{name} {value}"
        for name, value in (("questions", options.questions), ("only", options.only))
        if value
    )
    return f"python -m benchmarks.compression --data DATA{chosen}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder of the data sets")
    parser.add_argument("--only", help=f"names out of {', '.join(FOLDERS)}, with commas")
    parser.add_argument("--questions", type=int, help="the most items of a data set")
    parser.add_argument("--peers", help=f"names out of {', '.join(TITLES)}, with commas")
    parser.add_argument("--no-peers", action="store_true", help="leave the peers out")
    parser.add_argument(
        "--peers-python", type=Path, default=PEERS_PYTHON, help="Python of the peers' environment"
    )
    parser.add_argument("--cache", type=Path, help="folder that keeps the peers' answers")
    parser.add_argument(
        "--texts", type=int, default=MADE_UP_TEXTS, help="made-up texts where there is no data"
    )
    parser.add_argument(
        "--write", action="store_true", help="write docs/benchmarks/compression.md and its plots"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
