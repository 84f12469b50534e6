"""The use cases of chat requests: what they weigh, and whether they fit."""

from collections.abc import Sequence
from math import inf

from application.tokens.limits import CountingLimits
from application.tokens.scales import Scales, Weighed
from domain.shared.errors import InvalidValue
from domain.shared.steps import Steps, Stepwise
from domain.tokens.analyses import ChatAnalysis, ModelFit
from domain.tokens.chat import Conversation
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.dropping import drops_of
from domain.tokens.fitting import Budget, DropPlan
from domain.tokens.model import ModelSpecification, UnknownModel
from domain.tokens.questions import ModelBudget


class ChatAnalyzer:
    """Implements ports.inbound.chats.ChatAnalyses.

    Args:
        scales: Weighs texts and conversations, and knows the models.
        limits: How much one call may ask for.
    """

    def __init__(self, *, scales: Scales, limits: CountingLimits) -> None:
        self._scales = scales
        self._gauges = scales.gauges
        self._limits = limits

    def count_messages(
        self, *, model: str, chat: ChatRequest, unknown_model: UnknownModel
    ) -> Steps[ChatAnalysis]:
        """See the port."""
        return Steps(self._count_messages(model, chat, unknown_model))

    def check_budget(
        self,
        *,
        budgets: Sequence[ModelBudget],
        content: str | ChatRequest,
        plan_drops: bool,
        unknown_model: UnknownModel,
    ) -> Steps[tuple[ModelFit, ...]]:
        """See the port."""
        if not 0 < len(budgets) <= self._limits.models_per_check:
            raise InvalidValue(
                f"a budget is checked for 1 to {self._limits.models_per_check} models",
                field="models",
                limit=self._limits.models_per_check,
                given=len(budgets),
            )
        models = [
            self._gauges.model(each.model, unknown=unknown_model, field=f"models[{index}].model")
            for index, each in enumerate(budgets)
        ]
        rooms = [_room(model, budgets[index], index) for index, model in enumerate(models)]
        return Steps(self._check_budget(models, rooms, content, plan_drops=plan_drops))

    def _count_messages(
        self, model_name: str, chat: ChatRequest, unknown: UnknownModel
    ) -> Stepwise[ChatAnalysis]:
        model, weighed = yield from self._scales.weigh(chat, model_name, unknown=unknown)
        return ChatAnalysis(model.name, weighed.by_piece(), weighed.provenance)

    def _check_budget(
        self,
        models: Sequence[ModelSpecification],
        rooms: Sequence[Budget],
        content: str | ChatRequest,
        *,
        plan_drops: bool,
    ) -> Stepwise[tuple[ModelFit, ...]]:
        laid = None if isinstance(content, str) else (yield from self._scales.lay(content))
        fits = []
        for model, room in zip(models, rooms, strict=True):
            available = room.available_tokens
            enough = inf if available is None or plan_drops else available
            if laid:
                weighed = yield from self._scales.weigh_conversation(laid, model, enough=enough)
            else:
                weighed = yield from self._scales.weigh_text(str(content), model, enough=enough)
            droppable = laid.conversation if laid and plan_drops else None
            fits.append(_fit(model, room, weighed, droppable))
        return tuple(fits)


def _fit(
    model: ModelSpecification, room: Budget, weighed: Weighed, droppable: Conversation | None
) -> ModelFit:
    """Hold what was weighed against the room that a model has for it."""
    fit = room.check(weighed.total)
    plan: DropPlan | None = None
    if fit and droppable and not fit.fits_by_upper_bound:
        plan = drops_of(droppable, weighed.by_piece(), available_tokens=fit.available_tokens)
    return ModelFit(model.name, weighed.total, fit, weighed.is_complete, plan, weighed.provenance)


def _room(model: ModelSpecification, asked: ModelBudget, index: int) -> Budget:
    """The room of a model; a limit that was given stands in for all of its own."""
    own = (model.context_token_limit, model.input_token_limit, model.output_token_limit)
    limits = own if asked.token_limit is None else (asked.token_limit, None, None)
    try:
        return Budget(*limits, reserved_output_tokens=asked.reserved_output_tokens)
    except InvalidValue as error:
        field = f"models[{index}].{error.field}"
        raise InvalidValue(error.message, field=field) from None
