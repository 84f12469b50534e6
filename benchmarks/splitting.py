"""How much is counted to shorten and to divide a text: ``python -m benchmarks.splitting``.

Counting is what both cost. For shortening, what was counted is given in multiples of what is left,
and how many of the counts were of at least half of that; for dividing, in multiples of the text.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from adapters.outbound.tiktoken.vocabulary import build_encoding
from benchmarks.corpus import texts
from domain.tokens.boundaries import Boundary
from domain.tokens.splitting import SplitRules, split
from domain.tokens.truncation import Side, truncate
from domain.tokens.vocabularies import O200K_BASE

TEXTS = 400
LIMITS = (100, 1_000, 8_000)
OVERLAPS = (0, 0.1)
MOST_CHUNKS = 1_000_000


@dataclass(slots=True)
class Counter:
    """Counts under o200k_base and remembers how long what it counted was."""

    encode: Callable[[str], list[int]] = field(
        default_factory=lambda: build_encoding(O200K_BASE).encode_ordinary
    )
    lengths: list[int] = field(default_factory=list)

    def __call__(self, text: str) -> int:
        """The tokens of the text."""
        self.lengths.append(len(text))
        return len(self.encode(text))


def truncations(text: str, counter: Counter) -> Iterator[str]:
    """A row for each side and limit."""
    for side in Side:
        for limit in LIMITS:
            counter.lengths.clear()
            began = time.perf_counter()
            left = truncate(text, limit_tokens=limit, side=side, count=counter, marker="\u2026")
            took = time.perf_counter() - began
            kept = len(left.text)
            large = sum(2 * length >= kept for length in counter.lengths)
            yield (
                f"| {side.value} | {limit:,} | {left.token_count:,} | {len(counter.lengths)} "
                f"| {large} | {sum(counter.lengths) / kept:.1f} | {took * 1_000:.1f} ms |"
            )


def splits(text: str, counter: Counter) -> Iterator[str]:
    """A row for each kind of boundary, limit and overlap."""
    for boundary in Boundary:
        for limit in LIMITS:
            for overlap in OVERLAPS:
                rules = SplitRules(limit, int(overlap * limit), boundary, MOST_CHUNKS)
                counter.lengths.clear()
                began = time.perf_counter()
                chunks = split(text, rules=rules, count=counter)
                took = time.perf_counter() - began
                full = sum(each.token_count for each in chunks) / len(chunks) / limit
                yield (
                    f"| {boundary.value} | {limit:,} | {overlap:.0%} | {len(chunks):,} "
                    f"| {full:.0%} | {sum(counter.lengths) / len(text):.1f} | {took:.2f} s |"
                )


def main() -> None:
    """Print both tables."""
    text, counter = "\n\n".join(texts(TEXTS)), Counter()
    print(f"{len(text):,} characters of code and English\n")
    print("| kept | limit | tokens | counts | large ones | counted / kept | time |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print(*truncations(text, counter), sep="\n")
    print("\n| boundary | limit | overlap | chunks | filled | counted / text | time |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print(*splits(text, counter), sep="\n")


if __name__ == "__main__":
    main()
