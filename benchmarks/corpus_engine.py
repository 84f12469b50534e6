"""The bare counting engine on texts that are already in memory, in one process for each core."""

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path

import toktok

from adapters.outbound.toktok.tokenizer import ToktokTokenizer
from domain.tokens.model import SpecialTokens
from domain.tokens.vocabularies import OPENAI_VOCABULARIES

ENCODING = "o200k_base"
LIBRARY, ADAPTER = "toktok-rs itself", "our adapter of it"
"""With and without the search for texts that it splits otherwise than the reference."""
BATCH = 256

type Count = Callable[[Sequence[str]], Sequence[int]]


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast something was.

    Args:
        wall: MB of texts by the clock, in a second.
        cpu: MB of texts in a second of CPU time of all processes together.
    """

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Crew:
    """Processes that hold the texts, each its share.

    Args:
        ways: The way to each.
        byte_count: The size of all texts as UTF-8.
    """

    ways: Sequence[Connection]
    byte_count: int

    def measure(self, arm: str) -> tuple[Speed, int]:
        """Count all texts once, until the last process is done: the speed, and the tokens."""
        began_at = time.perf_counter()
        for way in self.ways:
            way.send(arm)
        answers = [way.recv() for way in self.ways]
        seconds = time.perf_counter() - began_at
        megabytes = self.byte_count / 1_000_000
        cpu_s = sum(each for _, each in answers)
        return Speed(megabytes / seconds, megabytes / cpu_s), sum(tokens for tokens, _ in answers)


@contextmanager
def crew(path: Path, *, processes: int) -> Iterator[Crew]:
    """Start processes that read a corpus of JSON lines into memory, and end them.

    Args:
        path: The corpus.
        processes: How many processes.
    """
    spawning = multiprocessing.get_context("spawn")
    ways = []
    for share in range(processes):
        mine, theirs = spawning.Pipe()
        arguments = (theirs, path, share, processes)
        spawning.Process(target=_serve, args=arguments, daemon=True).start()
        theirs.close()
        ways.append(mine)
    try:
        yield Crew(ways, sum(way.recv() for way in ways))
    finally:
        for way in ways:
            way.send(None)


def _serve(way: Connection, path: Path, share: int, shares: int) -> None:
    """Count whenever told to."""
    with path.open("rb") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, share, None, shares)]
    arms = _arms()
    for count in arms.values():
        count(texts[:BATCH])
    way.send(sum(len(text.encode()) for text in texts))
    while arm := way.recv():
        began_at = time.process_time()
        batches = (texts[first : first + BATCH] for first in range(0, len(texts), BATCH))
        tokens = sum(sum(arms[arm](batch)) for batch in batches)
        way.send((tokens, time.process_time() - began_at))


def _arms() -> Mapping[str, Count]:
    vocabulary = next(each for each in OPENAI_VOCABULARIES if each.encoding == ENCODING)
    tokenizer = ToktokTokenizer(vocabulary)
    library = toktok._encoding(vocabulary.ranks)  # noqa: SLF001 - what the adapter counts with
    return {
        LIBRARY: lambda texts: list(map(library.count, texts)),
        ADAPTER: lambda texts: tokenizer.count_batch(texts, special_tokens=SpecialTokens.AS_TEXT),
    }
