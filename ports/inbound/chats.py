"""What a caller may ask about chat requests."""

from collections.abc import Sequence
from typing import Protocol

from domain.tokens.analyses import ChatAnalysis, ModelFit
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import UnknownModel
from domain.tokens.questions import ModelBudget
from ports.inbound.steps import Steps


class ChatAnalyses(Protocol):
    """Counts chat requests and says whether they fit.

    The work is done in steps, which raise what is wrong with the request: InvalidValue for a field
    of the wrong kind, RequestBodyMalformed, JsonTooDeep, ConversationTooLarge, TextNotUnicode,
    and ModelNotFound for a model that nobody knows and that is not to be estimated.
    """

    def count_messages(
        self, *, model: str, chat: ChatRequest, unknown_model: UnknownModel
    ) -> Steps[ChatAnalysis]:
        """Count a chat request as its provider would.

        Args:
            model: The model; empty where the request's body names it.
            chat: The request.
            unknown_model: What happens when nobody knows the model.
        """
        ...

    def check_budget(
        self,
        *,
        budgets: Sequence[ModelBudget],
        content: str | ChatRequest,
        plan_drops: bool,
        unknown_model: UnknownModel,
    ) -> Steps[tuple[ModelFit, ...]]:
        """Say for each model whether a text or a chat fits.

        Counting for a model stops as soon as it is certain that its content cannot fit, unless
        drops are to be planned.

        Args:
            budgets: The models and what must be left free in each; 1 to the limit.
            content: The text or the chat.
            plan_drops: Whether to say which of a chat's oldest messages to drop.
            unknown_model: What happens when nobody knows one of the models.
        """
        ...
