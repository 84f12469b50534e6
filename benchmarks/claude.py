"""Measure counting Claude's tokens beside ctok: ``python -m benchmarks.claude --data FOLDER``.

The folder holds ``claude/rosetta.jsonl.gz`` and ``claude/udhr.jsonl.gz``: texts with the provider's
own counts. Exactness is told for each file and vocabulary; throughput is that of processor time,
both sides in turn in each round, as medians. Fresh text is counted by a process that has only
loaded the vocabulary, repeated text by one that has counted it before.
"""

import argparse
import gzip
import json
import multiprocessing
import random
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import ctok  # type: ignore[import-untyped]  # it ships no annotations

from adapters.outbound.claude.counter import ClaudeCounter
from adapters.outbound.claude.pieces import ENGINE
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.model import SpecialTokens, Vocabulary

FILES = ("rosetta", "udhr")
GENERATIONS = {"claude-v3": "v3", "claude-v4.7": "v4.7", "claude-v5": "v5"}
CTOK_VERSIONS = {"claude-v3": "3.0", "claude-v4.7": "4.7", "claude-v5": "4.8"}
VOCABULARIES = {each.encoding: each for each in CLAUDE_VOCABULARIES}
SAMPLE_BYTES = 400_000
WORST_BYTES = 1_000_000
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Sample:
    """Texts and what is to be done with them; a process of its own measures it.

    Args:
        encoding: With which vocabulary.
        texts: Counted one by one.
        by_ctok: Whether ctok counts them instead of us.
    """

    encoding: str
    texts: tuple[str, ...]
    by_ctok: bool = False

    @property
    def byte_count(self) -> int:
        """Length of the texts together in UTF-8."""
        return sum(len(text.encode()) for text in self.texts)


def read(path: Path) -> list[tuple[str, Mapping[str, int]]]:
    """Texts with the provider's counts by generation."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [(row["text"], row["counts"]) for row in map(json.loads, lines)]


def counting(encoding: str, *, by_ctok: bool) -> Callable[[str], int]:
    """What counts one text, loaded and used once."""
    if by_ctok:
        count: Callable[[str], int] = partial(ctok.token_count, version=CTOK_VERSIONS[encoding])
    else:
        counter = ClaudeCounter(VOCABULARIES[encoding])
        count = partial(counter.count, special_tokens=SpecialTokens.AS_TEXT)
    count("")
    return count


def seconds(count: Callable[[str], int], texts: Sequence[str]) -> float:
    """Processor time that counting all the texts takes."""
    began = time.process_time()
    for text in texts:
        count(text)
    return time.process_time() - began


def speeds(sample: Sample) -> tuple[float, float]:
    """MB a second for fresh text and for the same again."""
    count = counting(sample.encoding, by_ctok=sample.by_ctok)
    megabytes = sample.byte_count / 1e6
    return megabytes / seconds(count, sample.texts), megabytes / seconds(count, sample.texts)


def in_own_process(sample: Sample) -> tuple[float, float]:
    """The same in a process that has counted nothing yet."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(speeds, (sample,))


def exactness(vocabulary: Vocabulary, rows: Sequence[tuple[str, Mapping[str, int]]]) -> str:
    """How many counts are the provider's, and how many are above the bound."""
    count = counting(vocabulary.encoding, by_ctok=False)
    pairs = [(given[GENERATIONS[vocabulary.encoding]], count(text)) for text, given in rows]
    exact = sum(expected == actual for expected, actual in pairs)
    under = sum(expected > actual for expected, actual in pairs)
    over_bound = sum(
        expected > vocabulary.label(actual).upper_bound_token_count for expected, actual in pairs
    )
    return f"{exact:,} of {len(pairs):,} exact, {under} under, {over_bound} above the bound"


def sample_of(rows: Sequence[tuple[str, Mapping[str, int]]], seed: int) -> tuple[str, ...]:
    """Some of the texts, so many bytes of them."""
    texts = [text for text, _ in rows]
    random.Random(seed).shuffle(texts)
    taken: list[str] = []
    left = SAMPLE_BYTES
    while texts and left > 0:
        taken.append(texts.pop())
        left -= len(taken[-1].encode())
    return tuple(taken)


def compare(encoding: str, rows: Sequence[tuple[str, Mapping[str, int]]], rounds: int) -> str:
    """Speed of fresh and of repeated text, ours and ctok's, and the ratios of the medians."""
    ours, theirs = [], []
    for number in range(rounds):
        texts = sample_of(rows, number)
        ours.append(in_own_process(Sample(encoding, texts)))
        theirs.append(in_own_process(Sample(encoding, texts, by_ctok=True)))
    cells = []
    for place, name in enumerate(("fresh", "repeated")):
        mine = statistics.median(each[place] for each in ours)
        other = statistics.median(each[place] for each in theirs)
        cells.append(f"{name} {mine:.2f} MB/s, ctok {other:.3f} MB/s, ratio {mine / other:.1f}")
    return "; ".join(cells)


def worst_texts() -> dict[str, str]:
    """Texts of 1 MB that a tiling may find hard."""
    source = random.Random(1)

    def of(characters: Sequence[str], size: int) -> str:
        return "".join(source.choices(characters, k=WORST_BYTES // size))

    return {
        "one letter": "a" * WORST_BYTES,
        "blanks": " " * WORST_BYTES,
        "line feeds": "\n" * WORST_BYTES,
        "NULs": "\0" * WORST_BYTES,
        "number signs": "#" * WORST_BYTES,
        "random letters": of(LETTERS, 1),
        "random words": of([*LETTERS, " "], 1),
        "random ASCII": of([*map(chr, range(0x20, 0x7F))], 1),
        "random punctuation": of("!\"#$%&'()*+,-./:;<=>?@[]^_{|}~", 1),
        "Chinese": of([*map(chr, range(0x4E00, 0x9FFF))], 3),
        "Thai": of([*map(chr, range(0x0E01, 0x0E3B))], 3),
        "combining marks": of("\u0301\u0323\u0308", 2),
        "emoji": of([*map(chr, range(0x1F300, 0x1F700))], 4),
        "digits": of("0123456789", 1),
    }


def report_worst(encoding: str) -> None:
    """Speed of each of the worst texts, fresh and repeated."""
    for name, text in worst_texts().items():
        fresh, repeated = in_own_process(Sample(encoding, (text,)))
        print(f"  {name}: fresh {fresh:.2f} MB/s, repeated {repeated:.2f} MB/s")


def report_load(encoding: str) -> None:
    """Processor time of loading."""
    began = time.process_time()
    ClaudeCounter(VOCABULARIES[encoding]).load()
    print(f"  {encoding}: {time.process_time() - began:.2f} s")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, required=True, help="folder with claude/*.jsonl.gz")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each comparison")
    return parser.parse_args(arguments)


def main() -> int:
    """Measure and print everything; the exit code says whether a bound failed."""
    options = parse(sys.argv[1:])
    files = {name: read(options.data / "claude" / f"{name}.jsonl.gz") for name in FILES}
    print(f"Pieces: {ENGINE}\nLoading, the last over the pieces of the one before")
    for encoding in VOCABULARIES:
        report_load(encoding)
    print("Exactness")
    lines = [
        (name, vocabulary.encoding, exactness(vocabulary, rows))
        for name, rows in files.items()
        for vocabulary in CLAUDE_VOCABULARIES
    ]
    for name, encoding, line in lines:
        print(f"  {name}, {encoding}: {line}")
    print(f"Speed over {SAMPLE_BYTES:,} bytes, medians of {options.rounds} rounds")
    for name, rows in files.items():
        for encoding in VOCABULARIES:
            print(f"  {name}, {encoding}: {compare(encoding, rows, options.rounds)}")
    for encoding in ("claude-v3", "claude-v4.7"):
        print(f"Worst cases of {WORST_BYTES:,} bytes, {encoding}")
        report_worst(encoding)
    return int(any(not line.endswith(" 0 above the bound") for _, _, line in lines))


if __name__ == "__main__":
    sys.exit(main())
