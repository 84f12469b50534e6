"""Corpus work in memory: what is done to records, and who does it."""

import json
import os
import signal
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from domain.tokens.corpora import (
    Chunk,
    ChunkResult,
    CorpusPlan,
    CorpusTotals,
    FailedRecord,
    Record,
)
from ports.outbound.corpora import ChunkTask

DEADLY = "deadly"
"""A text over which a process dies."""


class CharacterWork:
    """Plays ports.outbound.corpora.ChunkWork: every character is a token."""

    def do(self, records: Iterable[Record]) -> ChunkResult:
        lines: list[str] = []
        totals = CorpusTotals()
        for each in records:
            if isinstance(each, FailedRecord):
                lines.append(each.as_line())
                totals = totals.plus(CorpusTotals.of_failed(each))
                continue
            counted = json.dumps({"token_count": len(each.text)})[1:]
            lines.append(f"{{{each.place.as_json()}, {counted}\n")
            totals = totals.plus(
                CorpusTotals(record_count=1, byte_count=each.byte_count, token_count=len(each.text))
            )
        return ChunkResult("".join(lines).encode(), totals)


@dataclass(slots=True)
class DeadlyWork(CharacterWork):
    """The same, but some texts kill the process, always or as long as there is a file.

    Args:
        fuse: A file that the first death removes; None to die every time.
    """

    fuse: Path | None = None

    def do(self, records: Iterable[Record]) -> ChunkResult:
        found = tuple(records)
        if any(not isinstance(each, FailedRecord) and each.text == DEADLY for each in found):
            if self.fuse is None:
                os.kill(os.getpid(), signal.SIGKILL)
            elif self.fuse.exists():
                self.fuse.unlink()
                os.kill(os.getpid(), signal.SIGKILL)
        return CharacterWork.do(self, found)


class TellingWork(CharacterWork):
    """Leaves a file with the number of its process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def do(self, records: Iterable[Record]) -> ChunkResult:
        (self._folder / str(os.getpid())).touch()
        return super().do(records)


class BuggyWork(CharacterWork):
    """Fails as only a bug does."""

    def do(self, records: Iterable[Record]) -> ChunkResult:
        raise ZeroDivisionError("secret")


@dataclass(slots=True)
class SerialRunner:
    """Plays ports.outbound.corpora.ChunkRunner: does one chunk after the other, here.

    Args:
        tasks: Makes the task of a plan.
        done: The chunks that were done.
    """

    tasks: Callable[[CorpusPlan], ChunkTask]
    done: list[Chunk] = field(default_factory=list)

    def run_chunks(
        self, plan: CorpusPlan, chunks: Iterable[Chunk]
    ) -> Generator[ChunkResult, None, None]:
        task = self.tasks(plan)
        for chunk in chunks:
            self.done.append(chunk)
            yield task.do(chunk)
