"""The use cases about models: what there is, what it costs, what a change would change."""

from collections.abc import Sequence

from application.tokens.limits import CountingLimits, check_batch
from application.tokens.scales import Scales
from domain.shared.pages import Page, PageRequest
from domain.shared.steps import Steps, Stepwise
from domain.tokens.analyses import (
    CatalogueInfo,
    CostAnalysis,
    ModelComparison,
    ModelTotals,
    PricedModel,
)
from domain.tokens.catalogue import ModelFilter
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.comparing import compare
from domain.tokens.cost import Cost, PriceSheet, PriceUnknown, estimate
from domain.tokens.model import ModelSpecification, TokenCount, UnknownModel
from domain.tokens.questions import CostQuestion
from ports.outbound.clock import Clock
from ports.outbound.prices import PriceBook


class ModelAnalyst:
    """Implements ports.inbound.models.ModelAnalyses.

    Args:
        scales: Weighs what is to be priced, and knows the models.
        prices: What tokens cost.
        clock: Says which prices are in force.
        limits: How much one call may ask for.
    """

    def __init__(
        self,
        *,
        scales: Scales,
        prices: PriceBook,
        clock: Clock,
        limits: CountingLimits,
    ) -> None:
        self._scales = scales
        self._gauges = scales.gauges
        self._prices = prices
        self._clock = clock
        self._limits = limits

    def warm(self) -> None:
        """Price every model once, so that no later call has to read the data first."""
        self._prices.load()
        for _, model in self._gauges.catalogue().in_order():
            self._priced(model)

    def list_models(self, *, page: PageRequest, only: ModelFilter) -> Page[PricedModel]:
        """See the port."""
        found = Page.of(self._gauges.catalogue().in_order(only), page)
        return Page(tuple(map(self._priced, found.items)), found.next_token)

    def get_model(self, *, name: str) -> PricedModel:
        """See the port."""
        return self._priced(self._gauges.model(name, unknown=UnknownModel.REFUSE, field="name"))

    def catalogue_info(self) -> CatalogueInfo:
        """See the port."""
        catalogue = self._gauges.catalogue()
        age = self._clock.now().date() - catalogue.as_of if catalogue.as_of else None
        return CatalogueInfo(
            version=catalogue.version,
            as_of=catalogue.as_of,
            age_days=max(0, age.days) if age else 0,
            prices_version=self._prices.version,
        )

    def estimate_cost(
        self, *, model: str, content: str | ChatRequest | int, question: CostQuestion
    ) -> Steps[CostAnalysis]:
        """See the port."""
        return Steps(self._estimate_cost(model, content, question))

    def compare_models(
        self,
        *,
        models: tuple[str, str],
        texts: Sequence[str],
        question: CostQuestion,
        unknown_model: UnknownModel,
    ) -> Steps[ModelComparison]:
        """See the port."""
        check_batch(texts, limit=self._limits.texts_per_batch)
        before, after = (
            self._gauges.model(name, unknown=unknown_model, field=field)
            for name, field in zip(models, ("from_model", "to_model"), strict=True)
        )
        return Steps(self._compare(before, after, texts, question))

    def _estimate_cost(
        self, model: str, content: str | ChatRequest | int, question: CostQuestion
    ) -> Stepwise[CostAnalysis]:
        if isinstance(content, int):
            yield True
            specification = self._gauges.model(model, unknown=UnknownModel.REFUSE)
            input_tokens = question.usage(content).input_token_count
            count, provenance = TokenCount.exact(input_tokens), None
        else:
            specification, weighed = yield from self._scales.weigh(
                content, model, unknown=UnknownModel.REFUSE
            )
            count, provenance = weighed.total, weighed.provenance
        sheet = self._sheet(specification, question)
        return CostAnalysis(
            specification.name,
            estimate(question.usage(count.token_count), sheet),
            estimate(question.usage(count.upper_bound_token_count), sheet),
            count,
            provenance,
        )

    def _compare(
        self,
        before: ModelSpecification,
        after: ModelSpecification,
        texts: Sequence[str],
        question: CostQuestion,
    ) -> Stepwise[ModelComparison]:
        counts = []
        totals = []
        for model in (before, after):
            counted = yield from self._scales.weigh_texts(texts, model)
            counts.append(counted.counts)
            cost = self._corpus_cost(model, counted.counts, question)
            totals.append(ModelTotals(model, counted.total, cost, counted.provenance))
        return compare(totals[0], totals[1], tuple(zip(*counts, strict=True)))

    def _corpus_cost(
        self, model: ModelSpecification, counts: Sequence[TokenCount], question: CostQuestion
    ) -> Cost | None:
        """The cost of one call for each text; None where no price is known."""
        try:
            sheet = self._sheet(model, question)
            usages = (question.usage(count.token_count) for count in counts)
            return Cost.together([estimate(usage, sheet) for usage in usages])
        except PriceUnknown:
            return None

    def _priced(self, model: ModelSpecification) -> PricedModel:
        try:
            return PricedModel(model, self._sheet(model, CostQuestion()))
        except PriceUnknown:
            return PricedModel(model, None)

    def _sheet(self, model: ModelSpecification, question: CostQuestion) -> PriceSheet:
        moment = question.moment(self._clock.now())
        return self._prices.price_sheet(model, service_tier=question.tier, at=moment)
