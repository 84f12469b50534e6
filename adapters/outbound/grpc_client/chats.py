"""The use cases about chat requests, answered by a server."""

from collections.abc import Sequence

import steelyard_client as client
from steelyard_client.arguments import BudgetCheck, ChatBody, MessagesCounting

from adapters.outbound.grpc_client import values
from adapters.outbound.grpc_client.answered import Answered
from adapters.outbound.grpc_client.errors import domain_errors
from domain.tokens.analyses import ChatAnalysis, ModelFit
from domain.tokens.chat import MessageCount, PartCount, ToolCount
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.fitting import BindingLimit, DropPlan, Fit
from domain.tokens.model import UnknownModel
from domain.tokens.questions import ModelBudget
from domain.tokens.weighing import ConversationCount
from ports.inbound.steps import Steps


class RemoteChatAnalyses:
    """Implements ports.inbound.chats.ChatAnalyses by calling a server.

    What is asked in steps is asked as a whole at the beginning.

    Args:
        client: Calls the server.
    """

    def __init__(self, client: client.Steelyard) -> None:
        self._client = client

    def count_messages(
        self, *, model: str, chat: ChatRequest, unknown_model: UnknownModel
    ) -> Steps[ChatAnalysis]:
        """See the port."""
        how = MessagesCounting(model=model, unknown_model=client.UnknownModel(unknown_model.value))
        add_body(chat, how)
        with domain_errors():
            counted = self._client.count_messages(**how)
        provenance = values.to_provenance(counted.count.provenance)
        return Answered(ChatAnalysis(counted.model, _conversation(counted), provenance))

    def check_budget(
        self,
        *,
        budgets: Sequence[ModelBudget],
        content: str | ChatRequest,
        plan_drops: bool,
        unknown_model: UnknownModel,
    ) -> Steps[tuple[ModelFit, ...]]:
        """See the port."""
        how = BudgetCheck(
            plan_drops=plan_drops, unknown_model=client.UnknownModel(unknown_model.value)
        )
        if isinstance(content, str):
            how["text"] = content
        else:
            add_body(content, how)
        models = [
            client.ModelBudget(each.model, each.reserved_output_tokens, each.token_limit)
            for each in budgets
        ]
        with domain_errors():
            fits = self._client.check_budget(models, **how)
        return Answered(tuple(map(_fit, fits)))


def add_body(chat: ChatRequest, how: ChatBody) -> None:
    """Add a chat request to the arguments of one of the client's calls."""
    match chat.shape:
        case ChatShape.OPENAI:
            how["openai"] = chat.body
        case ChatShape.ANTHROPIC:
            how["anthropic"] = chat.body
        case ChatShape.GEMINI:
            how["gemini"] = chat.body


def _conversation(counted: client.MessagesCount) -> ConversationCount:
    messages = tuple(map(_message, counted.messages))
    # What stands outside the turns comes first, and its path ends in no index.
    outside = messages[:1] if messages and not messages[0].path.endswith("]") else ()
    return ConversationCount(
        total=values.to_count(counted.count),
        system=outside[0] if outside else None,
        messages=messages[len(outside) :],
        tools=tuple(
            ToolCount(path=tool.path, name=tool.name, token_count=tool.token_count)
            for tool in counted.tools
        ),
        framing_token_count=counted.framing_token_count,
    )


def _message(message: client.MessageTokenCount) -> MessageCount:
    return MessageCount(
        path=message.path,
        role=message.role,
        token_count=message.token_count,
        upper_bound_token_count=message.upper_bound_token_count,
        framing_token_count=message.framing_token_count,
        parts=tuple(
            PartCount(kind=part.kind.value, path=part.path, token_count=part.token_count)
            for part in message.parts
        ),
    )


def _fit(fit: client.ModelFit) -> ModelFit:
    return ModelFit(
        model=fit.model,
        count=values.to_count(fit.count),
        fit=_room(fit) if fit.limit_known else None,
        counted_completely=fit.counted_completely,
        drop_plan=_drop_plan(fit.drop_plan) if fit.drop_plan else None,
        provenance=values.to_provenance(fit.count.provenance),
    )


def _room(fit: client.ModelFit) -> Fit:
    return Fit(
        fit.count.token_count,
        fit.count.upper_bound_token_count,
        fit.available_token_count,
        BindingLimit.CONTEXT,  # the wire does not say which limit leaves the least room
    )


def _drop_plan(plan: client.DropPlan) -> DropPlan:
    return DropPlan(plan.message_indices, plan.token_count, plan.upper_bound_token_count, plan.fits)
