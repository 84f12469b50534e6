"""Which messages of a conversation may be dropped, and what goes with them."""

from collections.abc import Iterator

from domain.tokens.chat import Conversation, Message, ToolResultPart
from domain.tokens.fitting import DroppableMessage, DropPlan, plan_drops
from domain.tokens.weighing import ConversationCount

ASKING_ROLES = frozenset({"user"})
"""Roles that ask what is to be answered."""


def drops_of(
    conversation: Conversation, count: ConversationCount, *, available_tokens: int
) -> DropPlan:
    """Which of the oldest messages to drop so that the rest surely fits.

    What says how to answer stays, and so does everything from the last question on. A tool call
    goes with its results, and what remains begins with a question.

    Args:
        conversation: The conversation.
        count: What it weighs.
        available_tokens: What it may weigh.
    """
    messages = tuple(_droppable(conversation, count))
    fixed = count.total.token_count - sum(each.token_count for each in messages)
    fixed_most = count.total.upper_bound_token_count - sum(each.most_tokens for each in messages)
    return plan_drops(
        messages,
        available_tokens=available_tokens,
        fixed_tokens=fixed,
        fixed_upper_bound_tokens=max(fixed, fixed_most),
        by_upper_bound=True,
    )


def _droppable(conversation: Conversation, count: ConversationCount) -> Iterator[DroppableMessage]:
    callers = conversation.calling_message()
    last = last_question(conversation)
    for index, (message, weighed) in enumerate(
        zip(conversation.messages, count.messages, strict=True)
    ):
        caller = callers.get(index, index)
        yield DroppableMessage(
            index=index,
            token_count=weighed.token_count,
            upper_bound_token_count=weighed.upper_bound_token_count,
            pinned=message.is_pinned or index >= last,
            group=f"call {caller}",
            may_begin=asks(message),
        )


def last_question(conversation: Conversation) -> int:
    """Index of the last message in which the user asks; without one, nothing may be dropped."""
    asking = (
        index for index, each in reversed(tuple(enumerate(conversation.messages))) if asks(each)
    )
    return next(asking, 0)


def asks(message: Message) -> bool:
    """Whether the user speaks, and not a tool in the user's name."""
    return message.role in ASKING_ROLES and not any(
        isinstance(part, ToolResultPart) for part in message.parts
    )
