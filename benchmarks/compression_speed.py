"""How long CompressText takes in this process, by kind and size of text, and what it remembers.

Usage: python -m benchmarks.compression_speed [--data DATA] [--rounds N] [--only WORD]

Without data the texts are made up; with it passages, meetings, logs and records are real ones.
Every text is compressed to a tenth of its tokens, or to the least that can be made of it, on one
core. The requests of a kind come in turn with those of the others, so that a busy moment of the
machine strikes them all. Wall time tells what a caller waits, CPU time what it costs; where they
differ, the machine was busy.
"""

import argparse
import math
import os
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.compression_speed_texts import Case, made_up, recorded
from bootstrap.container import build_container
from bootstrap.settings import Settings
from domain.compression.requests import BudgetInfeasible, CompressionRules, TextToCompress
from domain.tokens.model import TokenizerSelector
from ports.inbound.use_cases import CompressionUseCases

ENCODING = "o200k_base"
SHARE = 10
ANY = 10**9
type Compress = Callable[[str, str, int], int]


def compressor() -> Compress:
    """What compresses a text and tells how many tokens it had."""
    settings = Settings.from_environment({"STEELYARD_COUNTING_PROCESSES": "0"})
    texts = build_container(settings).get(CompressionUseCases).texts

    def compress(text: str, query: str, token_budget: int) -> int:
        steps = texts.compress_text(
            selector=TokenizerSelector(encoding=ENCODING),
            content=TextToCompress(text),
            rules=CompressionRules(token_budget=token_budget, query=query),
        )
        while (done := steps.step()) is None:
            pass
        return done.ratio.original_tokens

    return compress


def measure(cases: Sequence[Case], rounds: int) -> None:
    """Compress the texts in turn; the first compression of each is not counted."""
    compress = compressor()
    for case in cases:
        case.tokens = [compress(text, "", ANY) for text in case.texts]
        case.budgets = [_feasible(compress, case, place) for place in range(len(case.texts))]
    for number in range(rounds):
        for case in cases:
            place = number % len(case.texts)
            wall, cpu = time.perf_counter(), time.process_time()
            compress(case.texts[place], case.query, case.budgets[place])
            case.wall_ms.append((time.perf_counter() - wall) * 1_000)
            case.cpu_ms.append((time.process_time() - cpu) * 1_000)


def _feasible(compress: Compress, case: Case, place: int) -> int:
    """A tenth of a text's tokens, or the least that it can be compressed to."""
    budget = case.tokens[place] // SHARE
    try:
        compress(case.texts[place], case.query, budget)
    except BudgetInfeasible as refusal:
        return int(refusal.metadata["minimum_token_budget"])
    return budget


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="folder that holds nq20/, qmsum/, logs/, agents/")
    parser.add_argument("--rounds", type=int, default=20, help="how often each text is compressed")
    parser.add_argument("--only", default="", help="kinds whose names hold this word")
    options = parser.parse_args()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    found = recorded(options.data) if options.data else made_up()
    cases = [case for case in found if options.only in case.name]
    measure(cases, options.rounds)
    print(f"{'text':24}{'tokens':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU p50':>9}{'CPU p99':>9}")
    for case in cases:
        tokens = round(statistics.fmean(case.tokens))
        times = [
            quantile(values, share)
            for values in (case.wall_ms, case.cpu_ms)
            for share in (0.5, 0.99)
        ]
        print(f"{case.name:24}{tokens:9,}" + "".join([f"{each:9.1f}" for each in times]))
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    load = os.getloadavg()[0]
    print(f"RSS at most {peak_kb / 1024:,.0f} MB; {options.rounds} rounds; load {load:.1f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
