"""Doing the chunks of a plan."""

from collections.abc import Iterable, Iterator, Mapping

from domain.tokens.corpora import (
    Chunk,
    ChunkResult,
    CorpusFormat,
    FailedRecord,
    Reading,
    Record,
)
from ports.outbound.corpora import ChunkWork, Corpus


class CorpusTask:
    """Implements ports.outbound.corpora.ChunkTask.

    Args:
        corpora: What reads the files of each format.
        reading: How records are read.
        work: What is done to them.
    """

    def __init__(
        self, corpora: Mapping[CorpusFormat, Corpus], reading: Reading, work: ChunkWork
    ) -> None:
        self._corpora = corpora
        self._reading = reading
        self._work = work

    def do(self, chunk: Chunk) -> ChunkResult:
        """See the port."""
        return self._work.do(self._records(chunk))

    def give_up(self, chunk: Chunk) -> ChunkResult:
        """See the port."""
        return self._work.do(_lost(self._records(chunk)))

    def _records(self, chunk: Chunk) -> Iterator[Record]:
        file = chunk.files[0]
        if chunk.damage is not None:
            return iter((FailedRecord.of_damage(file, chunk.first_position, chunk.damage),))
        return self._corpora[file.format].records(chunk, self._reading)


def _lost(records: Iterable[Record]) -> Iterator[FailedRecord]:
    message = "the processes that worked on it or on its neighbours died"
    for each in records:
        yield (
            each
            if isinstance(each, FailedRecord)
            else FailedRecord(each.place, "WORKER_LOST", message, each.byte_count)
        )
