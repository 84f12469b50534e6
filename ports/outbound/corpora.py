"""What corpus work needs: files that are read in chunks, hands that do them, a durable output."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from typing import Protocol

from domain.tokens.corpora import (
    Chunk,
    ChunkResult,
    CorpusFile,
    CorpusPlan,
    CorpusTotals,
    Reading,
    Record,
)


class Corpus(Protocol):
    """Reads the files of one format."""

    def chunks(self, files: Sequence[CorpusFile], reading: Reading) -> Iterator[Chunk]:
        """Cut files into chunks, in order, holding no more than one at a time.

        The same files and the same reading give the same chunks, whoever asks and whenever. A file
        that is damaged, or not of the format, ends with a chunk that says so, and the next one
        follows.

        Raises:
            CorpusUnreadable: A file cannot be read.
            ExtraMissing: The format needs a library that is not installed.
        """
        ...

    def records(self, chunk: Chunk, reading: Reading) -> Iterator[Record]:
        """The records of a chunk, in order, wherever and however often it is asked for.

        A record that cannot be read is a FailedRecord, and the others are read all the same. One
        that is longer than allowed is never held as a whole.

        Raises:
            CorpusUnreadable: The file is gone, or another one.
        """
        ...


class ChunkWork(Protocol):
    """What is done to the records of a chunk."""

    def do(self, records: Iterable[Record]) -> ChunkResult:
        """Make a line of each record, in order; the same records give the same bytes.

        A record that nothing can be done with is a line with ``error``, as is one that failed
        before.
        """
        ...


class ChunkTask(Protocol):
    """A whole plan, ready to do its chunks: reads the records and does the work."""

    def do(self, chunk: Chunk) -> ChunkResult:
        """Do a chunk.

        Raises:
            CorpusUnreadable: Its file is gone, or another one.
        """
        ...

    def give_up(self, chunk: Chunk) -> ChunkResult:
        """Have every record of a chunk fail that nobody survives doing."""
        ...


class ChunkRunner(Protocol):
    """Has chunks done, on all cores or on all machines.

    Adapters are given a function that makes the ChunkTask of a CorpusPlan. They call it once for
    each process, where the chunks are done, or once before processes are forked.
    """

    def run_chunks(
        self, plan: CorpusPlan, chunks: Iterable[Chunk]
    ) -> Generator[ChunkResult, None, None]:
        """Do chunks, several at a time, and give back the results in the order of the chunks.

        Chunks are taken from the iterable as there are hands for them, so that only a bounded
        number of chunks and results is held at any time. A chunk over which a process dies is done
        again; one over which three died is given up. Closing the generator ends what was begun.

        Raises:
            CorpusUnreadable: A file is gone, or another one, or even giving up its records kills.
        """
        ...


class CorpusOutput(Protocol):
    """An output that is being written; a context manager is not needed, but ``close`` is.

    What ``add`` was given is durable soon after, and after ``close``; when it is killed the output
    goes on after some chunk, with no line lost or doubled.
    """

    @property
    def done_count(self) -> int:
        """How many chunks are done, in this run and in those before."""
        ...

    @property
    def totals(self) -> CorpusTotals:
        """What they gave, added up."""
        ...

    def add(self, result: ChunkResult) -> None:
        """Write the next chunk.

        Raises:
            StorageFull: There is no room; what was durable stays so.
            StorageUnavailable: It cannot be written.
        """
        ...

    def finish(self, summary: str) -> None:
        """Give the output its name, with a summary beside it; nothing can be added any more.

        Args:
            summary: JSON.

        Raises:
            StorageFull: There is no room.
            StorageUnavailable: It cannot be written.
        """
        ...

    def close(self) -> None:
        """Let go of it; what was added is durable."""
        ...


class CorpusOutputs(Protocol):
    """Where outputs are written."""

    def open(self, path: str, *, fingerprint: str, restart: bool) -> CorpusOutput:
        """Begin an output, or go on with one that was not finished.

        Args:
            path: What it is called when it is finished.
            fingerprint: Of the corpus and the plan.
            restart: Whether what was begun is thrown away.

        Raises:
            CorpusChanged: What was begun has another fingerprint, or another process writes it now.
            StorageFull: There is no room.
            StorageUnavailable: It cannot be written.
        """
        ...
