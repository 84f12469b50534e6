"""Our count of Claude's tokens is ctok's, and where the provider's is known, the provider's."""

import gzip
import json
import os
import random
from functools import cache
from pathlib import Path

import pytest

from adapters.outbound.claude.counter import ClaudeCounter
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from domain.tokens.model import SpecialTokens
from scripts.fuzz_claude import VOCABULARIES, comparable, counts, reference_count
from scripts.hostile_texts import make_text

SEED = 20_261_124
DATA = Path(
    os.environ.get("STEELYARD_DATA") or Path(__file__).parents[2].parent / "shared" / "data"
)
GENERATIONS = {"claude-v3": "v3", "claude-v4.7": "v4.7", "claude-v5": "v5"}
EXACT_SHARE = 0.999
GOLDEN: list[tuple[str, tuple[int, int, int]]] = [
    ("", (8, 12, 6)),
    (" ", (8, 12, 6)),
    ("Hello, world!", (11, 17, 12)),
    ("The quick brown fox doesn't jump over 12,345 lazy dogs.", (23, 37, 32)),
    ("def total(items):\n    return sum(x.price for x in items)  # in cents\n", (29, 35, 30)),
    ("NASA's McDonald WiFi GaN ÉTÉ İstanbul Straße", (27, 41, 36)),
    ("敏捷的棕色狐狸,跳过了懒狗。", (30, 34, 28)),
    ("प्रत्येक व्यक्ति को शिक्षा का अधिकार है।", (36, 40, 35)),
    ("👩\u200d👩\u200d👧\u200d👦 family 🏳\ufe0f\u200d🌈", (34, 38, 32)),
    ("  two blanks \t and a tab  ", (18, 24, 18)),
    ("\n\n\nfeeds\n\n\n", (10, 16, 10)),
    ("\u201cQuoted\u201d \u2018twice\u2019 it\u2019s", (17, 27, 22)),
    ("½ \u0663\u0664 2² \u216b ①", (27, 31, 25)),
    ("e\u0301 e\x01\u0301 \u0345a", (15, 19, 14)),
    ("| a | b |\n|---|---|\n| 1 | 2 |", (26, 32, 27)),
]


@pytest.fixture(params=VOCABULARIES)
def encoding(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def counter(encoding: str) -> ClaudeCounter:
    return ClaudeCounter(VOCABULARIES[encoding])


def count(counter: ClaudeCounter, text: str) -> int:
    """A count of ours."""
    return counter.count(text, special_tokens=SpecialTokens.AS_TEXT)


def long_text(source: random.Random) -> str:
    """Generated texts strung together, several parts long."""
    joint = ["", " ", "\n", ". "]
    texts = [make_text(SEED, source.randrange(2**40)) for _ in range(2_000)]
    return "".join(each + source.choice(joint) for each in texts)


@cache
def recorded(name: str, encoding: str) -> list[tuple[int, int]]:
    """The provider's own counts of texts, each with ours."""
    path = DATA / "claude" / f"{name}.jsonl.gz"
    if not path.exists():
        pytest.skip("the recorded counts are not part of the repository")
    counter = ClaudeCounter(VOCABULARIES[encoding])
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [
            (row["counts"][GENERATIONS[encoding]], count(counter, row["text"]))
            for row in map(json.loads, lines)
        ]


def test_generated_texts_count_as_the_second_source_counts_them(encoding: str) -> None:
    """Whole and in parts, some hundreds of the fuzzer's texts have the same counts."""
    texts = [comparable(encoding, make_text(SEED, index)) for index in range(500)]
    expected = [{reference_count(encoding, text)} for text in texts]

    actual = [counts(encoding, number, text) for number, text in enumerate(texts)]

    assert expected == actual


def test_a_text_of_many_parts_counts_as_the_second_source_counts_it(
    encoding: str, counter: ClaudeCounter
) -> None:
    """Where a long text is cut does not show."""
    text = comparable(encoding, long_text(random.Random(1)))
    expected = reference_count(encoding, text)

    actual = count(counter, text)

    assert expected == actual


@pytest.mark.parametrize(("text", "expected"), GOLDEN)
def test_counts_stay_what_they_were(text: str, expected: tuple[int, int, int]) -> None:
    """Texts of every kind have the counts that they had when this was written."""
    actual = tuple(count(ClaudeCounter(each), text) for each in CLAUDE_VOCABULARIES)

    assert expected == actual


@pytest.mark.parametrize("name", ["rosetta", "udhr"])
def test_recorded_texts_count_as_the_provider_counted_them(name: str, encoding: str) -> None:
    """All but one in a thousand of the recorded counts are met exactly."""
    pairs = recorded(name, encoding)

    exact_count = sum(expected == actual for expected, actual in pairs)

    assert exact_count >= EXACT_SHARE * len(pairs)


@pytest.mark.parametrize("name", ["rosetta", "udhr"])
def test_no_recorded_text_has_more_tokens_than_its_bound(name: str, encoding: str) -> None:
    """The upper bound holds on every recorded text."""
    label = VOCABULARIES[encoding].label

    over = [
        (expected, actual)
        for expected, actual in recorded(name, encoding)
        if expected > label(actual).upper_bound_token_count
    ]

    assert [] == over
