"""What each thing in a conversation weighs, as texts to count and tokens that need no counting."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from domain.tokens.chat import (
    Conversation,
    Message,
    TextPart,
    Tool,
    ToolChoiceKind,
)
from domain.tokens.framing import Framing, ToolRule, ToolRuleKind
from domain.tokens.images import NO_SLACK
from domain.tokens.model import ErrorBound
from domain.tokens.part_weights import Weight, filled, weight_of
from domain.tokens.tool_schemas import (
    NAMESPACE_CLOSING,
    definition_texts,
    feature_texts,
    features_of,
    is_nested,
    json_definition,
    namespace_definition,
    namespace_opening,
    schema_texts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartWeight:
    """What one part of a message weighs."""

    kind: str
    path: str
    weight: Weight


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageWeight:
    """What one message weighs: its frame and its parts."""

    path: str
    role: str
    framing: Weight
    parts: tuple[PartWeight, ...]

    def all(self) -> Iterator[Weight]:
        """The weights of the message."""
        yield self.framing
        yield from (part.weight for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationWeight:
    """What a conversation weighs, thing by thing."""

    framing: Weight
    system: MessageWeight | None
    messages: tuple[MessageWeight, ...]
    tools: tuple[Weight, ...]
    response_schema: Weight = field(default_factory=Weight)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainTurns:
    """The turns of a conversation that differ under two framings by nothing but their frames.

    Args:
        texts: Their texts, and how often each comes.
        frames: One turn of each kind of frame, whether it is the first of all, and how many are so.
        others: Indices of the turns that are not plain.
    """

    texts: Mapping[str, int]
    frames: tuple[tuple[Message, bool, int], ...]
    others: tuple[int, ...]


def plain_turns(conversation: Conversation) -> PlainTurns:
    """The turns of text alone; the first system message is none of them."""
    first = _first_system(conversation)
    texts: dict[str, int] = {}
    frames: dict[tuple[str, str, bool], tuple[Message, int]] = {}
    others = []
    for index, message in enumerate(conversation.messages):
        if index == first or not all(isinstance(part, TextPart) for part in message.parts):
            others.append(index)
            continue
        key = (message.role, message.name, index == 0)
        frames[key] = (message, frames.get(key, (message, 0))[1] + 1)
        for part in message.parts:
            if isinstance(part, TextPart) and part.text:
                texts[part.text] = texts.get(part.text, 0) + 1
    kinds = tuple((message, key[2], times) for key, (message, times) in frames.items())
    return PlainTurns(texts=texts, frames=kinds, others=tuple(others))


def weights_of(conversation: Conversation, framing: Framing) -> ConversationWeight:
    """What a conversation weighs under a framing, thing by thing."""
    turns = _Turns(conversation, framing)
    return ConversationWeight(
        framing=turns.around_all(),
        system=turns.system(),
        messages=tuple([turns.weight(index) for index in range(len(conversation.messages))]),
        tools=tuple(_tools(conversation.tools, framing.tools)),
        response_schema=_response_schema(conversation, framing.tools),
    )


def lumped_weights(
    conversation: Conversation, framing: Framing, plain: PlainTurns
) -> Iterator[tuple[Weight, int]]:
    """All that a conversation weighs but the texts of its plain turns, and how often each comes.

    Args:
        conversation: The conversation.
        framing: How the provider puts it into tokens.
        plain: Its plain turns.
    """
    turns = _Turns(conversation, framing)
    yield turns.around_all(), 1
    if system := turns.system():
        yield from ((weight, 1) for weight in system.all())
    for message, is_first, times in plain.frames:
        yield turns.frame(message, is_first=is_first), times
    for index in plain.others:
        yield from ((weight, 1) for weight in turns.weight(index).all())
    for weight in _tools(conversation.tools, framing.tools):
        yield weight, 1
    yield _response_schema(conversation, framing.tools), 1


class _Turns:
    """What the turns of a conversation weigh under a framing.

    Args:
        conversation: The conversation.
        framing: How the provider puts it into tokens.
    """

    def __init__(self, conversation: Conversation, framing: Framing) -> None:
        self._conversation = conversation
        self._framing = framing
        self._first_system = _first_system(conversation)
        self._padding = framing.tools.system_padding if conversation.tools else ""

    def around_all(self) -> Weight:
        """What belongs to no turn and no tool."""
        has_system = self._first_system is not None
        return _frame(self._conversation, self._framing, has_system=has_system)

    def system(self) -> MessageWeight | None:
        """What stands outside the turns."""
        parts = self._conversation.system
        if not parts:
            return None
        path = parts[0].path.partition("[")[0]
        stated = Message(path=path, role="system", parts=parts)
        lead = self._framing.system_prelude
        return _message(stated, self.frame(stated, is_first=True, lead=lead), self._parts(stated))

    def weight(self, index: int) -> MessageWeight:
        """What one turn weighs."""
        message = self._conversation.messages[index]
        is_system = index == self._first_system
        lead = self._framing.system_prelude if is_system else ""
        frame = self.frame(message, is_first=index == 0, lead=lead)
        return _message(message, frame, self._parts(message, is_system=is_system))

    def frame(self, message: Message, *, is_first: bool, lead: str = "") -> Weight:
        """The frame of a turn, with what is said before it."""
        framing = self._framing
        texts = [lead] if lead else []
        tokens = 0
        if framing.system_is_message or not message.is_pinned:
            tokens = framing.tokens_around(message.role)
            if framing.counts_roles and message.role:
                texts.append(message.role)
            if message.name:
                texts.append(message.name)
                tokens += framing.name_tokens
        slack = 0 if is_first else framing.message_slack_tokens
        bound = ErrorBound(absolute_tokens=slack) if slack else NO_SLACK
        return Weight(texts=tuple(texts), tokens=tokens, bound=bound)

    def _parts(self, message: Message, *, is_system: bool = True) -> tuple[PartWeight, ...]:
        """What the parts weigh; the padding goes behind the last of a system message, if a text."""
        parts = [
            PartWeight(kind=each.kind, path=each.path, weight=weight_of(each, self._framing))
            for each in message.parts
        ]
        padding = self._padding if is_system else ""
        if padding and message.parts and isinstance(last := message.parts[-1], TextPart):
            weight = Weight(texts=(last.text + padding,))
            parts[-1] = PartWeight(kind=last.kind, path=last.path, weight=weight)
        return tuple(parts)


def _message(message: Message, frame: Weight, parts: tuple[PartWeight, ...]) -> MessageWeight:
    return MessageWeight(path=message.path, role=message.role, framing=frame, parts=parts)


def _first_system(conversation: Conversation) -> int | None:
    """Where the first system message is: -1 outside the turns, None nowhere."""
    if conversation.system:
        return -1
    pinned = (index for index, each in enumerate(conversation.messages) if each.is_pinned)
    return next(pinned, None)


def _frame(conversation: Conversation, framing: Framing, *, has_system: bool) -> Weight:
    """What belongs to no message and no tool."""
    texts: list[str] = []
    tokens = framing.base_tokens + framing.reply_tokens
    implied = framing.system_prelude or framing.default_system
    if implied and not has_system:
        texts += ["system", implied] if framing.counts_roles else [implied]
        tokens += framing.tokens_around("system")
    if not conversation.tools:
        return Weight(texts=tuple(texts), tokens=tokens)
    rule, choice = framing.tools, conversation.tool_choice
    if rule.kind is ToolRuleKind.NAMESPACE:
        texts += [namespace_opening(conversation.tools), NAMESPACE_CLOSING]
    tokens += rule.prompt_tokens_for(choice) + (rule.with_system_tokens if has_system else 0)
    if choice.kind is ToolChoiceKind.NONE:
        tokens += rule.choice_none_tokens
    if choice.kind is ToolChoiceKind.NAMED and rule.choice_named_tokens is not None:
        tokens += rule.choice_named_tokens
        texts.append(choice.name)
    slack = ErrorBound(absolute_tokens=rule.bound.absolute_tokens)
    return Weight(texts=filled(*texts), tokens=tokens, bound=slack)


def _tools(tools: Sequence[Tool], rule: ToolRule) -> Iterator[Weight]:
    for tool, following in zip_longest(tools, tools[1:]):
        yield _tool(tool, following, rule)


def _tool(tool: Tool, following: Tool | None, rule: ToolRule) -> Weight:
    relative = rule.nested_relative if is_nested(tool) else rule.bound.relative
    tokens = rule.tool_tokens
    texts: Iterable[str]
    match rule.kind:
        case ToolRuleKind.NAMESPACE:
            texts = (namespace_definition(tool, following),)
        case ToolRuleKind.JSON:
            texts = (json_definition(tool, rule),)
        case ToolRuleKind.TEXTS:
            texts = definition_texts(tool)
        case ToolRuleKind.VECTOR:
            texts = feature_texts(tool)
            tokens += features_of(tool).tokens(rule.features)
    return Weight(texts=filled(*texts), tokens=tokens, bound=ErrorBound(relative=relative))


def _response_schema(conversation: Conversation, rule: ToolRule) -> Weight:
    schema = conversation.response_schema
    if schema is None:
        return Weight()
    if rule.kind is not ToolRuleKind.TEXTS:
        return Weight(not_counted=(schema.path,))
    texts = filled(*schema_texts(schema.schema or {}))
    return Weight(texts=texts, bound=ErrorBound(relative=rule.nested_relative))
