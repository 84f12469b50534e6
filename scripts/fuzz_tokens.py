"""Compare the fast engine with the reference on generated texts and on the standard library.

Usage: fuzz_tokens.py [--strings N] [--first I] [--seed S] [--encoding E] [--jobs J]
           [--every-character]

Each text is made from the seed and its own index alone, so a difference can be made again by
itself. Exit code 1 if there is any.
"""

import argparse
import json
import multiprocessing
import os
import sys
import sysconfig
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from itertools import batched
from pathlib import Path

import tiktoken

from adapters.outbound.tiktoken.vocabulary import build_encoding
from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from domain.tokens.model import SpecialTokens, TextNotCountable
from domain.tokens.streaming import exact_parts
from domain.tokens.vocabularies import OPENAI_VOCABULARIES
from scripts.hostile_texts import SURROGATES, make_text

TEXT, SPECIAL = SpecialTokens.AS_TEXT, SpecialTokens.AS_SPECIAL
VOCABULARIES = {each.encoding: each for each in OPENAI_VOCABULARIES}
LIBRARY = Path(sysconfig.get_path("stdlib"))
TEXTS_PER_TASK = 2_000
FILES_PER_TASK = 50
SHOWN_DIFFERENCES = 10
SHOWN_CHARACTERS = 1_000
CHARACTER_CONTEXTS = "{0}'s a{0}'S 1{0}1 A{0}a !{0}!\n{0}{0}'s {0}\n\n"
"""Where it shows whether a character is a letter, a mark, a digit, a blank or none of them."""
SPECIAL_EVERY = 8
"""One text in so many is also compared with special tokens, as are all that may spell one."""

type Finding = tuple[str, object, object]
"""A check, what the reference says, what the fast engine says."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the engines differ, and how to make the text again."""

    check: str
    reproduce: str
    text: str
    expected: str
    actual: str

    def as_json(self) -> str:
        """One line of ASCII; long values are cut."""
        return json.dumps({name: value[:SHOWN_CHARACTERS] for name, value in asdict(self).items()})


@dataclass(frozen=True, slots=True)
class Task:
    """A share of the work: the texts of some indices, some files, or some characters."""

    encoding: str
    seed: int
    indices: range
    files: tuple[str, ...] = ()
    characters: range = range(0)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text behind the options that make it again, or the file it is in."""
        for index in self.indices:
            origin = f"--encoding {self.encoding} --seed {self.seed} --first {index} --strings 1"
            yield origin, make_text(self.seed, index)
        for name in self.files:
            yield name, (LIBRARY / name).read_text(encoding="utf-8")
        for code in self.characters:
            if code not in SURROGATES:
                yield f"U+{code:04X}", CHARACTER_CONTEXTS.format(chr(code))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task found."""

    task: Task
    differences: list[Difference]
    refused_count: int


@dataclass(slots=True)
class Tally:
    """The sums of one encoding."""

    strings: int = 0
    string_differences: int = 0
    files: int = 0
    file_differences: int = 0
    characters: int = 0
    character_differences: int = 0
    refused: int = 0

    def add(self, outcome: Outcome) -> None:
        """Count a task in."""
        self.strings += len(outcome.task.indices)
        self.files += len(outcome.task.files)
        self.refused += outcome.refused_count
        self.characters += len(outcome.task.characters)
        if outcome.task.files:
            self.file_differences += len(outcome.differences)
        elif outcome.task.characters:
            self.character_differences += len(outcome.differences)
        else:
            self.string_differences += len(outcome.differences)

    @property
    def differences(self) -> int:
        """All of them."""
        return self.string_differences + self.file_differences + self.character_differences

    def __str__(self) -> str:
        characters = f"; {self.characters:,} characters, {self.character_differences:,} differences"
        return (
            f"{self.strings:,} strings, {self.string_differences:,} differences; "
            f"{self.files:,} standard library files, {self.file_differences:,} differences"
            + (characters if self.characters else "")
            + (f"; {self.refused:,} left to the reference" if self.refused else "")
        )


@dataclass(frozen=True, slots=True)
class Engines:
    """Both engines of one encoding."""

    fast: ToktokTokenizer
    reference: tiktoken.Encoding

    def findings(self, text: str, *, part_length: int, with_special: bool) -> Iterator[Finding]:
        """Every check on which the fast engine, or counting in parts, is not the reference."""
        ids = self.reference.encode_ordinary(text)
        yield from self._compare(text, ids, TEXT)
        yield from differing("count in parts", len(ids), self._count_in_parts(text, part_length))
        if with_special:
            ids = self.reference.encode(text, allowed_special="all")
            yield from self._compare(text, ids, SPECIAL)

    def _compare(
        self, text: str, ids: list[int], special_tokens: SpecialTokens
    ) -> Iterator[Finding]:
        kind = f"special tokens as {special_tokens.value}"
        actual = list(self.fast.encode(text, special_tokens=special_tokens))
        yield from differing(f"ids, {kind}", ids, actual)
        count = self.fast.count(text, special_tokens=special_tokens)
        yield from differing(f"count, {kind}", len(ids), count)

    def _count_in_parts(self, text: str, length: int) -> int | str:
        parts = list(exact_parts(text, length=length))
        if "".join(parts) != text:
            return "the parts are not the text"
        return sum(self.fast.count_batch(parts, special_tokens=TEXT))

    def refuses(self, text: str) -> bool:
        """Whether the fast engine leaves the text to the reference, as an engine may."""
        try:
            self.fast.count(text, special_tokens=TEXT)
        except TextNotCountable:
            return True
        return False

    def batch_findings(self, texts: Sequence[str]) -> Iterator[tuple[int, Finding]]:
        """The index and finding of every text that is counted otherwise in a batch."""
        counts = self.fast.count_batch(texts, special_tokens=TEXT)
        for index, text in enumerate(texts):
            alone = self.fast.count(text, special_tokens=TEXT)
            for finding in differing("count in a batch", alone, counts[index]):
                yield index, finding


def differing(check: str, expected: object, actual: object) -> Iterator[Finding]:
    """The finding, if it is one."""
    if expected != actual:
        yield check, expected, actual


@cache
def engines(encoding: str) -> Engines:
    """The engines of an encoding, loaded once in each process."""
    vocabulary = VOCABULARIES[encoding]
    return Engines(ToktokTokenizer(vocabulary), build_encoding(vocabulary))


def text_findings(encoding: str, number: int, text: str) -> list[Finding]:
    """All findings on one text; an engine that gives up is one too."""
    part_length = 1 + number % 12 if len(text) < TEXTS_PER_TASK else 500
    with_special = number % SPECIAL_EVERY == 0 or "<|" in text
    checks = engines(encoding).findings(text, part_length=part_length, with_special=with_special)
    try:
        return list(checks)
    except BaseException as error:
        # A panic in native code is no Exception, and a pool waits for ever for what one has ended.
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return [("raised", None, repr(error))]


def run(task: Task) -> Outcome:
    """Do a task."""
    both = engines(task.encoding)
    given = list(task.texts())
    compared = [(origin, text) for origin, text in given if not both.refuses(text)]
    texts = [text for _, text in compared]
    found = [
        (number, finding)
        for number, text in enumerate(texts)
        for finding in text_findings(task.encoding, number, text)
    ]
    found += both.batch_findings(texts)
    differences = [
        Difference(check, *compared[number], str(expected), str(actual))
        for number, (check, expected, actual) in found
    ]
    return Outcome(task, differences, refused_count=len(given) - len(compared))


def library_files() -> list[str]:
    """The text files of the standard library that are UTF-8, by their path in it."""
    paths = sorted(path for kind in ("*.py", "*.txt") for path in LIBRARY.rglob(kind))
    own = (path for path in paths if "site-packages" not in path.parts)
    return [str(path.relative_to(LIBRARY)) for path in own if is_utf8(path)]


def is_utf8(path: Path) -> bool:
    """Whether the file can be read as text."""
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


def tasks(options: argparse.Namespace) -> Iterator[Task]:
    """The work, encoding by encoding, so that a process seldom needs more than one at a time."""
    files = library_files()
    stop = options.first + options.strings
    for encoding in options.encoding or VOCABULARIES:
        for start in range(options.first, stop, TEXTS_PER_TASK):
            indices = range(start, min(start + TEXTS_PER_TASK, stop))
            yield Task(encoding, options.seed, indices)
        for names in batched(files, FILES_PER_TASK):
            yield Task(encoding, options.seed, range(0), names)
        for start in range(0, options.characters, TEXTS_PER_TASK):
            characters = range(start, min(start + TEXTS_PER_TASK, options.characters))
            yield Task(encoding, options.seed, range(0), characters=characters)


def report(outcomes: Iterable[Outcome], *, task_count: int) -> dict[str, Tally]:
    """Show progress and the first differences as they come; return the sums of each encoding."""
    tallies: dict[str, Tally] = {}
    shown = 0
    began_s = time.monotonic()
    for done, outcome in enumerate(outcomes, start=1):
        tallies.setdefault(outcome.task.encoding, Tally()).add(outcome)
        for difference in outcome.differences[: SHOWN_DIFFERENCES - shown]:
            print(difference.as_json())
            shown += 1
        if done % 20 == 0 or done == task_count:
            elapsed_s = time.monotonic() - began_s
            print(f"{done} of {task_count} tasks, {elapsed_s:.0f} s", file=sys.stderr)
    return tallies


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--strings", type=int, default=1_000_000, help="texts for each encoding")
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
        help="compare each character there is in the places where its class shows",
    )
    return parser.parse_args(arguments)


def main() -> int:
    """Compare everything; return the exit code."""
    options = parse(sys.argv[1:])
    work = list(tasks(options))
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        tallies = report(pool.imap_unordered(run, work), task_count=len(work))
    for encoding, tally in tallies.items():
        print(f"{encoding}: {tally}")
    return int(any(each.differences for each in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
