"""One way to count: with a tokenizer, exact or reconstructed, or by an estimate."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from domain.tokens.estimation import Estimator
from domain.tokens.model import (
    CountMethod,
    ErrorBound,
    Provenance,
    SpecialTokens,
    TextCounts,
    TextNotCountable,
    TokenCount,
)
from ports.outbound.tokenizers import TokenCounter, Tokenizer

BORROWED_BOUND = ErrorBound(relative=0.05, absolute_tokens=8)
"""How far a count may be too low where a family's tokenizer is taken for that of a new member."""
QUICK_CHARACTERS = 2_048
"""What an estimate takes about 1 ms for."""


class Gauge(Protocol):
    """Counts texts in one way, and says what the counts are worth."""

    @property
    def name(self) -> str:
        """The encoding or the estimator."""
        ...

    @property
    def can_be_cut(self) -> bool:
        """Whether the parts of a text may be counted one by one."""
        ...

    def suited_to(self, character_count: int) -> "Gauge":
        """This gauge, or another one where this one would take too long for such a text."""
        ...

    def is_quick(self, texts: Sequence[str]) -> bool:
        """Whether these texts together take no more than a few ms."""
        ...

    def count(self, text: str, *, special_tokens: SpecialTokens) -> TokenCount:
        """The count of one text."""
        ...

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> TextCounts:
        """The counts of several."""
        ...

    def costs(self, texts: Sequence[str]) -> Sequence[int]:
        """About what each text adds to a longer one; only an empty one adds nothing."""
        ...

    def provenance(self, catalogue_version: str, framing: str) -> Provenance:
        """What makes the counts."""
        ...


@dataclass(frozen=True, slots=True)
class TokenizerGauge:
    """Counts with a tokenizer, exact or reconstructed.

    Args:
        counter: The tokenizer.
        work_limit: The most characters of a text that it is asked for; None for any.
        beyond: What counts longer ones.
        borrowed: How a count is labelled for a model of which it is only likely that the tokenizer
            is its own; None for the models that it surely counts for.
    """

    counter: TokenCounter
    work_limit: int | None = None
    beyond: Gauge | None = None
    borrowed: CountMethod | None = None

    def worth(self, method: CountMethod) -> "TokenizerGauge":
        """This gauge for a model whose counts are worth no more than that."""
        if method.is_as_certain_as(self.counter.vocabulary.method):
            return self
        return replace(self, borrowed=method)

    @property
    def name(self) -> str:
        """See Gauge."""
        encoding = self.counter.vocabulary.encoding
        return f"{encoding}-{self.borrowed.value}" if self.borrowed else encoding

    @property
    def can_be_cut(self) -> bool:
        """See Gauge."""
        return self.counter.vocabulary.can_be_cut

    def suited_to(self, character_count: int) -> Gauge:
        """See Gauge."""
        if self.beyond is None or self.work_limit is None or character_count <= self.work_limit:
            return self
        return self.beyond

    def is_quick(self, texts: Sequence[str]) -> bool:
        """See Gauge."""
        return self.counter.is_quick(texts)

    def count(self, text: str, *, special_tokens: SpecialTokens) -> TokenCount:
        """See Gauge."""
        vocabulary = self.counter.vocabulary
        token_count = self.counter.count(text, special_tokens=special_tokens)
        if self.borrowed is None:
            return vocabulary.label(token_count)
        bound = BORROWED_BOUND.above(token_count)
        frame = vocabulary.frame_token_count
        return TokenCount(token_count, bound, self.borrowed, frame_token_count=frame)

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> TextCounts:
        """See Gauge."""
        vocabulary = self.counter.vocabulary
        bound = BORROWED_BOUND if self.borrowed else vocabulary.bound
        method = self.borrowed or vocabulary.method
        counts = self.counter.count_batch(texts, special_tokens=special_tokens)
        bounds = () if method is CountMethod.EXACT else tuple(map(bound.above, counts))
        return TextCounts(counts, bounds, method, vocabulary.frame_token_count)

    def costs(self, texts: Sequence[str]) -> Sequence[int]:
        """See Gauge."""
        frame = self.counter.vocabulary.frame_token_count
        counts = self.counter.count_batch(texts, special_tokens=SpecialTokens.AS_TEXT)
        return [max(0, count - frame) for count in counts] if frame else counts

    def provenance(self, catalogue_version: str, framing: str) -> Provenance:
        """See Gauge."""
        vocabulary = self.counter.vocabulary
        return Provenance(
            vocabulary.encoding, vocabulary.sha256, self.counter.engine, catalogue_version, framing
        )


@dataclass(frozen=True, slots=True)
class EstimatorGauge:
    """Estimates from the counts under a few tokenizers and from the looks of the text.

    Args:
        estimator: The fitted model.
        bases: The tokenizers that it looks at, by encoding.
    """

    estimator: Estimator
    bases: Mapping[str, Tokenizer]

    @property
    def name(self) -> str:
        """See Gauge; an estimator may be called like the encoding that it stands in for."""
        return f"{self.estimator.name}-estimate"

    @property
    def can_be_cut(self) -> bool:
        """See Gauge."""
        return False

    def suited_to(self, character_count: int) -> Gauge:  # noqa: ARG002 - any length is fine
        """See Gauge."""
        return self

    def is_quick(self, texts: Sequence[str]) -> bool:
        """See Gauge."""
        return sum(map(len, texts)) <= QUICK_CHARACTERS and all(
            each.is_quick(texts) for each in self.bases.values()
        )

    def count(self, text: str, *, special_tokens: SpecialTokens) -> TokenCount:
        """See Gauge."""
        counts = dict[str, int]()
        for encoding, base in self.bases.items():
            # An estimate must not fail over a text that one of its tokenizers leaves to others.
            with suppress(TextNotCountable):
                counts[encoding] = base.count(text, special_tokens=special_tokens)
        likely = max(counts.values(), default=len(text))
        return self.estimator.estimate(text, dict.fromkeys(self.bases, likely) | counts)

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> TextCounts:
        """See Gauge."""
        counts = [self.count(text, special_tokens=special_tokens) for text in texts]
        return TextCounts(
            [each.token_count for each in counts],
            [each.upper_bound_token_count for each in counts],
            self.estimator.method,
            counts[0].frame_token_count if counts else 0,
        )

    def costs(self, texts: Sequence[str]) -> Sequence[int]:
        """See Gauge; those under the first of the tokenizers that it looks at."""
        base = self.bases[self.estimator.base_encodings[0]]
        try:
            return base.count_batch(texts, special_tokens=SpecialTokens.AS_TEXT)
        except TextNotCountable:
            return list(map(len, texts))

    def provenance(self, catalogue_version: str, framing: str) -> Provenance:
        """See Gauge."""
        return Provenance(
            self.estimator.name,
            "",
            f"estimator {self.estimator.version}",
            catalogue_version,
            framing,
        )
