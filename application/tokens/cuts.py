"""The use cases that cut texts to a number of tokens."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from application.tokens.gauge import Gauge
from application.tokens.gauges import Gauges
from application.tokens.limits import CountingLimits
from domain.tokens.analyses import SplitAnalysis, TruncationAnalysis
from domain.tokens.boundaries import Boundary
from domain.tokens.model import CountMethod, SpecialTokens, TokenizerSelector, utf8_byte_count
from domain.tokens.splitting import SplitRules, TextChunk, split
from domain.tokens.truncation import Side, truncate

_QUICK_CHARACTERS = 1_024
"""What takes no more than a few ms although it is counted several times."""


class TextCutter:
    """Implements ports.inbound.cuts.TextCuts.

    Args:
        gauges: What counts for which name.
        limits: How much one call may ask for.
    """

    def __init__(self, *, gauges: Gauges, limits: CountingLimits) -> None:
        self._gauges = gauges
        self._limits = limits

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:
        """See the port."""
        return len(text) <= _QUICK_CHARACTERS and self._gauges.of(selector).is_quick((text,))

    def truncate_text(
        self, *, selector: TokenizerSelector, text: str, token_limit: int, side: Side, marker: str
    ) -> TruncationAnalysis:
        """See the port."""
        utf8_byte_count(text, field="text")
        utf8_byte_count(marker, field="marker")
        gauge = self._gauges.of(selector).suited_to(len(text))
        left = truncate(
            text, limit_tokens=token_limit, side=side, count=_bound(gauge), marker=marker
        )
        count = gauge.count(left.text, special_tokens=SpecialTokens.AS_TEXT)
        return TruncationAnalysis(left, count, self._gauges.provenance(gauge))

    def split_text(
        self,
        *,
        selector: TokenizerSelector,
        text: str,
        token_limit: int,
        overlap_token_count: int,
        boundary: Boundary,
    ) -> SplitAnalysis:
        """See the port."""
        utf8_byte_count(text, field="text")
        gauge = self._gauges.of(selector).suited_to(len(text))
        rules = SplitRules(
            token_limit, overlap_token_count, boundary, self._limits.chunks_per_split
        )
        chunks = split(text, rules=rules, count=_bound(gauge))
        method = gauge.count("", special_tokens=SpecialTokens.AS_TEXT).method
        if method is not CountMethod.EXACT:
            chunks = _counted(gauge, text, chunks)
        return SplitAnalysis(chunks, method, self._gauges.provenance(gauge))


def _bound(gauge: Gauge) -> Callable[[str], int]:
    """What must keep the limit: the count where it is exact, otherwise its upper bound."""

    def bound(text: str) -> int:
        return gauge.count(text, special_tokens=SpecialTokens.AS_TEXT).upper_bound_token_count

    return bound


def _counted(gauge: Gauge, text: str, chunks: Sequence[TextChunk]) -> tuple[TextChunk, ...]:
    """The chunks with their counts in the place of the upper bounds that they were cut by."""
    texts = [text[each.start : each.end] for each in chunks]
    counts = gauge.count_batch(texts, special_tokens=SpecialTokens.AS_TEXT).token_counts
    return tuple(
        replace(chunk, token_count=count) for chunk, count in zip(chunks, counts, strict=True)
    )
