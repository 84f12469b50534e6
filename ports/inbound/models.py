"""What a caller may ask about models."""

from collections.abc import Sequence
from typing import Protocol

from domain.shared.pages import Page, PageRequest
from domain.tokens.analyses import CatalogueInfo, CostAnalysis, ModelComparison, PricedModel
from domain.tokens.catalogue import ModelFilter
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import UnknownModel
from domain.tokens.questions import CostQuestion
from ports.inbound.steps import Steps


class ModelAnalyses(Protocol):
    """Tells what models there are, what they cost, and what a change of model would change."""

    def list_models(self, *, page: PageRequest, only: ModelFilter) -> Page[PricedModel]:
        """The models that have a name of their own, in order of name."""
        ...

    def get_model(self, *, name: str) -> PricedModel:
        """Resolve a model name.

        Raises:
            InvalidValue: The name is empty or too long.
            ModelNotFound: It is unknown; the nearest names are in the metadata.
        """
        ...

    def catalogue_info(self) -> CatalogueInfo:
        """How old the data about models and prices is."""
        ...

    def estimate_cost(
        self, *, model: str, content: str | ChatRequest | int, question: CostQuestion
    ) -> Steps[CostAnalysis]:
        """Say what a call costs.

        Args:
            model: The model; empty where a chat's body names it.
            content: The text, the chat, or the number of tokens that is sent.
            question: What else decides the price.

        Raises:
            PriceUnknown: No price is known for the model at that tier on that day.
        """
        ...

    def compare_models(
        self,
        *,
        models: tuple[str, str],
        texts: Sequence[str],
        question: CostQuestion,
        unknown_model: UnknownModel,
    ) -> Steps[ModelComparison]:
        """Say what would change from one model to another.

        Args:
            models: The model in use, and the one to move to.
            texts: The corpus; 1 to the limit.
            question: What else decides the price; the output tokens are those of each text.
            unknown_model: What happens when nobody knows one of them.
        """
        ...
