"""The port of chats in memory: a token for each character, and one for each message."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.shared.errors import InvalidValue
from domain.tokens.analyses import ChatAnalysis, ModelFit
from domain.tokens.chat import Conversation, Message, MessageCount, PartCount, TextPart, ToolCount
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.fitting import Budget, DropPlan
from domain.tokens.model import TokenCount, UnknownModel
from domain.tokens.questions import ModelBudget
from domain.tokens.weighing import ConversationCount
from tests.unit.cli.fake_counts import PROVENANCE, ThreeSteps, counted, require_known

BOUNDLESS = "boundless"
"""The model whose limit nobody knows."""
WINDOW, LONGEST_OUTPUT = 100, 40
"""The limits of all others, in tokens."""
PLAN = DropPlan((0, 1, 2, 4), 10, 20, fits=True)


@dataclass
class CharacterChats:
    """Implements ports.inbound.chats.ChatAnalyses.

    Args:
        shapes: Of the requests that were counted.
        budgets: That were checked last.
        plan: What a drop plan says.
    """

    shapes: list[ChatShape] = field(default_factory=list)
    budgets: Sequence[ModelBudget] = ()
    plan: DropPlan = PLAN

    def count_messages(
        self, *, model: str, chat: ChatRequest, unknown_model: UnknownModel
    ) -> ThreeSteps[ChatAnalysis]:
        require_known(model, unknown_model)
        self.shapes.append(chat.shape)
        return ThreeSteps(
            lambda: ChatAnalysis(
                model, _weigh(chat.conversation(), model), replace(PROVENANCE, framing="frame 1")
            )
        )

    def check_budget(
        self,
        *,
        budgets: Sequence[ModelBudget],
        content: str | ChatRequest,
        plan_drops: bool,
        unknown_model: UnknownModel,
    ) -> ThreeSteps[tuple[ModelFit, ...]]:
        self.budgets = budgets
        for each in budgets:
            require_known(each.model, unknown_model)
        rooms = [_room(each, index) for index, each in enumerate(budgets)]
        plan = self.plan if plan_drops else None
        return ThreeSteps(
            lambda: tuple(
                _fit(each.model, room, content, plan)
                for each, room in zip(budgets, rooms, strict=True)
            )
        )


def _weigh(conversation: Conversation, model: str) -> ConversationCount:
    messages = tuple(_message(each) for each in conversation.messages)
    system = None
    if conversation.system:
        system = _message(Message(path="x.system", role="system", parts=conversation.system))
    tools = tuple(
        ToolCount(path=each.path, name=each.name, token_count=7) for each in conversation.tools
    )
    tokens = [each.token_count for each in (*messages, *([system] if system else []))]
    total = counted(2 + sum(tokens) + sum(each.token_count for each in tools), model=model)
    return ConversationCount(
        total=replace(total, not_counted=conversation.not_counted),
        system=system,
        messages=messages,
        tools=tools,
        framing_token_count=2,
    )


def _message(message: Message) -> MessageCount:
    parts = tuple(
        PartCount(kind=each.kind, path=each.path, token_count=len(each.text))
        for each in message.parts
        if isinstance(each, TextPart)
    )
    token_count = 1 + sum(each.token_count for each in parts)
    return MessageCount(
        path=message.path,
        role=message.role,
        token_count=token_count,
        upper_bound_token_count=token_count,
        framing_token_count=1,
        parts=parts,
    )


def _room(asked: ModelBudget, index: int) -> Budget:
    limit = None if asked.model == BOUNDLESS else WINDOW
    context = limit if asked.token_limit is None else asked.token_limit
    output = None if limit is None else LONGEST_OUTPUT
    try:
        return Budget(context, None, output, reserved_output_tokens=asked.reserved_output_tokens)
    except InvalidValue as error:
        raise InvalidValue(error.message, field=f"models[{index}].{error.field}") from None


def _fit(model: str, room: Budget, content: str | ChatRequest, plan: DropPlan | None) -> ModelFit:
    count = _count(content, model)
    fit = room.check(count)
    is_over = fit is not None and not fit.fits_by_upper_bound
    return ModelFit(
        model=model,
        count=count,
        fit=fit,
        counted_completely=plan is not None or not fit or fit.fits_by_count,
        drop_plan=plan if is_over else None,
        provenance=PROVENANCE,
    )


def _count(content: str | ChatRequest, model: str) -> TokenCount:
    if isinstance(content, str):
        return counted(len(content), model=model)
    return _weigh(content.conversation(), model).total
