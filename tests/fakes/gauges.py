"""Gauges over tokenizers and estimators that are given."""

from collections.abc import Sequence

from application.tokens.gauges import Gauges
from domain.tokens.catalogue import ModelCatalogue
from domain.tokens.estimation import Estimator
from ports.outbound.tokenizers import TokenCounter, Tokenizer
from tests.fakes.catalogues import FixedCatalogues
from tests.fakes.estimators import ESTIMATORS, FixedEstimators


def gauges_of(
    catalogue: ModelCatalogue,
    *tokenizers: Tokenizer,
    counters: Sequence[TokenCounter] = (),
    estimators: dict[str, Estimator] | None = None,
    reconstructed_characters: int = 1_000,
) -> Gauges:
    """What counts for the models of a catalogue; an estimator is read only where it is needed."""
    return Gauges(
        tokenizers=tokenizers,
        counters=counters,
        estimators=FixedEstimators(ESTIMATORS if estimators is None else estimators),
        catalogues=FixedCatalogues(catalogue),
        reconstructed_characters=reconstructed_characters,
    )
