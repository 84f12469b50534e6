"""``steelyard corpus count`` on a large corpus: ``python -m benchmarks.corpus_counting``.

Its speed beside that of the bare counting engine on the same texts in memory, in the same rounds;
the memory of all its processes over time; and what is left of it when it is killed in the middle.
The page is docs/benchmarks/corpus.md.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus_engine import ADAPTER, LIBRARY, Speed, crew
from benchmarks.corpus_report import Facts, Report
from benchmarks.corpus_runs import Run, kill_and_resume, run
from benchmarks.processes import BenchmarkFailed
from scripts.generate_corpus import records, write_json_lines

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks" / "corpus.md"
QUICK_MB, FULL_MB = 400, 2_000
KILL_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is counted.

    Args:
        path: The file.
        record_count: Its records.
        text_mb: Its texts.
    """

    path: Path
    record_count: int
    text_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 1 when something is not as it must be."""
    options = _parser().parse_args(arguments)
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        megabytes = QUICK_MB if options.quick else options.megabytes
        corpus = _generate(folder, megabytes)
        report = _measure(corpus, folder, options)
    print(report.text())
    if options.write:
        PAGE.write_text(report.page(), encoding="utf-8")
    return int(bool(report.broken()))


def _generate(folder: Path, megabytes: float) -> Corpus:
    _say(f"generating {megabytes:,.0f} MB of texts")
    path = folder / f"corpus-{megabytes:.0f}.jsonl"
    count = write_json_lines(records(megabytes=megabytes), path)
    return Corpus(path, count, megabytes)


def _measure(corpus: Corpus, folder: Path, options: argparse.Namespace) -> Report:
    processes = len(os.sched_getaffinity(0))
    runs: list[Run] = []
    engine: dict[str, list[Speed]] = {}
    for number in range(options.rounds):
        _say(f"round {number + 1} of {options.rounds}")
        runs.append(_fresh(corpus, folder, options.model))
        for arm in (LIBRARY, ADAPTER):
            with crew(corpus.path, processes=processes) as bare:
                for name in (arm, f"{arm}, the same texts again"):
                    speed, tokens = bare.measure(arm)
                    engine.setdefault(name, []).append(speed)
                    _compare(tokens, folder / "counted.jsonl")
    _say("killing and going on")
    killed = kill_and_resume(
        corpus.path,
        folder / "killed.jsonl",
        model=options.model,
        whole=_median_run(runs),
        share=KILL_SHARE,
    )
    facts = Facts(
        command=_command(options), model=options.model, processes=processes,
        record_count=corpus.record_count, text_mb=corpus.text_mb,
    )  # fmt: skip
    return Report(facts=facts, runs=runs, engine=engine, killed=killed)


def _fresh(corpus: Corpus, folder: Path, model: str) -> Run:
    output = folder / "counted.jsonl"
    output.unlink(missing_ok=True)
    return run(corpus.path, output, model=model)


def _compare(tokens: int, output: Path) -> None:
    """Both sides counted the same.

    Raises:
        BenchmarkFailed: They did not.
    """
    with output.open("rb") as lines:
        counted = sum(json.loads(line)["token_count"] for line in lines)
    if counted != tokens:
        raise BenchmarkFailed(f"the engine counts {tokens} tokens, the command {counted}")


def _median_run(runs: Sequence[Run]) -> Run:
    middle = statistics.median_low(each.seconds for each in runs)
    return next(each for each in runs if each.seconds == middle)


def _command(options: argparse.Namespace) -> str:
    size = " --quick" if options.quick else f" --megabytes {options.megabytes:g}"
    return f"python -m benchmarks.corpus_counting{size} --rounds {options.rounds}"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--megabytes", type=float, default=FULL_MB, help="size of all texts in MB")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_MB} MB only")
    parser.add_argument("--model", default="gpt-4o", help="one that counts in o200k_base")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where the files go; they stay there")
    parser.add_argument("--write", action="store_true", help="write docs/benchmarks/corpus.md")
    return parser


if __name__ == "__main__":
    sys.exit(main())
