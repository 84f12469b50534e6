"""Short ways to check a budget."""

from collections.abc import Sequence

from domain.tokens.analyses import ModelFit
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.model import UnknownModel
from domain.tokens.questions import ModelBudget
from ports.inbound.steps import Steps
from tests.unit.application.world import World, result_of

type Content = str | ChatRequest


def begin(
    world: World,
    content: Content,
    *budgets: ModelBudget,
    plan_drops: bool = False,
    unknown: UnknownModel = UnknownModel.ESTIMATE,
) -> Steps[tuple[ModelFit, ...]]:
    return world.chats.check_budget(
        budgets=budgets, content=content, plan_drops=plan_drops, unknown_model=unknown
    )


def fits_of(world: World, content: Content, *budgets: ModelBudget) -> Sequence[ModelFit]:
    return result_of(begin(world, content, *budgets))


def fit_of(
    world: World, content: Content, budget: ModelBudget, *, plan_drops: bool = False
) -> ModelFit:
    (fit,) = result_of(begin(world, content, budget, plan_drops=plan_drops))
    return fit


def limited(token_limit: int, model: str = "one", reserved: int = 0) -> ModelBudget:
    return ModelBudget(model, reserved, token_limit)
