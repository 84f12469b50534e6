"""The use cases of the compression context, and what they reach outside for."""

from pathlib import Path

from injector import Module, provider, singleton

from adapters.outbound.minilm.reranker import MiniLmReranker
from adapters.outbound.openai_compatible.answers import AnswerCache
from adapters.outbound.openai_compatible.endpoint import Endpoint
from adapters.outbound.openai_compatible.rewriter import OpenAiCompatibleRewriter
from adapters.outbound.relevance.meanings import MeaningTable
from adapters.outbound.relevance.ranker import PassageRanker
from adapters.outbound.sqlite.omissions import SqliteOmittedTexts
from adapters.outbound.tree_sitter.outlines import TreeSitterOutlines
from application.compression.chats import ChatCompressor
from application.compression.extracting import Extractor
from application.compression.keepsakes import Keepsakes
from application.compression.limits import CompressionLimits
from application.compression.rewriting import Rewriting
from application.compression.texts import TextCompressor
from application.tokens.measures import GaugeMeasures
from application.tokens.scales import Scales
from bootstrap.settings import CompressionSettings, Settings
from domain.compression.omissions import OmissionLimits
from domain.shared.errors import InvalidValue
from ports.inbound.use_cases import CompressionUseCases
from ports.outbound.clock import Clock
from ports.outbound.measures import Measures
from ports.outbound.rerankers import Reranker
from ports.outbound.syntax import SyntaxOutlines


class CompressionModule(Module):
    """The compression context."""

    @provider
    @singleton
    def limits(self, settings: Settings) -> CompressionLimits:
        """How much one call may ask for."""
        return settings.compressing

    @provider
    @singleton
    def use_cases(self, texts: TextCompressor, chats: ChatCompressor) -> CompressionUseCases:
        """All of them."""
        return CompressionUseCases(texts=texts, chats=chats)

    @provider
    @singleton
    def texts(
        self,
        measures: Measures,
        extractor: Extractor,
        rewriting: Rewriting,
        keepsakes: Keepsakes,
        *,
        limits: CompressionLimits,
    ) -> TextCompressor:
        """Those of texts."""
        return TextCompressor(
            measures=measures,
            extractor=extractor,
            rewriting=rewriting,
            keepsakes=keepsakes,
            limits=limits,
        )

    @provider
    @singleton
    def chats(
        self,
        measures: Measures,
        extractor: Extractor,
        keepsakes: Keepsakes,
        *,
        limits: CompressionLimits,
    ) -> ChatCompressor:
        """Those of chat requests."""
        return ChatCompressor(
            measures=measures, extractor=extractor, keepsakes=keepsakes, limits=limits
        )

    @provider
    @singleton
    def measures(self, scales: Scales) -> Measures:
        """The token context counts."""
        return GaugeMeasures(scales)

    @provider
    @singleton
    def extractor(
        self,
        relevance: PassageRanker,
        outlines: SyntaxOutlines,
        reranker: Reranker,
        limits: CompressionLimits,
    ) -> Extractor:
        """What chooses."""
        return Extractor(
            relevance=relevance,
            outlines=outlines,
            reranker=reranker,
            reranked_passages=limits.reranked_passages,
        )

    @provider
    @singleton
    def relevance(self) -> PassageRanker:
        """Words, character sequences and static embeddings."""
        return PassageRanker(MeaningTable())

    @provider
    @singleton
    def outlines(self) -> SyntaxOutlines:
        """The grammars that are packaged."""
        return TreeSitterOutlines()

    @provider
    @singleton
    def reranker(self) -> Reranker:
        """The sentence encoder, where it is installed."""
        return MiniLmReranker()

    @provider
    @singleton
    def rewriting(self, settings: Settings) -> Rewriting:
        """The endpoint, where one is set up."""
        return Rewriting(_rewriter(settings.compression))

    @provider
    @singleton
    def keepsakes(self, settings: Settings, clock: Clock) -> Keepsakes:
        """The store, where one is set up."""
        return Keepsakes(_omitted_texts(settings.compression, clock))


def _rewriter(settings: CompressionSettings) -> OpenAiCompatibleRewriter | None:
    if not settings.rewriter_url:
        return None
    timeout_s = settings.rewriter_timeout_ms / 1_000
    endpoint = Endpoint(
        settings.rewriter_url,
        settings.rewriter_model,
        api_key=_secret(settings.rewriter_key_file),
        ca_file=settings.rewriter_ca_file,
        read_timeout_s=timeout_s,
        total_timeout_s=timeout_s,
    )
    return OpenAiCompatibleRewriter(endpoint, AnswerCache())


def _omitted_texts(settings: CompressionSettings, clock: Clock) -> SqliteOmittedTexts | None:
    if not settings.omitted_file:
        return None
    limits = OmissionLimits(
        maximum_count=settings.omitted_count,
        maximum_bytes=settings.omitted_bytes,
        lifetime_s=settings.omitted_seconds,
    )
    return SqliteOmittedTexts(Path(settings.omitted_file), limits=limits, clock=clock)


def _secret(file: str) -> str:
    """What a file holds; nothing where no file is named."""
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidValue(
            f"the file of STEELYARD_COMPRESSION_REWRITER_KEY_FILE cannot be read: {error}",
            field="settings",
        ) from error
