"""How long CompressText takes in this process, by kind and size of text, and what it remembers.

Usage: python -m benchmarks.compression_speed [--data DATA] [--rounds N] [--only WORD]

Without data the texts are made up; with it passages, meetings, logs and records are real ones. Every
text is compressed to a tenth of its tokens, on one core. The requests of a kind come in turn with
those of the others, so that a busy moment of the machine strikes them all. Wall time tells what a
caller waits, CPU time what it costs; where they differ, the machine was busy.
"""

import argparse
import gzip
import json
import math
import os
import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from typing import Any

from benchmarks import corpus
from bootstrap.container import build_container
from bootstrap.settings import Settings
from domain.compression.requests import CompressionRules, TextToCompress
from domain.tokens.model import TokenizerSelector
from ports.inbound.compression import TextCompressions
from ports.inbound.use_cases import CompressionUseCases

ENCODING = "o200k_base"
CHARACTERS_PER_TOKEN = 4
"""Of English; the tokens that a text really has are printed beside its name."""
SHARE = 10
PASSAGE_COUNT = 20
MEETING, LARGE = 12_000, 100_000
LOG_LINES = 2_000
SAMPLES = 5
"""Different texts of the smallest kind, which comes the most often."""
QUERY = "who said how long the new version would take, and why?"
DOCUMENTS = Path(__file__).resolve().parents[1] / "docs"


@dataclass(slots=True)
class Case:
    """Texts of one kind and size, and how long each compression of one took.

    Args:
        name: What they are.
        texts: The texts, taken in turn.
        query: What is asked; may be empty.
    """

    name: str
    texts: Sequence[str]
    query: str = QUERY
    budgets: list[int] = field(default_factory=list)
    wall_ms: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)


def cut(pieces: Iterator[str] | Sequence[str], tokens: int, separator: str = "\n") -> str:
    """As many pieces as come to about so many tokens; they begin again where there are fewer."""
    taken: list[str] = []
    left = tokens * CHARACTERS_PER_TOKEN
    for piece in cycle(pieces):
        if left <= 0:
            break
        taken.append(piece)
        left -= len(piece) + len(separator)
    return separator.join(taken)


def made_up() -> Iterator[Case]:
    """Texts of the standard library's documentation, dressed as passages, meetings and so on."""
    source = random.Random(corpus.SEED)
    texts = corpus.texts(2 * LARGE * CHARACTERS_PER_TOKEN // corpus.TEXT_BYTES)
    prose = [" ".join(each.split()) for each in texts[1::2]]
    passages = [
        [f"Document [{n + 1}](Title: {each[:24]}) {each[24:520]}" for n, each in enumerate(group)]
        for group in (source.sample(prose, PASSAGE_COUNT) for _ in range(SAMPLES))
    ]
    turns = [f"Speaker {chr(65 + number % 7)}: {each[:300]}" for number, each in enumerate(prose)]
    lines = [_log_line(source, number) for number in range(20 * LOG_LINES)]
    records = [
        {"id": number, "name": each[:12], "note": each[12:200], "score": source.random()}
        for number, each in enumerate(prose * 4)
    ]
    yield Case("20 passages", ["\n\n".join(each) for each in passages])
    yield from _cases(prose, turns, lines[:LOG_LINES], lines, records)


def recorded(folder: Path) -> Iterator[Case]:
    """Texts of public data sets.

    Args:
        folder: Holds nq20/, qmsum/, logs/ and agents/.
    """
    passages = _rows(folder / "nq20/passages.jsonl.gz")
    questions = _rows(folder / "nq20/questions.jsonl.gz")
    texts = [f"(Title: {each['title']}) {each['text']}" for each in passages]
    asked = [
        "\n\n".join([f"Document [{n + 1}]{texts[place]}" for n, place in enumerate(each)])
        for each in (question["documents"] for question in questions[:SAMPLES])
    ]
    meetings = _rows(folder / "qmsum/meetings.jsonl.gz")
    turns = [
        f"{turn['speaker']}: {turn['content']}"
        for meeting in meetings
        for turn in meeting["meeting_transcripts"]
    ]
    paths = sorted((folder / "logs").glob("*.jsonl.gz"))
    logs = {path.stem: [row["line"] for row in _rows(path)] for path in paths}
    records = _rows(folder / "agents/airline.jsonl.gz")
    yield Case("20 passages", asked, questions[0]["question"])
    prose = [each["text"] for each in passages]
    lines = [line for log in logs.values() for line in log]
    yield from _cases(prose, turns, logs.get("HDFS.jsonl", lines[:LOG_LINES]), lines, records)


def _cases(
    prose: Sequence[str],
    turns: Sequence[str],
    log: Sequence[str],
    lines: Sequence[str],
    records: Sequence[Any],
) -> Iterator[Case]:
    code = corpus.texts(2 * LARGE * CHARACTERS_PER_TOKEN // corpus.TEXT_BYTES)[::2]
    documents = [path.read_text(encoding="utf-8") for path in sorted(DOCUMENTS.rglob("*.md"))]
    written = [json.dumps(each, indent=1) for each in records]
    yield Case("meeting", [cut(turns, MEETING)])
    yield Case("meeting, no query", [cut(turns, MEETING)], "")
    yield Case("2,000 log lines", ["\n".join(log)], "")
    for query in (QUERY, ""):
        suffix = "" if query else ", no query"
        yield Case("prose" + suffix, [cut(prose, LARGE, "\n\n")], query)
        yield Case("long meeting" + suffix, [cut(turns, LARGE)], query)
        yield Case("code" + suffix, [cut(code, LARGE, "\n\n")], query)
        yield Case("Markdown" + suffix, [cut(documents, LARGE, "\n\n")], query)
        yield Case("log" + suffix, [cut(lines, LARGE)], query)
        yield Case("JSON" + suffix, [f"[{cut(written, LARGE, ',')}]"], query)


def _log_line(source: random.Random, number: int) -> str:
    event = source.choice(("opened", "closed", "was refused by", "answered in 7 ms"))
    level = source.choice(("INFO", "INFO", "INFO", "WARN", "ERROR"))
    return f"2026-11-23 10:{number % 60:02}:17,0{number % 89 + 10} {level} job: 10.0.{number % 250}.7 {event}"


def _rows(path: Path) -> list[Any]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def compressor() -> Callable[[str, str, int], int]:
    """What compresses a text and tells how many tokens it had."""
    settings = Settings.from_environment({"STEELYARD_COUNTING_PROCESSES": "0"})
    texts: TextCompressions = build_container(settings).get(CompressionUseCases).texts

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
        case.budgets = [compress(text, "", 10**9) // SHARE for text in case.texts]
        for text, budget in zip(case.texts, case.budgets, strict=True):
            compress(text, case.query, budget)
    for number in range(rounds):
        for case in cases:
            place = number % len(case.texts)
            wall, cpu = time.perf_counter(), time.process_time()
            compress(case.texts[place], case.query, case.budgets[place])
            case.wall_ms.append((time.perf_counter() - wall) * 1_000)
            case.cpu_ms.append((time.process_time() - cpu) * 1_000)


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
        tokens = round(statistics.fmean(case.budgets)) * SHARE
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
