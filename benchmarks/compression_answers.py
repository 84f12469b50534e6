"""What every compressor gives, what it took, and the tokens in which it is counted."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import tiktoken

from adapters.outbound.tiktoken.vocabulary import build_encoding
from domain.shared.errors import SteelyardError
from domain.tokens.vocabularies import O200K_BASE


@dataclass(frozen=True, slots=True)
class Answer:
    """What a compressor made of a text.

    Args:
        text: The compressed text; empty where it refused or failed.
        wall_ms: How long it took.
        cpu_ms: How much processor time.
        refused: Why there is no text; empty where there is one.
    """

    text: str
    wall_ms: float
    cpu_ms: float
    refused: str = ""


class Compressor(Protocol):
    """What shortens texts."""

    def __call__(self, text: str, query: str, budget: int) -> Answer:
        """Shorten a text.

        Args:
            text: The text.
            query: What will be asked; may be empty.
            budget: The most tokens.
        """
        ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """Exact tokens of o200k_base, in which every budget and every result is counted."""

    encoding: tiktoken.Encoding

    def count(self, text: str) -> int:
        """How many a text has."""
        return len(self.encoding.encode_ordinary(text))

    def encode(self, text: str) -> list[int]:
        """Those of a text."""
        return self.encoding.encode_ordinary(text)

    def decode(self, tokens: list[int]) -> str:
        """The text of tokens, without characters that are cut in two."""
        return self.encoding.decode(tokens, errors="ignore")


@cache
def tokens() -> Tokens:
    """The tokenizer, built once."""
    return Tokens(build_encoding(O200K_BASE))


def timed(write: Callable[[], str]) -> Answer:
    """The answer of a call, or why there is none, with what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        text, refused = write(), ""
    except SteelyardError as error:
        text, refused = "", error.reason
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Answer(text, wall * 1_000, cpu * 1_000, refused)


def peak_memory_mb() -> float:
    """The most RSS that this process has had; getrusage would tell that of its parent too."""
    rows = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (peak,) = (row.split()[1] for row in rows if row.startswith("VmHWM:"))
    return int(peak) / 1_024
