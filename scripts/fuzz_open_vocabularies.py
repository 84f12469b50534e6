"""Compare the open vocabularies with their second sources, on generated texts and on a data folder.

Usage: fuzz_open_vocabularies.py [--short] [--strings N] [--first I] [--seed S] [--encoding E]
           [--jobs J] [--npm FOLDER] [--source N] [--every-character] [DATA]

DATA is a folder of gzip'd JSON lines, of which every string is compared (with --short one line in
fifty). Each generated text is made from the seed and its own index alone, so a difference can be
made again by itself. Exit code 1 if there is any.

--npm names a folder of unpacked npm packages; then the vocabularies that no Python package has are
compared with their data too (see docs/vocabularies.md).
"""

import argparse
import gzip
import json
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import batched, chain
from pathlib import Path
from unicodedata import normalize

from adapters.outbound.splintr.cutting import segments_of
from adapters.outbound.splintr.engines import SPACE_MARK
from adapters.outbound.splintr.families import FAMILIES
from adapters.outbound.splintr.tokenizer import SplintrTokenizer
from domain.tokens.model import SpecialTokens, TextNotCountable
from domain.tokens.open_vocabularies import OPEN_VOCABULARIES
from domain.tokens.streaming import exact_parts
from scripts.hostile_texts import SURROGATES, make_text
from tests.contract.npm_sources import npm_source
from tests.contract.second_sources import SecondSource, second_source

TEXT = SpecialTokens.AS_TEXT
VOCABULARIES = {each.encoding: each for each in OPEN_VOCABULARIES}
TEXTS_PER_TASK = 4_000
LINES_PER_TASK = 400
SHORT_STRINGS = 5_000
SHORT_EVERY = 50
JOINED = 100
"""So many generated texts are joined to a long one."""
CUT_EVERY = 4
"""One text in so many is also compared as it is cut when it is long."""
LONG_CHARACTERS = 1_000
CHARACTER_CONTEXTS = "{0}'s a{0}'S 1{0}1 A{0}a !{0}!\n{0}{0}'s {0}\n\n.{0}c, .{0}.C"
"""Where it shows whether a character is a letter, a mark, a digit, a blank or none of them."""
SHOWN = 10
SHOWN_CHARACTERS = 600
SPELLINGS = ["<h1>", "</td>", "<b>", "<code>", "<blockquote>", "<table>", "\n\n\n", "\t\t", "\t"]
SPELLINGS += ["<unused5>", "<unused4000>", "[multimodal]", "<mask>", "[toxicity=0]", "<2mass>"]
SPELLINGS += ["<bos>", "<eos>", "<s>", "</s>", "<unk>", "<start_of_turn>", "<|turn>", "<0x41>"]
SPELLINGS += [
    "<|im_start|>",
    "<|im_end|>",
    "<|think|>",
    "<|/think|>",
    "<think>",
    "</think>",
    "[INST]",
]
SPELLINGS += ["[/INST]", "[BOS]", "[gMASK]", "<sop>", "/nothink", "<tool_call>", "<|endoftext|>"]
SPELLINGS += ["<\uff5cUser\uff5c>", f"<\uff5cend{SPACE_MARK}of{SPACE_MARK}sentence\uff5c>"]
SPELLINGS += [
    "<|eot_id|>",
    "<|reserved_token_163700|>",
    "<|dummy_5|>",
    "    ",
    "\u3002\n",
    "e\u0301",
]


@dataclass(frozen=True, slots=True)
class Task:
    """A share of the work: generated texts, or lines of a file.

    Args:
        encoding: Whose second source it is.
        npm: The folder of npm packages; empty for none.
        source: Which of its second sources is compared with.
        seed: Of the generated texts.
        indices: Of the generated texts.
        path: The file; empty for generated texts.
        lines: Which lines of it.
        characters: Codes of characters, each of which is shown in places where its class matters.
    """

    encoding: str
    npm: str
    source: int
    seed: int
    indices: range = range(0)
    path: str = ""
    lines: range = range(0)
    characters: range = range(0)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text behind what makes it again."""
        made = [make_open_text(self.seed, index) for index in self.indices]
        for index, text in zip(self.indices, made, strict=True):
            yield f"--encoding {self.encoding} --first {index} --strings 1", text
        for group in batched(zip(self.indices, made, strict=True), JOINED):
            first = group[0][0]
            origin = f"--encoding {self.encoding} --first {first} --strings {len(group)}"
            yield origin, " word ".join(text for _, text in group)
        if self.path:
            for number in self.lines:
                yield f"{self.path}:{number + 1}", file_texts(self.path)[number]
        for code in self.characters:
            if code not in SURROGATES:
                yield f"U+{code:04X}", CHARACTER_CONTEXTS.format(chr(code))


def make_open_text(seed: int, index: int) -> str:
    """A generated text; every fourth has something in it that some vocabulary treats apart."""
    text = make_text(seed, index)
    if index % 4:
        return text
    source = random.Random(index)  # noqa: S311 - reproducible, not secret
    for _ in range(source.randint(1, 4)):
        place = source.randint(0, len(text))
        text = text[:place] + source.choice(SPELLINGS) + text[place:]
    return text


@cache
def file_texts(path: str) -> list[str]:
    """All the strings of each line of a file, joined."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return ["\n".join(strings_in(json.loads(line))) for line in lines]


def strings_in(value: object) -> Iterator[str]:
    """The strings in a JSON value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from chain.from_iterable(map(strings_in, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(strings_in, value))


@cache
def tokenizer_of(encoding: str) -> SplintrTokenizer:
    """The tokenizer, loaded once in each process."""
    tokenizer = SplintrTokenizer(VOCABULARIES[encoding])
    tokenizer.load()
    return tokenizer


def source_of(encoding: str, npm: str, index: int) -> SecondSource:
    """What an encoding is compared with."""
    return (npm_source(encoding, npm) if npm else None) or second_source(encoding, index)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a task found.

    Args:
        encoding: Of what.
        count: Texts that were compared.
        refused: Texts that the tokenizer leaves alone, as one may.
        differences: The name of the check, what makes the text again, and what was seen.
    """

    encoding: str
    count: int
    refused: int
    differences: list[tuple[str, str, str]]


def run(task: Task) -> Outcome:
    """Every check that a text fails."""
    found = []
    count = refused = 0
    source = source_of(task.encoding, task.npm, task.source)
    for number, (origin, text) in enumerate(task.texts()):
        count += 1
        expected = source.encode(text)
        try:
            failed = list(checks(task.encoding, text, expected, number))
        except TextNotCountable:
            refused += 1
            continue
        for name, seen in failed:
            shown = json.dumps([text[:SHOWN_CHARACTERS], expected[:60], seen])
            found.append((name, origin, shown[: 3 * SHOWN_CHARACTERS]))
    return Outcome(task.encoding, count - refused, refused, found)


def checks(
    encoding: str, text: str, expected: list[int], number: int
) -> Iterator[tuple[str, object]]:
    """The checks that a text fails."""
    tokenizer, vocabulary = tokenizer_of(encoding), VOCABULARIES[encoding]
    token_ids = list(tokenizer.encode(text, special_tokens=TEXT))
    if token_ids != expected:
        yield "ids", token_ids[:60]
    if tokenizer.count(text, special_tokens=TEXT) != len(expected):
        yield "count", tokenizer.count(text, special_tokens=TEXT)
    if (decoded := tokenizer.decode(token_ids)) != as_decoded(encoding, text).encode():
        yield "decoded", repr(decoded[:60])
    if vocabulary.can_be_cut:
        length = 1 + number % 12 if len(text) < LONG_CHARACTERS else LONG_CHARACTERS // 2
        parts = list(exact_parts(text, length=length))
        if sum(tokenizer.count_batch(parts, special_tokens=TEXT)) != len(expected):
            yield "count in parts", parts[:20]
    if (number % CUT_EVERY == 0 or "<" in text) and cut_ids(encoding, text) != expected:
        yield "ids when cut", cut_ids(encoding, text)[:60]


def cut_ids(encoding: str, text: str) -> list[int]:
    """The ids as those of a long text are found."""
    family = FAMILIES[VOCABULARIES[encoding].ranks]
    engine = tokenizer_of(encoding)._engine()  # noqa: SLF001 - the way of long texts, for short ones
    text = normalize("NFC", text) if family.normalises else text
    text = f" {text}" if text and family.begins_with_space else text
    token_ids: list[int] = []
    for each in segments_of(family, engine, text):
        if isinstance(each, int):
            token_ids.append(each)
        else:
            token_ids += engine.batch([each])[0] if isinstance(each, str) else engine.ids(each.text)
    return token_ids


def as_decoded(encoding: str, text: str) -> str:
    """A text as decoding gives it back."""
    family = FAMILIES[VOCABULARIES[encoding].ranks]
    if family.normalises:
        return normalize("NFC", text)
    return text if family.markers else text.replace(SPACE_MARK, " ")


def tasks(options: argparse.Namespace) -> Iterator[Task]:
    """The work, encoding by encoding, so that a process seldom needs more than one at a time."""
    strings = options.strings or (SHORT_STRINGS if options.short else 200_000)
    stop = options.first + strings
    paths = sorted(Path(options.data).rglob("*.jsonl.gz")) if options.data else []
    for encoding in options.encoding or VOCABULARIES:
        base = (encoding, options.npm, options.source, options.seed)
        for start in range(options.first, stop, TEXTS_PER_TASK):
            yield Task(*base, range(start, min(start + TEXTS_PER_TASK, stop)))
        for start in range(0, options.characters, TEXTS_PER_TASK):
            characters = range(start, min(start + TEXTS_PER_TASK, options.characters))
            yield Task(*base, characters=characters)
        for path in paths:
            every = SHORT_EVERY if options.short else 1
            lines = range(0, len(file_texts(str(path))), every)
            for start in range(0, len(lines), LINES_PER_TASK):
                yield Task(*base, path=str(path), lines=lines[start : start + LINES_PER_TASK])


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("data", nargs="?", default="", help="folder of gzip'd JSON lines")
    parser.add_argument("--short", action="store_true", help="a small part of everything")
    parser.add_argument("--strings", type=int, default=0, help="generated texts for each encoding")
    parser.add_argument("--first", type=int, default=0, help="index of the first text")
    parser.add_argument("--seed", type=int, default=20_261_123, help="another seed, other texts")
    parser.add_argument("--encoding", action="append", choices=VOCABULARIES, help="default: all")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes")
    parser.add_argument("--npm", default="", help="folder of unpacked npm packages")
    parser.add_argument("--source", type=int, default=0, help="which of several second sources")
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
    compared, refused, differing = Counter[str](), Counter[str](), Counter[str]()
    began_s = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for done, outcome in enumerate(pool.imap(run, work), start=1):
            for difference in outcome.differences[: max(0, SHOWN - differing.total())]:
                print(*difference)
            compared[outcome.encoding] += outcome.count
            refused[outcome.encoding] += outcome.refused
            differing[outcome.encoding] += len(outcome.differences)
            if done % 50 == 0:
                elapsed_s = time.monotonic() - began_s
                print(f"{done} of {len(work)} tasks, {elapsed_s:.0f} s", file=sys.stderr)
    for encoding, count in compared.items():
        source = source_of(encoding, options.npm, options.source).name
        left = f"; {refused[encoding]:,} refused" if refused[encoding] else ""
        print(
            f"{encoding}: {count:,} texts, {differing[encoding]:,} differences from {source}{left}"
        )
    return int(differing.total() > 0)


if __name__ == "__main__":
    sys.exit(main())
