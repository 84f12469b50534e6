"""What the jobs of the benchmark compress: texts that come once each, so that nobody knows them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks import corpus

ENCODING = "o200k_base"
SMALL_BYTES = corpus.TEXT_BYTES
LARGE_BYTES = 100 * corpus.TEXT_BYTES
SHARE = 4
"""A text is compressed to about one token in so many."""
_BYTES_PER_TOKEN = 4
_POOL = 1_000


@dataclass(frozen=True, slots=True)
class Workload:
    """Jobs that are enqueued and done together.

    Args:
        name: What they are.
        texts: What they compress.
        texts_per_job: How many of them are one job.
        text_bytes: How long each is.
    """

    name: str
    texts: Sequence[str]
    texts_per_job: int
    text_bytes: int

    @property
    def token_budget(self) -> int:
        """What each text is compressed to."""
        return self.text_bytes // _BYTES_PER_TOKEN // SHARE

    @property
    def job_count(self) -> int:
        """How many jobs there are."""
        return len(self.texts) // self.texts_per_job

    def jobs(self) -> Iterator[Sequence[str]]:
        """The texts of each job."""
        for start in range(0, len(self.texts), self.texts_per_job):
            yield self.texts[start : start + self.texts_per_job]


class TextSource:
    """Makes texts out of slices of source code and English, no two of which are the same.

    Args:
        seed: The same seed gives the same texts in the same order.
    """

    def __init__(self, seed: int) -> None:
        self._choose = random.Random(seed)
        self._pool = corpus.texts(_POOL)
        self._made = 0

    def take(self, count: int, text_bytes: int) -> list[str]:
        """So many texts of so many bytes."""
        return [self._text(text_bytes) for _ in range(count)]

    def _text(self, text_bytes: int) -> str:
        self._made += 1
        slices = self._choose.choices(self._pool, k=text_bytes // SMALL_BYTES + 1)
        return f"Text {self._made:,}.\n\n{'\n\n'.join(slices)}"[:text_bytes]
