"""What each thing in a conversation weighs, as texts to count and tokens that need no counting."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from math import ceil

from domain.shared.errors import InvalidValue
from domain.tokens.chat import (
    AudioPart,
    Conversation,
    DocumentPart,
    ImagePart,
    Message,
    Part,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoiceKind,
    ToolResultPart,
    VideoPart,
)
from domain.tokens.framing import Framing, MediaRule, ToolRule, ToolRuleKind
from domain.tokens.images import NO_SLACK
from domain.tokens.model import ErrorBound
from domain.tokens.request_shapes.reading import parse_json
from domain.tokens.tool_schemas import (
    NAMESPACE_CLOSING,
    definition_texts,
    feature_texts,
    features_of,
    is_nested,
    json_definition,
    json_texts,
    namespace_definition,
    namespace_opening,
    schema_texts,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one thing weighs.

    Args:
        texts: To be counted; none is empty, and the same may stand there twice.
        tokens: On top of them.
        bound: How far the truth may lie above both.
        not_counted: Paths of what costs tokens by no known rule.
    """

    texts: tuple[str, ...] = ()
    tokens: int = 0
    bound: ErrorBound = NO_SLACK
    not_counted: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationWeight:
    """What a conversation weighs, thing by thing."""

    framing: Weight
    system: MessageWeight | None
    messages: tuple[MessageWeight, ...]
    tools: tuple[Weight, ...]
    response_schema: Weight = field(default_factory=Weight)

    def all(self) -> list[Weight]:
        """Every weight."""
        found = [self.framing]
        for message in self.messages if self.system is None else (self.system, *self.messages):
            found.append(message.framing)
            found += [part.weight for part in message.parts]
        return [*found, *self.tools, self.response_schema]


type PlainParts = tuple[PartWeight, ...] | None
"""The parts of a message that weigh the same under every framing; None where one does not."""


def plain_parts(conversation: Conversation) -> tuple[PlainParts, ...]:
    """The parts of each message of which all are text."""
    return tuple([_plain(message.parts) for message in conversation.messages])


def _plain(parts: Sequence[Part]) -> PlainParts:
    if not all(isinstance(part, TextPart) for part in parts):
        return None
    texts = (part for part in parts if isinstance(part, TextPart))
    return tuple([_plain_text(part) for part in texts])


def _plain_text(part: TextPart, padding: str = "") -> PartWeight:
    text = part.text + padding
    return PartWeight(kind=part.kind, path=part.path, weight=Weight(texts=(text,) if text else ()))


def weights_of(
    conversation: Conversation, framing: Framing, plain: Sequence[PlainParts] = ()
) -> ConversationWeight:
    """What a conversation weighs under a framing.

    Args:
        conversation: The conversation.
        framing: How the provider puts it into tokens.
        plain: Its plain parts, where they are known from another framing.
    """
    first = _first_system(conversation)
    padding = framing.tools.system_padding if conversation.tools else ""
    frames = _Frames(framing)
    system = None
    if conversation.system:
        path = conversation.system[0].path.partition("[")[0]
        stated = Message(path=path, role="system", parts=conversation.system)
        system = MessageWeight(
            path=path,
            role="system",
            framing=frames.around(stated, lead=framing.system_prelude),
            parts=_parts(stated, framing, padding),
        )
    messages = []
    for index, (message, ready) in enumerate(
        zip(conversation.messages, plain or plain_parts(conversation), strict=True)
    ):
        lead, pad = (framing.system_prelude, padding) if index == first else ("", "")
        parts = ready if ready is not None and not pad else _parts(message, framing, pad)
        frame = frames.around(message, lead=lead, slack=framing.message_slack_tokens * bool(index))
        messages.append(
            MessageWeight(path=message.path, role=message.role, framing=frame, parts=parts)
        )
    return ConversationWeight(
        framing=_frame(conversation, framing, has_system=first is not None),
        system=system,
        messages=tuple(messages),
        tools=tuple(_tools(conversation.tools, framing.tools)),
        response_schema=_response_schema(conversation, framing.tools),
    )


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
    return Weight(texts=_filled(*texts), tokens=tokens, bound=slack)


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
    return Weight(texts=_filled(*texts), tokens=tokens, bound=ErrorBound(relative=relative))


def _response_schema(conversation: Conversation, rule: ToolRule) -> Weight:
    schema = conversation.response_schema
    if schema is None:
        return Weight()
    if rule.kind is not ToolRuleKind.TEXTS:
        return Weight(not_counted=(schema.path,))
    texts = _filled(*schema_texts(schema.schema or {}))
    return Weight(texts=texts, bound=ErrorBound(relative=rule.nested_relative))


class _Frames:
    """The frames of messages, of which a conversation has few different ones.

    Args:
        framing: What they are made by.
    """

    def __init__(self, framing: Framing) -> None:
        self._framing = framing
        self._known: dict[tuple[str, str, str, int], Weight] = {}

    def around(self, message: Message, *, lead: str = "", slack: int = 0) -> Weight:
        """The frame of a message, with what is said before it."""
        key = (message.role, message.name, lead, slack)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._frame(message, lead, slack)
        return known

    def _frame(self, message: Message, lead: str, slack: int) -> Weight:
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
        bound = ErrorBound(absolute_tokens=slack) if slack else NO_SLACK
        return Weight(texts=tuple(texts), tokens=tokens, bound=bound)


def _parts(message: Message, framing: Framing, padding: str) -> tuple[PartWeight, ...]:
    """What the parts weigh; the padding goes behind the last one, if that is a text."""
    parts = [
        PartWeight(kind=each.kind, path=each.path, weight=_part(each, framing))
        for each in message.parts
    ]
    if padding and message.parts and isinstance(last := message.parts[-1], TextPart):
        parts[-1] = _plain_text(last, padding)
    return tuple(parts)


def _part(part: Part, framing: Framing) -> Weight:
    match part:
        case TextPart():
            return _plain_text(part).weight
        case ImagePart():
            return _image(part, framing)
        case AudioPart() | VideoPart() | DocumentPart():
            return _media(part, framing)
        case ToolCallPart():
            return _tool_call(part, framing)
        case ToolResultPart():
            return _tool_result(part, framing)


def _image(part: ImagePart, framing: Framing) -> Weight:
    rule = framing.images
    if rule is not None:
        tokens = rule.token_count(part.width, part.height, detail=part.detail)
        if tokens is not None:
            return Weight(tokens=tokens, bound=rule.bound)
    return Weight(not_counted=(part.path,))


def _media(part: AudioPart | VideoPart | DocumentPart, framing: Framing) -> Weight:
    rule: MediaRule | None
    units: float | None
    match part:
        case AudioPart():
            rule, units, detail = framing.audio, part.seconds, ""
        case VideoPart():
            rule, units, detail = framing.video, part.seconds, part.detail
        case _:
            rule, units, detail = framing.documents, part.page_count, part.detail
    if rule is None or units is None:
        return Weight(not_counted=(part.path,))
    return Weight(tokens=ceil(units * rule.by_detail.get(detail, rule.per_unit)), bound=rule.bound)


def _tool_call(part: ToolCallPart, framing: Framing) -> Weight:
    spelled = framing.spells_json_values
    arguments = _values(part.arguments_json) if spelled else (part.arguments_json,)
    return Weight(
        texts=_filled(part.name, *arguments),
        tokens=framing.tool_call_tokens,
        bound=ErrorBound(absolute_tokens=framing.tool_call_slack_tokens),
    )


def _tool_result(part: ToolResultPart, framing: Framing) -> Weight:
    inner = [_part(each, framing) for each in part.parts]
    texts = [text for each in inner for text in each.texts]
    if framing.spells_json_values and part.is_json:
        texts = [value for text in texts for value in _values(text)]
    slack = sum(each.bound.above(each.tokens) - each.tokens for each in inner)
    return Weight(
        texts=_filled(part.name if framing.names_tool_results else "", *texts),
        tokens=framing.tool_result_tokens + sum(each.tokens for each in inner),
        bound=ErrorBound(absolute_tokens=framing.tool_call_slack_tokens + slack),
        not_counted=tuple(path for each in inner for path in each.not_counted),
    )


def _filled(*texts: str) -> tuple[str, ...]:
    return tuple(filter(None, texts))


def _values(text: str) -> tuple[str, ...]:
    """Keys and strings of a JSON text; the text itself where it is none."""
    try:
        return tuple(json_texts(parse_json(text, field="")))
    except InvalidValue:
        return (text,)
