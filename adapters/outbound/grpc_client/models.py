"""The use cases about models and prices, answered by a server."""

from collections.abc import Sequence

import steelyard_client as client

from adapters.outbound.grpc_client import prices
from adapters.outbound.grpc_client.answered import Answered
from adapters.outbound.grpc_client.chats import add_body
from adapters.outbound.grpc_client.errors import domain_errors
from domain.shared.errors import InvalidValue
from domain.shared.pages import Page, PageRequest
from domain.tokens.analyses import CatalogueInfo, CostAnalysis, ModelComparison, PricedModel
from domain.tokens.catalogue import ModelFilter
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import NAME_LIMIT, UnknownModel
from domain.tokens.questions import CostQuestion
from ports.inbound.steps import Steps


class RemoteModelAnalyses:
    """Implements ports.inbound.models.ModelAnalyses by calling a server.

    What is asked in steps is asked as a whole at the beginning.

    Args:
        client: Calls the server.
    """

    def __init__(self, client: client.Steelyard) -> None:
        self._client = client

    def list_models(self, *, page: PageRequest, only: ModelFilter) -> Page[PricedModel]:
        """See the port."""
        how = prices.model_filter(only)
        how["page_size"] = page.limit()
        with domain_errors():
            found = self._client.list_models_page(page_token=page.token, **how)
        models = map(prices.to_priced_model, found.models)
        # A server cannot be asked for all of the filter; a page may hold less than its size.
        return Page(
            tuple(each for each in models if only.accepts(each.model)), found.next_page_token
        )

    def get_model(self, *, name: str) -> PricedModel:
        """See the port."""
        if not 0 < len(name) <= NAME_LIMIT:
            raise InvalidValue(f"a model name has 1 to {NAME_LIMIT} characters", field="name")
        with domain_errors():
            return prices.to_priced_model(self._client.get_model(name))

    def catalogue_info(self) -> CatalogueInfo:
        """See the port."""
        with domain_errors():
            return prices.to_info(self._client.list_models_page(page_size=1).catalogue)

    def estimate_cost(
        self, *, model: str, content: str | ChatRequest | int, question: CostQuestion
    ) -> Steps[CostAnalysis]:
        """See the port."""
        how = prices.spending(question)
        how["model"] = model
        match content:
            case str():
                how["text"] = content
            case int():
                how["input_token_count"] = content
            case ChatRequest():
                add_body(content, how)
        with domain_errors():
            estimate = self._client.estimate_cost(**how)
        return Answered(prices.to_cost_analysis(estimate, question))

    def compare_models(
        self,
        *,
        models: tuple[str, str],
        texts: Sequence[str],
        question: CostQuestion,
        unknown_model: UnknownModel,
    ) -> Steps[ModelComparison]:
        """See the port."""
        before, after = models
        with domain_errors():
            comparison = self._client.compare_models(
                before,
                after,
                texts=texts,
                output_token_count=question.output_tokens,
                service_tier=client.ServiceTier(question.tier.value),
                unknown_model=client.UnknownModel(unknown_model.value),
            )
        return Answered(prices.to_comparison(comparison, question))
