"""Made-up texts of every kind, for budgets alone: there is nothing in them that must survive.

What is code or English in them comes with Python itself.
"""

import argparse
import heapq
import inspect
import json
import json.decoder
import random
import textwrap
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pydoc_data.topics import topics

from benchmarks.compression_answers import Compressor, tokens

SEED = 20_240_229
SHARES = (0.9, 0.5, 0.25, 0.1, 0.05, 0.01)
"""Of a text's tokens; now and then the budget is 1 or 2 tokens instead."""
TINY_BUDGETS = (1, 2)
SLICE = 1_000
"""Characters of code or English that are taken at once."""
ALPHABETS = {
    "Thai": (0x0E01, 0x0E2E),
    "Chinese": (0x4E00, 0x5E00),
    "Arabic": (0x0627, 0x064A),
    "Hindi": (0x0905, 0x0939),
    "Russian": (0x0430, 0x044F),
    "Greek": (0x03B1, 0x03C9),
    "emoji": (0x1F300, 0x1F5FF),
}
_LEVELS = ("DEBUG", "INFO", "INFO", "INFO", "WARN", "ERROR")
_EVENTS = (
    "connection from 10.0.{a}.{b}:{c} closed after {d} ms",
    "block blk_{c}{d} of size {a} received",
    "user u_{b} logged in with token t-{c}-{d}",
    "retry {a} of {b}: upstream timed out",
    "disk /dev/sd{a} at {b} percent",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a compressor kept the budgets of made-up texts.

    Args:
        calls: How many texts it was given.
        broken: Kind, budget and tokens of each result above its budget.
        refused: How many texts of each kind it said it cannot shorten so far.
        used: The share of the budget that was used where the text was longer, on average.
    """

    calls: int
    broken: tuple[str, ...]
    refused: Mapping[str, int]
    used: float


def check_budgets(compress: Compressor, count: int) -> Verdict:
    """Compress made-up texts and count what is above the budget.

    Args:
        compress: What shortens them.
        count: How many.
    """
    broken, refused, used = list[str](), Counter[str](), list[float]()
    for kind, text, query, budget in made_up(count):
        answer = compress(text, query, budget)
        achieved = tokens().count(answer.text)
        if answer.refused:
            refused[kind] += 1
        elif tokens().count(text) > budget:
            used.append(achieved / budget)
        if achieved > budget:
            broken.append(f"{kind}: {achieved} tokens for a budget of {budget}")
    return Verdict(count, tuple(broken), refused, sum(used) / max(1, len(used)))


def made_up(count: int) -> Iterator[tuple[str, str, str, int]]:
    """Kind, text, query and budget, the same on every run.

    Args:
        count: How many.
    """
    source = random.Random(SEED)
    slices = _code_and_english()
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        text = KINDS[kind](source, slices)
        start = source.randrange(len(text))
        query = text[start : start + 60] if number % 3 else ""
        budget = max(1, int(tokens().count(text) * source.choice(SHARES)))
        if number % 10 == 0:
            budget = source.choice(TINY_BUDGETS)
        yield kind, text, query, budget


def _code_and_english() -> list[str]:
    """Slices of Python's own source and of its reference manual, in turn."""
    code = "".join(map(inspect.getsource, (argparse, heapq, json.decoder, random, textwrap)))
    prose = "\n".join(topics[name] for name in sorted(topics))[: len(code)]
    starts = range(0, min(len(code), len(prose)) - SLICE, SLICE)
    return [text[start : start + SLICE] for start in starts for text in (code, prose)]


def _slices(source: random.Random, slices: list[str], odd: int) -> str:
    chosen = source.sample(range(odd, len(slices), 2), source.randint(1, 12))
    return "\n\n".join(slices[place] for place in chosen)


def _code(source: random.Random, slices: list[str]) -> str:
    return _slices(source, slices, 0)


def _prose(source: random.Random, slices: list[str]) -> str:
    return _slices(source, slices, 1)


def _dialogue(source: random.Random, slices: list[str]) -> str:
    said = " ".join(source.sample(slices, 6)).split()
    turns = []
    while said:
        length = source.randint(1, 30)
        turns.append(f"{source.choice(('Ann', 'Ben', 'Cleo'))}: {' '.join(said[:length])}")
        del said[:length]
    return "\n".join(turns)


def _log(source: random.Random, slices: list[str]) -> str:
    del slices
    rows = []
    for number in range(source.randint(20, 300)):
        figures = {name: source.randint(0, 9_999) for name in "abcd"}
        level = source.choice(_LEVELS)
        stamp = f"2024-05-17 {number // 60 % 24:02}:{number % 60:02}:00,{figures['a']:04}"
        rows.append(f"{stamp} {level} {source.choice(_EVENTS).format(**figures)}")
    return "\n".join(rows)


def _json(source: random.Random, slices: list[str]) -> str:
    records = [
        {
            "id": f"R{source.randrange(10**6):06}",
            "name": source.choice(slices)[:40],
            "tags": source.choices(("new", "paid", "late"), k=2),
            "total": source.random() * 1_000,
            "lines": [{"sku": source.randrange(10**5), "note": None}] * source.randint(0, 3),
        }
        for _ in range(source.randint(1, 60))
    ]
    return json.dumps(records, indent=source.choice((None, 2)), ensure_ascii=False)


def _diff(source: random.Random, slices: list[str]) -> str:
    rows = [f"{source.choice(' +-')}{row}" for row in _code(source, slices).splitlines()]
    head = "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n"
    return head + f"@@ -1,{len(rows)} +1,{len(rows)} @@\n" + "\n".join(rows)


def _markdown(source: random.Random, slices: list[str]) -> str:
    rows = "\n".join(
        f"| {source.randrange(1_000)} | {source.choice(slices)[:20].split()!s} |"
        for _ in range(source.randint(2, 30))
    )
    chosen = source.sample(slices, 4)
    code = f"```python\n{chosen[0]}\n```"
    return f"# One\n\n{chosen[1]}\n\n{code}\n\n## Two\n\n| a | b |\n| --- | --- |\n{rows}\n"


def _script(source: random.Random, slices: list[str]) -> str:
    del slices
    first, last = ALPHABETS[source.choice(list(ALPHABETS))]
    words = [
        "".join(chr(source.randint(first, last)) for _ in range(source.randint(1, 9)))
        for _ in range(source.randint(10, 400))
    ]
    return source.choice((" ", "", "\n")).join(words)


def _noise(source: random.Random, slices: list[str]) -> str:
    del slices
    marks = ["\n", "\r\n", "\t", " ", "\x00", "{", "]", '"', "|", "a", "7", "é", "\u200b", "🙂"]
    return "".join(source.choices(marks, k=source.randint(1, 2_000)))


KINDS: dict[str, Callable[[random.Random, list[str]], str]] = {
    "prose": _prose, "code": _code, "dialogue": _dialogue, "log": _log, "json": _json,
    "diff": _diff, "markdown": _markdown, "script": _script, "noise": _noise,
}  # fmt: skip
