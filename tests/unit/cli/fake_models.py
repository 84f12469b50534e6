"""The port of models in memory: a dollar for each token, and half of one from a cache."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from domain.shared.pages import Page, PageRequest
from domain.tokens.analyses import (
    CatalogueInfo,
    CostAnalysis,
    ModelComparison,
    ModelTotals,
    PricedModel,
)
from domain.tokens.catalogue import ModelFilter
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.cost import (
    Cost,
    Price,
    PriceSheet,
    PriceStep,
    ServiceTier,
    estimate,
    price_unknown,
)
from domain.tokens.model import (
    CountMethod,
    ModelSpecification,
    TokenCount,
    UnknownModel,
)
from domain.tokens.questions import CostQuestion
from tests.unit.cli.fake_counts import PROVENANCE, ThreeSteps, counted, require_known

TODAY = date(2026, 7, 1)
INFO = CatalogueInfo("7", date(2026, 6, 1), 30, "prices 1")
_MILLION = Decimal(1_000_000)
UNPRICED = "unpriced"
"""The model that nobody has a price for."""
SHEET = PriceSheet(
    provider="test",
    model="known",
    service_tier=ServiceTier.STANDARD,
    input_price=Price(_MILLION, (PriceStep(1_000, 2 * _MILLION),)),
    cached_input_price=Price(_MILLION / 2),
    cache_write_price=None,
    output_price=Price(_MILLION),
    price_date=TODAY,
    source="prices 1",
)
KNOWN = ModelSpecification(
    "known",
    "test",
    "characters",
    canonical_name="known-1",
    aliases=("k",),
    context_token_limit=100,
    output_token_limit=40,
)
MODELS = tuple(ModelSpecification(f"model-{n:04}", "test", "characters") for n in range(1_200))


@dataclass
class FewModels:
    """Implements ports.inbound.models.ModelAnalyses.

    Args:
        questions: What was asked about costs.
        looked_up: The names that were looked up.
    """

    questions: list[CostQuestion] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)

    def list_models(self, *, page: PageRequest, only: ModelFilter) -> Page[PricedModel]:
        found = (each for each in (KNOWN, *MODELS) if only.accepts(each))
        return Page.of(((each.name, _priced(each)) for each in found), page)

    def get_model(self, *, name: str) -> PricedModel:
        self.looked_up.append(name)
        require_known(name, UnknownModel.REFUSE)
        return _priced(KNOWN)

    def catalogue_info(self) -> CatalogueInfo:
        return INFO

    def estimate_cost(
        self, *, model: str, content: str | ChatRequest | int, question: CostQuestion
    ) -> ThreeSteps[CostAnalysis]:
        self.questions.append(question)
        if model == UNPRICED:
            tier = question.tier
            raise price_unknown(model, provider="test", service_tier=tier, known=())
        require_known(model, UnknownModel.REFUSE)
        return ThreeSteps(lambda: _cost(model, content, question))

    def compare_models(
        self,
        *,
        models: tuple[str, str],
        texts: Sequence[str],
        question: CostQuestion,
        unknown_model: UnknownModel,
    ) -> ThreeSteps[ModelComparison]:
        self.questions.append(question)
        for name in models:
            require_known(name, unknown_model)
        size = sum(map(len, texts))
        before, after = (
            _totals(name, size * factor) for factor, name in enumerate(models, start=1)
        )
        ratios = tuple(float(2 + index) for index in range(len(texts)))
        long = tuple(index for index, text in enumerate(texts) if len(text) > 50)
        short = tuple(index for index, text in enumerate(texts) if not text)
        return ThreeSteps(lambda: ModelComparison(before, after, 2.0, ratios, long, short))


def _priced(model: ModelSpecification) -> PricedModel:
    return PricedModel(model, SHEET if model is KNOWN else None)


def _cost(model: str, content: str | ChatRequest | int, question: CostQuestion) -> CostAnalysis:
    if isinstance(content, int):
        cost = estimate(question.usage(content), SHEET)
        return CostAnalysis(model, cost, cost, TokenCount.exact(content), None)
    if isinstance(content, str):
        cost = estimate(question.usage(len(content)), SHEET)
        return CostAnalysis(model, cost, cost, TokenCount.exact(len(content)), PROVENANCE)
    count = TokenCount(10, 12, CountMethod.RULES, not_counted=("openai_json.prompt",))
    most = estimate(question.usage(12), SHEET)
    return CostAnalysis(model, estimate(question.usage(10), SHEET), most, count, PROVENANCE)


def _totals(name: str, token_count: int) -> ModelTotals:
    model = ModelSpecification(name, "test", "characters", context_token_limit=100)
    cost: Cost | None = estimate(CostQuestion().usage(token_count), SHEET)
    if name == UNPRICED:
        cost = None
    return ModelTotals(model, counted(token_count, model=name), cost, PROVENANCE)
