"""The use cases of the token context."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from domain.shared.errors import InvalidValue
from domain.shared.pages import Page, PageRequest
from domain.tokens.model import (
    NAME_LIMIT,
    BatchTokenAnalysis,
    BatchTooLarge,
    CountMethod,
    DecodedTokens,
    EncodedText,
    ModelSpecification,
    Provenance,
    SpecialTokens,
    TextMissing,
    TokenAnalysis,
    TokenCount,
    TokenizerSelector,
    VocabularyNotPackaged,
    utf8_byte_count,
    utf8_byte_count_of_all,
)
from domain.tokens.streaming import TextAccumulator
from ports.inbound.tokens import BatchCounting, TextCounting
from ports.outbound.catalogues import Catalogues
from ports.outbound.telemetry import TokenTelemetry
from ports.outbound.tokenizers import Tokenizer

STEP_CHARACTERS = 65_536
"""The work of one step: some 0.4 ms with a fast engine, 5 ms with a slow one."""
PART_CHARACTERS = 16_384
"""What of a streamed text is gathered before it is counted: quick with any engine."""


@dataclass(frozen=True, slots=True)
class CountingLimits:
    """How much one call may ask for.

    Args:
        texts_per_batch: The most texts of a batch.
        held_characters: The most characters of a streamed text that are held uncounted.
    """

    texts_per_batch: int = 1_000
    held_characters: int = 16_777_216


class TokenAnalyzer:
    """Implements ports.inbound.tokens.TokenAnalyses.

    Args:
        tokenizers: One for each encoding that is carried.
        catalogues: Which models there are.
        telemetry: Told of every count.
        limits: How much one call may ask for.
    """

    def __init__(
        self,
        *,
        tokenizers: Sequence[Tokenizer],
        catalogues: Catalogues,
        telemetry: TokenTelemetry,
        limits: CountingLimits,
    ) -> None:
        self._tokenizers = {each.vocabulary.encoding: each for each in tokenizers}
        self._catalogues = catalogues
        self._telemetry = telemetry
        self._limits = limits

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:
        """See the port."""
        return self._tokenizer(selector).is_quick((text,))

    def count_tokens(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> TokenAnalysis:
        """See the port."""
        tokenizer = self._tokenizer(selector)
        byte_count = utf8_byte_count(text, field="text")
        token_count = tokenizer.count(text, special_tokens=special_tokens)
        return self._analysis(tokenizer, token_count, byte_count)

    def batch_count_tokens(
        self, *, selector: TokenizerSelector, texts: Sequence[str], special_tokens: SpecialTokens
    ) -> BatchCounting:
        """See the port."""
        self._check_batch(texts)
        tokenizer = self._tokenizer(selector)
        byte_count = utf8_byte_count_of_all(texts, field="texts")

        def analysis(counts: Sequence[int]) -> BatchTokenAnalysis:
            self._note(tokenizer, sum(counts), byte_count)
            provenance = self._provenance(tokenizer)
            return BatchTokenAnalysis(tuple(counts), (), CountMethod.EXACT, provenance)

        return _SteppedBatchCounting(tokenizer, special_tokens, _steps(texts), analysis)

    def stream_count_tokens(
        self, *, selector: TokenizerSelector, special_tokens: SpecialTokens
    ) -> TextCounting:
        """See the port."""
        tokenizer = self._tokenizer(selector)
        accumulator = TextAccumulator(PART_CHARACTERS, self._limits.held_characters)
        return _StreamedTextCounting(tokenizer, special_tokens, accumulator, self._analysis)

    def encode_text(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> EncodedText:
        """See the port."""
        tokenizer = self._tokenizer(selector)
        utf8_byte_count(text, field="text")
        token_ids = tokenizer.encode(text, special_tokens=special_tokens)
        return EncodedText(tuple(token_ids), self._provenance(tokenizer))

    def decode_tokens(
        self, *, selector: TokenizerSelector, token_ids: Sequence[int]
    ) -> DecodedTokens:
        """See the port."""
        tokenizer = self._tokenizer(selector)
        return DecodedTokens(tokenizer.decode(token_ids), self._provenance(tokenizer))

    def list_models(self, *, page: PageRequest) -> Page[ModelSpecification]:
        """See the port."""
        return Page.of(self._catalogues.current().in_order(), page)

    def get_model(self, *, name: str) -> ModelSpecification:
        """See the port."""
        if not 0 < len(name) <= NAME_LIMIT:
            raise InvalidValue(f"a model name has 1 to {NAME_LIMIT} characters", field="name")
        return self._catalogues.current().resolve(name)

    def _tokenizer(self, selector: TokenizerSelector) -> Tokenizer:
        catalogue = self._catalogues.current()
        if selector.model:
            encoding = catalogue.resolve(selector.model).encoding
        else:
            encoding = catalogue.require_encoding(selector.encoding)
        if tokenizer := self._tokenizers.get(encoding):
            return tokenizer
        raise VocabularyNotPackaged(
            f"the vocabulary {encoding} is not carried by this server, "
            f"which has {', '.join(sorted(self._tokenizers))}",
            encoding=encoding,
        )

    def _check_batch(self, texts: Sequence[str]) -> None:
        if not texts:
            raise TextMissing("a batch needs at least one text", field="texts")
        limit = self._limits.texts_per_batch
        if len(texts) > limit:
            raise BatchTooLarge(
                f"a batch has at most {limit} texts, this one {len(texts)}",
                field="texts",
                limit=limit,
                given=len(texts),
            )

    def _analysis(self, tokenizer: Tokenizer, token_count: int, byte_count: int) -> TokenAnalysis:
        self._note(tokenizer, token_count, byte_count)
        return TokenAnalysis(TokenCount.exact(token_count), self._provenance(tokenizer))

    def _note(self, tokenizer: Tokenizer, token_count: int, byte_count: int) -> None:
        self._telemetry.tokens_counted(
            encoding=tokenizer.vocabulary.encoding, token_count=token_count, byte_count=byte_count
        )

    def _provenance(self, tokenizer: Tokenizer) -> Provenance:
        vocabulary = tokenizer.vocabulary
        return Provenance(
            vocabulary.encoding,
            vocabulary.sha256,
            tokenizer.engine,
            self._catalogues.current().version,
        )


@dataclass(slots=True)
class _SteppedBatchCounting:
    """Counts the texts of one step after the other."""

    tokenizer: Tokenizer
    special_tokens: SpecialTokens
    steps: deque[Sequence[str]]
    analysis: Callable[[Sequence[int]], BatchTokenAnalysis]
    counts: list[int] = field(default_factory=list)

    def is_quick(self) -> bool:
        """See the port."""
        return self.tokenizer.is_quick(self.steps[0])

    def step(self) -> BatchTokenAnalysis | None:
        """See the port."""
        texts = self.steps.popleft()
        self.counts += self.tokenizer.count_batch(texts, special_tokens=self.special_tokens)
        return None if self.steps else self.analysis(self.counts)


def _steps(texts: Sequence[str]) -> deque[Sequence[str]]:
    """Consecutive texts of some STEP_CHARACTERS together; a longer text stands alone."""
    steps: deque[Sequence[str]] = deque()
    start = size = 0
    for stop, text in enumerate(texts, start=1):
        size += len(text)
        if size >= STEP_CHARACTERS or stop == len(texts):
            steps.append(texts[start:stop])
            start, size = stop, 0
    return steps


@dataclass(slots=True)
class _StreamedTextCounting:
    """Adds up the parts of a text as they come."""

    tokenizer: Tokenizer
    special_tokens: SpecialTokens
    accumulator: TextAccumulator
    analysis: Callable[[Tokenizer, int, int], TokenAnalysis]
    token_count: int = 0
    byte_count: int = 0
    is_slow: bool = False

    def is_quick(self, chunk: str) -> bool:
        """See the port."""
        self.is_slow = self.is_slow or not self.tokenizer.is_quick((chunk,))
        return not self.is_slow and self.accumulator.held_length + len(chunk) <= PART_CHARACTERS

    def feed(self, chunk: str, *, more: bool = False) -> TokenAnalysis | None:
        """See the port."""
        self.byte_count += utf8_byte_count(chunk, field="chunk.text")
        self._count(self.accumulator.add(chunk))
        if more:
            return None
        self._count(self.accumulator.finish())
        analysis = self.analysis(self.tokenizer, self.token_count, self.byte_count)
        self.token_count = self.byte_count = 0
        self.is_slow = False
        return analysis

    def _count(self, part: str) -> None:
        if part:
            self.token_count += self.tokenizer.count(part, special_tokens=self.special_tokens)
