"""The use cases that turn text into counts and ids, and ids into text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from application.tokens.gauge import Gauge
from application.tokens.gauges import Gauges
from application.tokens.limits import CountingLimits, check_batch
from domain.shared.steps import Steps, Stepwise, cut_into_steps
from domain.tokens.model import (
    CountMethod,
    Provenance,
    SpecialTokens,
    TokenCount,
    TokenizerSelector,
    utf8_byte_count,
    utf8_byte_count_of_all,
)
from domain.tokens.streaming import TextAccumulator
from domain.tokens.text_analyses import (
    BatchTokenAnalysis,
    DecodedTokens,
    EncodedText,
    TokenAnalysis,
)
from ports.inbound.tokens import TextCounting
from ports.outbound.telemetry import TokenTelemetry
from ports.outbound.tokenizers import Tokenizer

PART_CHARACTERS = 16_384
"""What of a streamed text is gathered before it is counted: quick with any engine."""
_QUICK_WHOLE_CHARACTERS = 2_048
"""The same for a text that is held whole, and counted or estimated at its end."""


class TokenAnalyzer:
    """Implements ports.inbound.tokens.TokenAnalyses.

    Args:
        gauges: What counts for which name.
        telemetry: Told of every count.
        limits: How much one call may ask for.
    """

    def __init__(
        self, *, gauges: Gauges, telemetry: TokenTelemetry, limits: CountingLimits
    ) -> None:
        self._gauges = gauges
        self._telemetry = telemetry
        self._limits = limits

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:
        """See the port."""
        return self._gauges.of(selector).suited_to(len(text)).is_quick((text,))

    def count_tokens(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> TokenAnalysis:
        """See the port."""
        gauge = self._gauges.of(selector).suited_to(len(text))
        byte_count = utf8_byte_count(text, field="text")
        count = gauge.count(text, special_tokens=special_tokens)
        return self._analysis(gauge, count, byte_count)

    def batch_count_tokens(
        self, *, selector: TokenizerSelector, texts: Sequence[str], special_tokens: SpecialTokens
    ) -> Steps[BatchTokenAnalysis]:
        """See the port."""
        check_batch(texts, limit=self._limits.texts_per_batch)
        gauge = self._gauges.of(selector).suited_to(max(map(len, texts)))
        return Steps(self._batch(gauge, texts, special_tokens))

    def stream_count_tokens(
        self, *, selector: TokenizerSelector, special_tokens: SpecialTokens
    ) -> TextCounting:
        """See the port."""
        gauge = self._gauges.of(selector)
        accumulator = TextAccumulator(
            PART_CHARACTERS, self._limits.held_characters, can_be_cut=gauge.can_be_cut
        )
        return _StreamedTextCounting(gauge, special_tokens, accumulator, self._analysis)

    def encode_text(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> EncodedText:
        """See the port."""
        tokenizer = self._gauges.tokenizer(selector)
        utf8_byte_count(text, field="text")
        token_ids = tokenizer.encode(text, special_tokens=special_tokens)
        return EncodedText(tuple(token_ids), self._provenance_of(tokenizer))

    def decode_tokens(
        self, *, selector: TokenizerSelector, token_ids: Sequence[int]
    ) -> DecodedTokens:
        """See the port."""
        tokenizer = self._gauges.tokenizer(selector)
        return DecodedTokens(tokenizer.decode(token_ids), self._provenance_of(tokenizer))

    def _batch(
        self, gauge: Gauge, texts: Sequence[str], special_tokens: SpecialTokens
    ) -> Stepwise[BatchTokenAnalysis]:
        byte_count = utf8_byte_count_of_all(texts, field="texts")
        counts: list[int] = []
        bounds: list[int] = []
        method = CountMethod.EXACT
        for step in cut_into_steps(texts):
            yield gauge.is_quick(step)
            counted = gauge.count_batch(step, special_tokens=special_tokens)
            counts += counted.token_counts
            bounds += counted.upper_bound_token_counts
            method = counted.method
        self._note(gauge, sum(counts), byte_count)
        return BatchTokenAnalysis(
            tuple(counts), tuple(bounds), method, self._gauges.provenance(gauge)
        )

    def _analysis(self, gauge: Gauge, count: TokenCount, byte_count: int) -> TokenAnalysis:
        self._note(gauge, count.token_count, byte_count)
        return TokenAnalysis(count, self._gauges.provenance(gauge))

    def _note(self, gauge: Gauge, token_count: int, byte_count: int) -> None:
        self._telemetry.tokens_counted(
            encoding=gauge.name, token_count=token_count, byte_count=byte_count
        )

    def _provenance_of(self, tokenizer: Tokenizer) -> Provenance:
        encoding = TokenizerSelector(encoding=tokenizer.vocabulary.encoding)
        return self._gauges.provenance(self._gauges.of(encoding))


@dataclass(slots=True)
class _StreamedTextCounting:
    """Adds up the parts of a text as they come."""

    gauge: Gauge
    special_tokens: SpecialTokens
    accumulator: TextAccumulator
    analysis: Callable[[Gauge, TokenCount, int], TokenAnalysis]
    count: TokenCount | None = None
    byte_count: int = 0
    is_slow: bool = False

    def is_quick(self, chunk: str) -> bool:
        """See the port."""
        self.is_slow = self.is_slow or not self.gauge.is_quick((chunk,))
        return not self.is_slow and self.accumulator.held_length + len(chunk) <= self._quick_length

    def feed(self, chunk: str, *, more: bool = False) -> TokenAnalysis | None:
        """See the port."""
        self.byte_count += utf8_byte_count(chunk, field="chunk.text")
        if part := self.accumulator.add(chunk):
            self.count = self._with(part)
        if more:
            return None
        rest = self.accumulator.finish()
        # A text of which nothing is left was counted already, unless there never was anything.
        gauge = self.gauge.suited_to(len(rest))
        count = self._with(rest) if rest or self.count is None else self.count
        analysis = self.analysis(gauge, count, self.byte_count)
        self.count, self.byte_count, self.is_slow = None, 0, False
        return analysis

    @property
    def _quick_length(self) -> int:
        return PART_CHARACTERS if self.gauge.can_be_cut else _QUICK_WHOLE_CHARACTERS

    def _with(self, part: str) -> TokenCount:
        gauge = self.gauge.suited_to(len(part))
        count = gauge.count(part, special_tokens=self.special_tokens)
        return self.count.plus(count) if self.count else count
