"""The adapters of ports.outbound.corpora, and corpora for them."""

import gzip
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.outbound.corpora.jsonl import JsonlCorpus
from adapters.outbound.corpora.texts import TextFileCorpus
from adapters.outbound.parquet.corpus import ParquetCorpus
from application.corpora.task import CorpusTask
from domain.tokens.corpora import (
    CorpusCounting,
    CorpusFile,
    CorpusFormat,
    CorpusPlan,
    CorpusRecord,
    Reading,
    Record,
)
from domain.tokens.model import TokenizerSelector
from ports.outbound.corpora import ChunkTask, ChunkWork, Corpus

SMALL = Reading(chunk_bytes=64, record_bytes=200)
"""Chunks of a few lines."""
PLAN = CorpusPlan(SMALL, CorpusCounting(TokenizerSelector(encoding="characters")))
CORPORA: Mapping[CorpusFormat, Corpus] = {
    CorpusFormat.JSONL: JsonlCorpus(),
    CorpusFormat.TEXT: TextFileCorpus(),
    CorpusFormat.PARQUET: ParquetCorpus(),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A corpus on the disk.

    Args:
        corpus: What reads it.
        files: Its files.
    """

    corpus: Corpus
    files: tuple[CorpusFile, ...]

    def records(self, reading: Reading = SMALL) -> list[Record]:
        """All its records, chunk by chunk."""
        chunks = self.corpus.chunks(self.files, reading)
        return [each for chunk in chunks for each in self.corpus.records(chunk, reading)]

    def texts(self, reading: Reading = SMALL) -> list[str]:
        """The texts of those that can be read."""
        return [each.text for each in self.records(reading) if isinstance(each, CorpusRecord)]


def file_of(path: Path, kind: CorpusFormat) -> CorpusFile:
    """A file as it is now."""
    status = path.stat()
    return CorpusFile(str(path), path.name, kind, status.st_size, status.st_mtime_ns)


def lines_of(texts: Sequence[str]) -> bytes:
    """Texts as JSON lines."""
    records = [{"id": f"r{index}", "text": text} for index, text in enumerate(texts)]
    return b"".join(json.dumps(each).encode() + b"\n" for each in records)


def _jsonl(folder: Path, texts: Sequence[str]) -> list[Path]:
    (folder / "corpus.jsonl").write_bytes(lines_of(texts))
    return [folder / "corpus.jsonl"]


def _packed(folder: Path, texts: Sequence[str]) -> list[Path]:
    (folder / "corpus.jsonl.gz").write_bytes(gzip.compress(lines_of(texts)))
    return [folder / "corpus.jsonl.gz"]


def _texts(folder: Path, texts: Sequence[str]) -> list[Path]:
    paths = [folder / f"{index:04}.txt" for index in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_bytes(text.encode())
    return paths


def _parquet(folder: Path, texts: Sequence[str]) -> list[Path]:
    arrow = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    ids = [f"r{index}" for index in range(len(texts))]
    table = arrow.table({"id": ids, "text": arrow.array(list(texts), arrow.string())})
    parquet.write_table(table, folder / "corpus.parquet", row_group_size=3)
    return [folder / "corpus.parquet"]


KINDS: Mapping[str, tuple[CorpusFormat, Callable[[Path, Sequence[str]], list[Path]]]] = {
    "jsonl": (CorpusFormat.JSONL, _jsonl),
    "packed jsonl": (CorpusFormat.JSONL, _packed),
    "texts": (CorpusFormat.TEXT, _texts),
    "parquet": (CorpusFormat.PARQUET, _parquet),
}
"""How a corpus is written, by what it is."""


def written(kind: str, folder: Path, texts: Sequence[str]) -> Written:
    """Write a corpus."""
    found, write = KINDS[kind]
    files = tuple(file_of(path, found) for path in write(folder, texts))
    return Written(CORPORA[found], files)


def task_of(work: ChunkWork) -> Callable[[CorpusPlan], ChunkTask]:
    """Makes the task that does such work."""
    return lambda plan: CorpusTask(CORPORA, plan.reading, work)


def is_alive(pid: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
