"""Which gauge counts for a model or an encoding: a tokenizer, a reconstruction or an estimate."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from application.tokens.gauge import EstimatorGauge, Gauge, TokenizerGauge
from domain.shared.errors import InvalidValue
from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.model import (
    NAME_LIMIT,
    CountMethod,
    ModelNotFound,
    ModelSpecification,
    Provenance,
    TokenIdsUnavailable,
    TokenizerSelector,
    UnknownModel,
    VocabularyNotPackaged,
)
from ports.outbound.catalogues import Catalogues
from ports.outbound.estimators import Estimators
from ports.outbound.tokenizers import TokenCounter, Tokenizer

_UNKNOWN = ModelSpecification(
    "", provider="", encoding="", method=CountMethod.HEURISTIC, countable=False, framing="chat"
)
"""What is assumed of a model that nobody has seen."""


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
