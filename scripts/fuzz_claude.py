"""Compare our count of Claude's tokens with ctok's on generated texts.

Usage: fuzz_claude.py [--strings N] [--first I] [--seed S] [--encoding E] [--jobs J]
           [--every-character]

Each text is made from the seed and its own index alone, so a difference can be made again by
itself. Blanks at the end of a text are left out for claude-v5: ctok counts them and the provider
does not. Texts are counted whole and in parts. Exit code 1 if there is any difference.
"""

import argparse
import json
import multiprocessing
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import ctok  # type: ignore[import-untyped]  # it ships no annotations

from adapters.outbound.claude.counter import BLANKS, ClaudeCounter
from domain.tokens.claude_vocabularies import CLAUDE_V5, CLAUDE_VOCABULARIES
from domain.tokens.model import SpecialTokens
from scripts.hostile_texts import SURROGATES, make_text

VOCABULARIES = {each.encoding: each for each in CLAUDE_VOCABULARIES}
CTOK_VERSIONS = {"claude-v3": "3.0", "claude-v4.7": "4.7", "claude-v5": "4.8"}
CHARACTER_CONTEXTS = (
    "{0}",
    " {0} ",
    "a{0}b {0}'s A{0} {0}B",
    "1{0}1 {0} 中{0}。 {0}中 !{0}! {0}\n",
    "½{0}½ \u0660{0}\u0660 ©{0}\ufe0f © '{0} {0}' {0}\u0301{0}",
    "AB{0}CD Ab{0} {0}{0}{0}{0}",
)
"""Where it shows of which kind a character is."""
TEXTS_PER_TASK = 1_000
SHOWN_DIFFERENCES = 20
SHOWN_CHARACTERS = 1_000


@dataclass(frozen=True, slots=True)
class Task:
    """A share of the work: the texts of some indices, or some characters."""

    encoding: str
    seed: int
    indices: range = range(0)
    characters: range = range(0)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text behind what makes it again."""
        for index in self.indices:
            origin = f"--encoding {self.encoding} --seed {self.seed} --first {index} --strings 1"
            yield origin, make_text(self.seed, index)
        for code in self.characters:
            if code not in SURROGATES:
                for context in CHARACTER_CONTEXTS:
                    yield f"U+{code:04X}", context.format(chr(code))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task found; each difference is one line of ASCII."""

    encoding: str
    compared: int
    differences: tuple[str, ...]


def reference_count(encoding: str, text: str) -> int:
    """What ctok counts."""
    return int(ctok.token_count(text, CTOK_VERSIONS[encoding]))


def counts(encoding: str, number: int, text: str) -> set[int]:
    """What we count, in parts of some length and as a whole."""
    vocabulary = VOCABULARIES[encoding]
    short = 1 + number % 40
    counters = ClaudeCounter(vocabulary), ClaudeCounter(vocabulary, part_length=short)
    return {each.count(text, special_tokens=SpecialTokens.AS_TEXT) for each in counters}


def comparable(encoding: str, text: str) -> str:
    """The text without what the two are known to count differently."""
    return text.rstrip(BLANKS) if encoding == CLAUDE_V5.encoding else text


def run(task: Task) -> Outcome:
    """Do a task."""
    differences = []
    texts = list(task.texts())
    for number, (origin, given) in enumerate(texts):
        text = comparable(task.encoding, given)
        expected = reference_count(task.encoding, text)
        actual = counts(task.encoding, number, text)
        if actual != {expected}:
            found = {"reproduce": origin, "text": text[:SHOWN_CHARACTERS]}
            differences.append(json.dumps(found | {"expected": expected, "actual": [*actual]}))
    return Outcome(task.encoding, len(texts), tuple(differences))


def tasks(options: argparse.Namespace) -> Iterator[Task]:
    """The work, encoding by encoding."""
    stop = options.first + options.strings
    for encoding in options.encoding or VOCABULARIES:
        for start in range(options.first, stop, TEXTS_PER_TASK):
            indices = range(start, min(start + TEXTS_PER_TASK, stop))
            yield Task(encoding, options.seed, indices)
        for start in range(0, options.characters, TEXTS_PER_TASK):
            characters = range(start, min(start + TEXTS_PER_TASK, options.characters))
            yield Task(encoding, options.seed, characters=characters)


def report(outcomes: Iterable[Outcome]) -> int:
    """Show the first differences as they come, then the sums; return how many there are."""
    compared: Counter[str] = Counter()
    different: Counter[str] = Counter()
    for outcome in outcomes:
        for difference in outcome.differences[: max(0, SHOWN_DIFFERENCES - different.total())]:
            print(difference)
        compared[outcome.encoding] += outcome.compared
        different[outcome.encoding] += len(outcome.differences)
    for encoding, count in compared.items():
        print(f"{encoding}: {count:,} texts, {different[encoding]:,} differences")
    return different.total()


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--strings", type=int, default=5_000, help="texts for each encoding")
    parser.add_argument("--first", type=int, default=0, help="index of the first text")
    parser.add_argument("--seed", type=int, default=20_261_123, help="another seed, other texts")
    parser.add_argument("--encoding", action="append", choices=VOCABULARIES, help="default: all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes")
    parser.add_argument(
        "--every-character",
        dest="characters",
        action="store_const",
        const=sys.maxunicode + 1,
        default=0,
        help="compare each character there is in the places where its kind shows",
    )
    return parser.parse_args(arguments)


def main() -> int:
    """Compare everything; return the exit code."""
    options = parse(sys.argv[1:])
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        difference_count = report(pool.imap_unordered(run, tasks(options)))
    return int(difference_count > 0)


if __name__ == "__main__":
    sys.exit(main())
