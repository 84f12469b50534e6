"""Which gauge counts for a model or an encoding: a tokenizer, a reconstruction or an estimate."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Protocol

from domain.shared.errors import InvalidValue
from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.estimation import Estimator
from domain.tokens.model import (
    NAME_LIMIT,
    CountMethod,
    ErrorBound,
    ModelNotFound,
    ModelSpecification,
    Provenance,
    SpecialTokens,
    TextCounts,
    TextNotCountable,
    TokenCount,
    TokenIdsUnavailable,
    TokenizerSelector,
    UnknownModel,
    VocabularyNotPackaged,
)
from ports.outbound.catalogues import Catalogues
from ports.outbound.estimators import Estimators
from ports.outbound.tokenizers import TokenCounter, Tokenizer

BORROWED_BOUND = ErrorBound(relative=0.05, absolute_tokens=8)
"""How far a count may be too low where a family's tokenizer is taken for that of a new member."""
QUICK_CHARACTERS = 2_048
"""What an estimate takes about 1 ms for."""


_UNKNOWN = ModelSpecification(
    "", provider="", encoding="", method=CountMethod.HEURISTIC, countable=False, framing="chat"
)
"""What is assumed of a model that nobody has seen."""


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

    def provenance(self, catalogue_version: str, framing: str) -> Provenance:
        """See Gauge."""
        return Provenance(
            self.estimator.name,
            "",
            f"estimator {self.estimator.version}",
            catalogue_version,
            framing,
        )


class Gauges:
    """Finds the gauge for a name.

    Args:
        tokenizers: Those that know token ids.
        counters: Those that only count.
        estimators: The fitted estimators.
        catalogues: Which models there are.
        reconstructed_characters: The longest text that is given to those that only count; longer
            ones are estimated.
    """

    def __init__(
        self,
        *,
        tokenizers: Sequence[Tokenizer],
        counters: Sequence[TokenCounter],
        estimators: Estimators,
        catalogues: Catalogues,
        reconstructed_characters: int,
    ) -> None:
        self._tokenizers = {each.vocabulary.encoding: each for each in tokenizers}
        self._estimators = estimators
        self._catalogues = catalogues
        self._work_limit = reconstructed_characters
        self._by_estimator: dict[str, EstimatorGauge] = {}
        self._by_encoding = {
            **{name: TokenizerGauge(each) for name, each in self._tokenizers.items()},
            **{each.vocabulary.encoding: self._limited(each) for each in counters},
        }

    def catalogue(self) -> ModelCatalogue:
        """The models that are known now."""
        return self._catalogues.current()

    def provenance(self, gauge: Gauge, *, framing: str = "") -> Provenance:
        """What makes the counts of a gauge now.

        Args:
            gauge: What counts.
            framing: The rules by which messages were framed; empty for bare text.
        """
        return gauge.provenance(self.catalogue().version, framing)

    def of(self, selector: TokenizerSelector) -> Gauge:
        """The gauge for a selector.

        Raises:
            ModelNotFound: Nobody knows the model, and it is not to be estimated.
            EncodingNotFound: Nobody knows the encoding.
            VocabularyNotPackaged: The encoding was named and its vocabulary is not carried.
        """
        if selector.model:
            return self.of_model(self.model(selector.model, unknown=selector.unknown_model))
        encoding = self.catalogue().require_encoding(selector.encoding)
        return self._by_encoding.get(encoding) or _refuse(self._by_encoding, encoding)

    def of_model(self, model: ModelSpecification) -> Gauge:
        """The best gauge for a model."""
        gauge = self._by_encoding.get(model.encoding)
        if gauge is None:
            return self._estimating(model.estimator)
        return gauge.worth(model.method)

    def model(
        self, name: str, *, unknown: UnknownModel, field: str = "model"
    ) -> ModelSpecification:
        """What is known of a model, or of one that nobody has seen.

        Args:
            name: The model's name.
            unknown: What happens when nobody knows it.
            field: The field of the request that names it.

        Raises:
            InvalidValue: The name is empty or too long.
            ModelNotFound: Nobody knows it, and it is not to be estimated.
        """
        if not 0 < len(name) <= NAME_LIMIT:
            raise InvalidValue(f"a model name has 1 to {NAME_LIMIT} characters", field=field)
        try:
            return self.catalogue().resolve(name)
        except ModelNotFound:
            if unknown is UnknownModel.REFUSE:
                raise
        return replace(_UNKNOWN, name=name)

    def tokenizer(self, selector: TokenizerSelector) -> Tokenizer:
        """The tokenizer that knows the ids.

        Raises:
            ModelNotFound: Nobody knows the model.
            EncodingNotFound: Nobody knows the encoding.
            VocabularyNotPackaged: The vocabulary is not carried.
            TokenIdsUnavailable: Nobody knows the ids.
        """
        encoding = selector.encoding
        if selector.model:
            encoding = self.model(selector.model, unknown=UnknownModel.REFUSE).encoding
        elif encoding:
            self.catalogue().require_encoding(encoding)
        if tokenizer := self._tokenizers.get(encoding):
            return tokenizer
        if encoding and encoding not in self._by_encoding:
            return _refuse(self._tokenizers, encoding)
        raise TokenIdsUnavailable(
            f"the token ids of {selector.model or encoding} are not public; its tokens can only be "
            "counted",
            encoding=encoding,
        )

    def _limited(self, counter: TokenCounter) -> TokenizerGauge:
        """A gauge for a slow counter, with the estimator of the same name beyond its limit."""
        beyond = self._estimating(counter.vocabulary.encoding)
        return TokenizerGauge(counter, self._work_limit, beyond)

    def _estimating(self, name: str) -> EstimatorGauge:
        if gauge := self._by_estimator.get(name):
            return gauge
        estimator = self._estimators.estimator(name)
        bases = {each: self._tokenizers[each] for each in estimator.base_encodings}
        gauge = self._by_estimator[name] = EstimatorGauge(estimator, bases)
        return gauge


def _refuse[Carried](carried: Mapping[str, Carried], encoding: str) -> Carried:
    raise VocabularyNotPackaged(
        f"the vocabulary {encoding} is not carried by this server, "
        f"which has {', '.join(sorted(carried))}",
        encoding=encoding,
    )
