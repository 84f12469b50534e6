"""Which messages of a conversation may be left out whole, and which go together."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.tokens.chat import Conversation, Message, ToolCallPart, ToolResultPart
from domain.tokens.dropping import asks, last_question

_ANSWERING_ROLE = "assistant"
_ITEMS_OF_AN_ANSWER = "openai_json.input["
"""Where an answer of the model is several items, each of which is read as a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatMessage:
    """A message of a conversation, as far as leaving it out is concerned.

    Args:
        index: Its place among the messages of the conversation.
        path: Where it stands in the request.
        role: Who speaks, in the provider's word.
        must_stay: Whether it says how to answer, is the last question, or comes after it.
    """

    index: int
    path: str
    role: str
    must_stay: bool


def chat_messages(conversation: Conversation, frozen: int = 0) -> tuple[ChatMessage, ...]:
    """The messages of a conversation, with what must stay.

    Args:
        conversation: The conversation.
        frozen: So many of the first messages must stay too.
    """
    last = last_question(conversation)
    return tuple(
        [
            ChatMessage(
                index=index,
                path=each.path,
                role=each.role,
                must_stay=each.is_pinned or index >= last or index < frozen,
            )
            for index, each in enumerate(conversation.messages)
        ]
    )


def drop_units(
    conversation: Conversation, messages: Collection[ChatMessage]
) -> tuple[tuple[int, ...], ...]:
    """The sets of messages that may be left out: each of them, and any union of them.

    A unit is a question with everything up to the next one, or a tool's call with its results. So
    every answer that is left has its question, turns still alternate, and what is left begins as a
    conversation may.

    Args:
        conversation: The conversation.
        messages: Its messages.

    Returns:
        The indexes of each unit, ascending; the units by their first message, small ones first.
    """
    staying = {each.index for each in messages if each.must_stay}
    advising = {index for index, each in enumerate(conversation.messages) if each.is_pinned}
    groups = _call_groups(conversation)
    called = (each for each in groups.sets() if _is_answered(conversation.messages, each))
    asked = (
        tuple([index for index in each if index not in advising])
        for each in _exchanges(conversation, groups).sets()
    )
    units = {each for each in (*called, *asked) if each and staying.isdisjoint(each)}
    return tuple(sorted(units, key=lambda unit: (unit[0], len(unit), unit)))


def _is_answered(messages: Sequence[Message], indexes: Iterable[int]) -> bool:
    """Whether a tool is called and answers."""
    kinds = {type(part) for index in indexes for part in messages[index].parts}
    return {ToolCallPart, ToolResultPart} <= kinds


class _Sets:
    """Messages that belong together; each set is known by its first one."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def first(self, index: int) -> int:
        """The first message of the set that a message is in."""
        above = self._above
        while above[index] != index:
            above[index] = above[above[index]]
            index = above[index]
        return index

    def join(self, one: int, other: int) -> None:
        """Make one set of two."""
        low, high = sorted((self.first(one), self.first(other)))
        self._above[high] = low

    def sets(self) -> Iterator[tuple[int, ...]]:
        """All sets, each in order."""
        found: dict[int, list[int]] = {}
        for index in range(len(self._above)):
            found.setdefault(self.first(index), []).append(index)
        return (tuple(each) for each in found.values())


def _call_groups(conversation: Conversation) -> _Sets:
    """Calls with their results, and the items of one answer."""
    groups = _Sets(len(conversation.messages))
    for result, call in conversation.calling_message().items():
        groups.join(call, result)
    for index, (each, following) in enumerate(
        zip(conversation.messages, conversation.messages[1:], strict=False)
    ):
        if _is_item_of_answer(each) and _is_item_of_answer(following):
            groups.join(index, index + 1)
    return groups


def _is_item_of_answer(message: Message) -> bool:
    return message.role == _ANSWERING_ROLE and message.path.startswith(_ITEMS_OF_AN_ANSWER)


def _exchanges(conversation: Conversation, groups: _Sets) -> _Sets:
    """Questions with all that follows up to the next one; calls are never torn from results."""
    exchanges = _Sets(len(conversation.messages))
    begin = 0
    for index, each in enumerate(conversation.messages):
        if each.is_pinned:
            continue
        begin = index if asks(each) or conversation.messages[begin].is_pinned else begin
        exchanges.join(begin, index)
        exchanges.join(groups.first(index), index)
    return exchanges
