"""What anything must beat: the first and the last tokens, sentences and tokens by chance, and BM25.

Each keeps its limit exactly and needs nothing but the text. Chance is seeded by the text and the
limit, so every run is the same.
"""

import math
import random
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate

from benchmarks.compression_answers import Answer, Compressor, timed, tokens

SATURATION, LENGTH_WEIGHT = 1.2, 0.75
"""BM25's k1 and b as they are usually set."""
_SENTENCE = re.compile(
    r".+?(?:[.!?]['\")\]]*\s+|[\u3002\uff01\uff1f\uff1b\u0964\u061f]|\n+|$)", re.DOTALL
)
_WORD = re.compile(r"\w+")


def head(text: str, query: str, budget: int) -> Answer:
    """The first tokens."""
    del query
    return timed(lambda: _longest(tokens().encode(text), budget, from_end=False))


def tail(text: str, query: str, budget: int) -> Answer:
    """The last tokens."""
    del query
    return timed(lambda: _longest(tokens().encode(text), budget, from_end=True))


def random_tokens(text: str, query: str, budget: int) -> Answer:
    """Tokens by chance, in their order."""
    del query

    def write() -> str:
        all_tokens = tokens().encode(text)
        chosen = _chance(text, budget).sample(range(len(all_tokens)), min(budget, len(all_tokens)))
        while True:
            written = tokens().decode([all_tokens[place] for place in sorted(chosen)])
            over = tokens().count(written) - budget
            if over <= 0:
                return written
            del chosen[-over:]

    return timed(write)


def random_sentences(text: str, query: str, budget: int) -> Answer:
    """Sentences by chance, in their order, as many as fit."""
    del query

    def write() -> str:
        parts = sentences(text)
        order = list(range(len(parts)))
        _chance(text, budget).shuffle(order)
        return fill(parts, order, budget)

    return timed(write)


def bm25(text: str, query: str, budget: int) -> Answer:
    """The sentences that share most words with the query, in their order, as many as fit.

    The score of a sentence and that of its paragraph count the same, which does better than the
    sentence's alone. Without a query, the text itself is the query.
    """

    def write() -> str:
        parts = sentences(text) or [""]
        scores = _with_paragraphs(parts, query or text)
        return fill(parts, sorted(range(len(parts)), key=lambda at: (-scores[at], at)), budget)

    return timed(write)


def sentences(text: str) -> list[str]:
    """The sentences and lines of a text, with what parts them; together they are the text."""
    return _SENTENCE.findall(text)


def _with_paragraphs(parts: Sequence[str], query: str) -> list[float]:
    """The score of each part and of the paragraph it is in, each as a share of the best one's."""
    numbers = list(accumulate((part.endswith("\n\n") for part in parts[:-1]), initial=0))
    paragraphs = [""] * (numbers[-1] + 1)
    for number, part in zip(numbers, parts, strict=True):
        paragraphs[number] += part
    alone, together = bm25_scores(parts, query), bm25_scores(paragraphs, query)
    best_alone, best_together = max(alone) or 1.0, max(together) or 1.0
    return [
        score / best_alone + together[number] / best_together
        for number, score in zip(numbers, alone, strict=True)
    ]


def bm25_scores(parts: Sequence[str], query: str) -> list[float]:
    """The score of each part (Robertson and Zaragoza 2009, with idf above 0)."""
    counts = [Counter(words(part)) for part in parts]
    lengths = [sum(each.values()) for each in counts]
    mean = sum(lengths) / max(1, len(parts)) or 1.0
    spread = Counter(word for each in counts for word in each)
    asked = [word for word in dict.fromkeys(words(query)) if word in spread]
    weights = {
        word: math.log(1 + (len(parts) - spread[word] + 0.5) / (spread[word] + 0.5))
        for word in asked
    }
    return [
        _score(each, weights, SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * length / mean))
        for each, length in zip(counts, lengths, strict=True)
    ]


def words(text: str) -> list[str]:
    """The words of a text, whatever their case."""
    return _WORD.findall(text.casefold())


def _score(counts: Counter[str], weights: dict[str, float], damping: float) -> float:
    shared = weights.keys() & counts.keys() if len(weights) > len(counts) else weights
    return math.fsum(
        weights[word] * counts[word] * (SATURATION + 1) / (counts[word] + damping)
        for word in shared
        if word in counts
    )


def fill(parts: Sequence[str], order: Iterable[int], budget: int) -> str:
    """What fits of the parts, taken in that order and written in their own.

    Args:
        parts: What a text is made of.
        order: Which parts to take first.
        budget: The most tokens together.
    """
    chosen: list[int] = []
    left = budget
    for place in order:
        cost = tokens().count(parts[place])
        if cost <= left:
            chosen.append(place)
            left -= cost
    while chosen:
        written = "".join(parts[place] for place in sorted(chosen))
        if tokens().count(written) <= budget:  # parts that meet may cost more than apart
            return written
        chosen.pop()
    return ""


def _longest(all_tokens: list[int], budget: int, *, from_end: bool) -> str:
    """The longest run of tokens from one end that has no more tokens when it is text again."""
    for count in range(budget, 0, -1):
        run = all_tokens[-count:] if from_end else all_tokens[:count]
        written = tokens().decode(run)
        if tokens().count(written) <= budget:
            return written
    return ""


def _chance(text: str, budget: int) -> random.Random:
    return random.Random(f"{budget}:{text}")


CONTROLS: dict[str, Compressor] = {
    "bm25": bm25,
    "random-sentences": random_sentences,
    "head": head,
    "tail": tail,
    "random-tokens": random_tokens,
}
