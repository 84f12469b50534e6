"""What an arm sends, made of the texts that all arms share."""

import json
import struct
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from google.protobuf.message import Message

from benchmarks import answers
from benchmarks.h2load import GRPC_HEADERS, JSON_HEADERS, Load

GENERATORS = 16
"""Generator processes for each arm, each with a body of its own: h2load knows only one."""
TEXTS_PER_BATCH = 100
TEXTS = GENERATORS * TEXTS_PER_BATCH
SMALL_CALLS_EACH = 4
"""Small calls that each generator process has in flight; of batches and streams it has one."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One side of the comparison.

    Args:
        name: For tables and ``--only``.
        title: What it is, for people.
        server: Name of the server that it loads.
        loads: What is sent; round N sends the N-th, and begins again after the last.
        texts_per_call: How many texts of 1 KB one request holds.
        check: Asks the server on a port and stops everything when an answer is wrong.
        method: The RPC whose counter must agree with what was sent; empty for other servers.
    """

    name: str
    title: str
    server: str
    loads: tuple[Load, ...]
    texts_per_call: int
    check: Callable[[int], None]
    method: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """What all arms are made of.

    Args:
        texts: The texts, TEXTS of them.
        token_counts: Their right counts, by tiktoken.
        rounds: How many loads the arms of small calls have; each sends GENERATORS other texts.
        folder: Where request bodies are written.
    """

    texts: Sequence[str]
    token_counts: Sequence[int]
    rounds: int
    folder: Path

    def batches(self) -> list[list[str]]:
        """The texts of each generator process of the arms of many texts a call."""
        starts = range(0, len(self.texts), TEXTS_PER_BATCH)
        return [list(self.texts[start : start + TEXTS_PER_BATCH]) for start in starts]

    def singles(self) -> list[list[str]]:
        """The texts of the arms of one text a call: for each round, one each generator process."""
        starts = [number * GENERATORS % len(self.texts) for number in range(self.rounds)]
        return [list(self.texts[start : start + GENERATORS]) for start in starts]

    def grpc_load(
        self, method: str, calls: Iterable[Iterable[Message]], *, name: str, in_flight: int = 1
    ) -> Load:
        """A load of gRPC calls, each given as its messages; one connection each."""
        bodies = (b"".join(map(_frame, messages)) for messages in calls)
        path = f"/{answers.SERVICE}/{method}"
        return Load(path, self._write(name, bodies), GRPC_HEADERS, connections=1, streams=in_flight)

    def json_load(
        self, path: str, calls: Iterable[object], *, name: str, in_flight: int = 1
    ) -> Load:
        """A load of HTTP/1.1 calls; one connection for each that is in flight."""
        bodies = self._write(name, (json.dumps(body).encode() for body in calls))
        return Load(path, bodies, JSON_HEADERS, connections=in_flight, streams=1, is_http1=True)

    def _write(self, name: str, bodies: Iterable[bytes]) -> tuple[Path, ...]:
        paths = []
        for number, body in enumerate(bodies):
            paths.append(self.folder / f"{name}-{number}")
            paths[-1].write_bytes(body)
        return tuple(paths)


def _frame(message: Message) -> bytes:
    """A message as it lies on the wire of gRPC: not compressed, its length, its bytes."""
    body = message.SerializeToString()
    return struct.pack(">BI", 0, len(body)) + body
