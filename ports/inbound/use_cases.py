"""The use cases of each context, together."""

from dataclasses import dataclass
from typing import Protocol

from ports.inbound.analysis_records import AnalysisRecords
from ports.inbound.chats import ChatAnalyses
from ports.inbound.compression import ChatCompressions, TextCompressions
from ports.inbound.cuts import TextCuts
from ports.inbound.jobs import CompressionJobs
from ports.inbound.models import ModelAnalyses
from ports.inbound.tokens import TokenAnalyses


@dataclass(frozen=True, slots=True)
class TokenUseCases:
    """What a caller may ask in the token context.

    Args:
        texts: About texts.
        chats: About chat requests.
        cuts: What cuts texts.
        models: About models.
    """

    texts: TokenAnalyses
    chats: ChatAnalyses
    cuts: TextCuts
    models: ModelAnalyses


@dataclass(frozen=True, slots=True)
class CompressionUseCases:
    """What a caller may ask in the compression context.

    Args:
        texts: About texts.
        chats: About chat requests.
    """

    texts: TextCompressions
    chats: ChatCompressions


@dataclass(frozen=True, slots=True)
class KeptUseCases:
    """What a caller may ask of what is kept: these need the storage.

    Args:
        jobs: Compression jobs.
        analyses: Counts.
    """

    jobs: CompressionJobs
    analyses: AnalysisRecords


class UseCases(Protocol):
    """What may be asked, by context."""

    @property
    def tokens(self) -> TokenUseCases:
        """The token context."""
        ...

    @property
    def compression(self) -> CompressionUseCases:
        """The compression context."""
        ...

    @property
    def kept(self) -> KeptUseCases:
        """What is kept, of both contexts."""
        ...


@dataclass(frozen=True, slots=True)
class AllUseCases:
    """Those of every context, ready to be asked: UseCases as a server has them.

    Args:
        tokens: The token context.
        compression: The compression context.
        kept: What is kept, of both contexts.
    """

    tokens: TokenUseCases
    compression: CompressionUseCases
    kept: KeptUseCases
