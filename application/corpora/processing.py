"""The use case that does one thing to every record of a corpus."""

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import groupby, islice

from domain.tokens.corpora import Chunk, CorpusFile, CorpusFormat, CorpusTotals
from domain.tokens.model import Provenance
from ports.inbound.corpora import CorpusProgress, CorpusRequest
from ports.outbound.clock import Clock
from ports.outbound.corpora import ChunkRunner, Corpus, CorpusOutput, CorpusOutputs
from ports.outbound.measures import Measures


class CorpusProcessor:
    """Implements ports.inbound.corpora.CorpusProcessing.

    Args:
        corpora: What cuts the files of each format.
        runner: Has the chunks done.
        outputs: Where the lines go.
        measures: Says what counts.
        clock: Says how long it took.
    """

    def __init__(
        self,
        *,
        corpora: Mapping[CorpusFormat, Corpus],
        runner: ChunkRunner,
        outputs: CorpusOutputs,
        measures: Measures,
        clock: Clock,
    ) -> None:
        self._corpora = corpora
        self._runner = runner
        self._outputs = outputs
        self._measures = measures
        self._clock = clock

    def process(self, request: CorpusRequest) -> Generator[CorpusProgress, None, None]:
        """See the port."""
        provenance = self._measures.for_text(request.plan.question.selector).text_provenance("")
        fingerprint = _fingerprint(request, provenance)
        output = self._outputs.open(
            request.output, fingerprint=fingerprint, restart=request.restart
        )
        with closing(output):
            yield from self._write(request, output, provenance)

    def _write(
        self, request: CorpusRequest, output: CorpusOutput, provenance: Provenance
    ) -> Iterator[CorpusProgress]:
        began_at = self._clock.now()
        chunks = _Counted(self._chunks(request))
        resumed_bytes = chunks.skip(output.done_count)
        total_bytes = sum(each.byte_count for each in request.files)
        told = _Told(total_bytes, provenance, resumed_bytes, output.totals)
        yield told.progress(resumed_bytes, output.totals)
        with closing(self._runner.run_chunks(request.plan, chunks)) as results:
            for result in results:
                output.add(result)
                yield told.progress(chunks.done(), output.totals)
        seconds = (self._clock.now() - began_at).total_seconds()
        output.finish(told.summary(output.totals, seconds))

    def _chunks(self, request: CorpusRequest) -> Iterator[Chunk]:
        """The chunks of all files; those of one format that follow each other are cut together."""
        for each, files in groupby(request.files, key=_format):
            yield from self._corpora[each].chunks(tuple(files), request.plan.reading)


@dataclass(slots=True)
class _Counted:
    """Chunks as they are taken, remembering the sizes of those whose results are awaited."""

    chunks: Iterator[Chunk]
    awaited: list[int] = field(default_factory=list)
    done_bytes: int = 0
    done_count: int = 0

    def __iter__(self) -> Iterator[Chunk]:
        """Each chunk that is not done."""
        for chunk in self.chunks:
            self.awaited.append(chunk.byte_count)
            yield chunk

    def skip(self, count: int) -> int:
        """Leave out chunks that are done, and give back how many bytes they are."""
        self.done_bytes = sum(each.byte_count for each in islice(self.chunks, count))
        return self.done_bytes

    def done(self) -> int:
        """Note that the next result is there, and give back how many bytes are done."""
        self.done_bytes += self.awaited.pop(0)
        return self.done_bytes


@dataclass(frozen=True, slots=True)
class _Told:
    """What is told of a run.

    Args:
        total_bytes: The sizes of all files.
        provenance: What counts.
        resumed_bytes: How much earlier runs had done.
        resumed: What they had made of it.
    """

    total_bytes: int
    provenance: Provenance
    resumed_bytes: int
    resumed: CorpusTotals

    def progress(self, done_bytes: int, totals: CorpusTotals) -> CorpusProgress:
        """How far it is."""
        return CorpusProgress(
            done_bytes=done_bytes,
            total_bytes=self.total_bytes,
            totals=totals,
            resumed_bytes=self.resumed_bytes,
            resumed=self.resumed,
            provenance=self.provenance,
        )

    def summary(self, totals: CorpusTotals, seconds: float) -> str:
        """What is written beside the output, as JSON."""
        numbers = asdict(totals) | {"method": totals.method.value}
        here = {
            "seconds": round(seconds, 3),
            "resumed_record_count": self.resumed.record_count,
            "bytes_per_second": round(
                (totals.byte_count - self.resumed.byte_count) / max(seconds, 0.001)
            ),
        }
        return json.dumps(numbers | {"provenance": asdict(self.provenance)} | here, indent=2) + "\n"


def _format(file: CorpusFile) -> CorpusFormat:
    return file.format


def _fingerprint(request: CorpusRequest, provenance: Provenance) -> str:
    """Changes with whatever could change the output."""
    digest = hashlib.sha256(repr((request.plan, provenance)).encode("utf-8", "surrogatepass"))
    for file in request.files:
        digest.update(repr(file).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
