"""Calls about chat requests, budgets and costs: the request of each, and how its answer is read."""

from collections.abc import Iterable
from typing import Unpack

from steelyard.v1 import token_service_pb2 as pb

from steelyard_client.arguments import BudgetCheck, MessagesCounting, Spending
from steelyard_client.calls.call import Call
from steelyard_client.calls.reading import cost_of, count_of, usd
from steelyard_client.calls.sending import (
    building,
    chat_request,
    name_field,
    only_one,
    text_field,
)
from steelyard_client.enums import PartKind, ServiceTier, UnknownModel, from_wire, to_wire
from steelyard_client.results.chats import (
    DropPlan,
    MessagesCount,
    MessageTokenCount,
    ModelBudget,
    ModelFit,
    PartTokenCount,
    ToolTokenCount,
)
from steelyard_client.results.models import CostEstimate


def count_messages(**how: Unpack[MessagesCounting]) -> Call[MessagesCount]:
    """Counts a whole chat request."""
    request = pb.CountMessagesRequest(
        model=name_field(how.get("model", ""), field="model"),
        chat=chat_request(how),
        unknown_model=_unknown_model(how),
    )
    return Call("CountMessages", request, _messages, how)


def check_budget(
    models: Iterable[str | ModelBudget], **how: Unpack[BudgetCheck]
) -> Call[tuple[ModelFit, ...]]:
    """Says whether a text or a chat fits each of several models."""
    if isinstance(models, str):
        message = "models must be a list of models and is a single name"
        raise TypeError(message)
    chat, text = chat_request(how), how.get("text")
    only_one("content", {"text": text is not None, "a chat request": chat is not None})
    listed = list(models)
    with building("CheckBudget"):
        request = pb.CheckBudgetRequest(
            models=[_budget(model, index=index) for index, model in enumerate(listed)],
            text=None if text is None else text_field(text, field="text"),
            chat=chat,
            plan_drops=how.get("plan_drops", False),
            unknown_model=_unknown_model(how),
        )
    return Call("CheckBudget", request, _fits, how)


def estimate_cost(**how: Unpack[Spending]) -> Call[CostEstimate]:
    """Says what a text, a chat or a usage costs."""
    chat, text, number = chat_request(how), how.get("text"), how.get("input_token_count")
    given = {"text": text, "a chat request": chat, "input_token_count": number}
    only_one("input", {name: value is not None for name, value in given.items()})
    date = how.get("date")
    with building("EstimateCost"):
        request = pb.EstimateCostRequest(
            model=name_field(how.get("model", ""), field="model"),
            text=None if text is None else text_field(text, field="text"),
            chat=chat,
            input_token_count=number,
            cached_input_token_count=how.get("cached_input_token_count", 0),
            cache_write_token_count=how.get("cache_write_token_count", 0),
            output_token_count=how.get("output_token_count", 0),
            service_tier=to_wire(ServiceTier(how.get("service_tier", ServiceTier.STANDARD))),
            date=date.isoformat() if date else "",
        )
    return Call("EstimateCost", request, _estimate, how)


def _unknown_model(how: MessagesCounting | BudgetCheck) -> str:
    return to_wire(UnknownModel(how.get("unknown_model", UnknownModel.ESTIMATE)))


def _budget(model: str | ModelBudget, *, index: int) -> pb.ModelBudget:
    budget = ModelBudget(model) if isinstance(model, str) else model
    return pb.ModelBudget(
        model=name_field(budget.model, field=f"models[{index}].model"),
        reserved_output_token_count=budget.reserved_output_token_count,
        token_limit=budget.token_limit,
    )


def _messages(answer: pb.CountMessagesResponse) -> MessagesCount:
    return MessagesCount(
        count_of(answer.count, answer.provenance),
        tuple(map(_message, answer.messages)),
        tuple(ToolTokenCount(each.name, each.token_count, each.path) for each in answer.tools),
        answer.framing_token_count,
        answer.model,
    )


def _message(message: pb.MessageTokenCount) -> MessageTokenCount:
    parts = (
        PartTokenCount(
            from_wire(each.kind, otherwise=PartKind.UNSPECIFIED), each.token_count, each.path
        )
        for each in message.parts
    )
    return MessageTokenCount(
        message.role,
        message.token_count,
        message.upper_bound_token_count,
        message.framing_token_count,
        tuple(parts),
        message.path,
    )


def _fits(answer: pb.CheckBudgetResponse) -> tuple[ModelFit, ...]:
    return tuple(map(_fit, answer.fits))


def _fit(fit: pb.ModelFit) -> ModelFit:
    return ModelFit(
        model=fit.model,
        count=count_of(fit.count, fit.provenance),
        limit_known=fit.limit_known,
        available_token_count=fit.available_token_count,
        fits_by_count=fit.fits_by_count,
        fits_by_upper_bound=fit.fits_by_upper_bound,
        left_token_count=fit.left_token_count,
        left_by_upper_bound_token_count=fit.left_by_upper_bound_token_count,
        counted_completely=fit.counted_completely,
        drop_plan=_drop_plan(fit.drop_plan) if fit.HasField("drop_plan") else None,
    )


def _drop_plan(plan: pb.DropPlan) -> DropPlan:
    return DropPlan(
        tuple(plan.message_indices), plan.token_count, plan.upper_bound_token_count, plan.fits
    )


def _estimate(answer: pb.EstimateCostResponse) -> CostEstimate:
    return CostEstimate(
        cost_of(answer.cost),
        usd(answer.upper_bound_total_usd),
        count_of(answer.input, answer.provenance),
        answer.model,
    )
