"""What a caller may have done with a corpus."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.tokens.corpora import CorpusFile, CorpusPlan, CorpusTotals
from domain.tokens.model import Provenance
from ports.inbound.models import ModelAnalyses


@dataclass(frozen=True, slots=True)
class CorpusRequest:
    """A corpus, what is done to it, and where that goes.

    Args:
        files: The corpus, in order.
        plan: What is done.
        output: The path of the file that is written.
        restart: Whether what an earlier run began is thrown away.
    """

    files: Sequence[CorpusFile]
    plan: CorpusPlan
    output: str
    restart: bool = False


@dataclass(frozen=True, slots=True)
class CorpusProgress:
    """How far a corpus is.

    Args:
        done_bytes: How much of the files is done.
        total_bytes: How much there is.
        totals: What was made of it, by earlier runs too.
        resumed_bytes: How much of the files earlier runs had done.
        resumed: What earlier runs had made of it.
        provenance: What counts.
    """

    done_bytes: int
    total_bytes: int
    totals: CorpusTotals
    resumed_bytes: int
    resumed: CorpusTotals
    provenance: Provenance


class CorpusProcessing(Protocol):
    """Does one thing to every record of a corpus, whatever its size, and survives being killed."""

    def process(self, request: CorpusRequest) -> Generator[CorpusProgress, None, None]:
        """Write a line for each record to the output, in their order.

        A run that was ended by anything goes on where it was, with the same request; its output is
        the same to the byte. The progress is told at the beginning, after each chunk, and at the
        end, when the output has its name and a summary beside it. Closing the generator stops the
        work, and it can be gone on with.

        Raises:
            CorpusUnreadable: A file cannot be read.
            CorpusChanged: What is to be gone on with was begun with another corpus or plan, or
                another process is at it.
            ExtraMissing: A format or an engine is not installed.
            StorageFull: There is no room for the output.
            StorageUnavailable: The output cannot be written.
        """
        ...


@dataclass(frozen=True, slots=True)
class CorpusUseCases:
    """What a caller may ask about corpora.

    Args:
        processing: Does the work.
        models: About the models that count.
    """

    processing: CorpusProcessing
    models: ModelAnalyses
