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

    def all(self) -> Iterator[Weight]:
        """The weights of the message."""
        yield self.framing
        yield from (each.weight for each in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationWeight:
    """What a conversation weighs, thing by thing."""

    framing: Weight
    system: MessageWeight | None
    messages: tuple[MessageWeight, ...]
    tools: tuple[Weight, ...]
    response_schema: Weight = field(default_factory=Weight)

    def all(self) -> Iterator[Weight]:
        """Every weight."""
        yield self.framing
        yield from () if self.system is None else self.system.all()
        for each in self.messages:
            yield from each.all()
        yield from self.tools
        yield self.response_schema

    def not_counted(self) -> Iterator[str]:
        """Paths of what costs tokens by no known rule."""
        return (path for each in self.all() for path in each.not_counted)


def weights_of(conversation: Conversation, framing: Framing) -> ConversationWeight:
    """What a conversation weighs under a framing."""
    first = _first_system(conversation)
    padding = framing.tools.system_padding if conversation.tools else ""
    system = None
    if conversation.system:
        path = conversation.system[0].path.partition("[")[0]
        stated = Message(path=path, role="system", parts=conversation.system)
        system = _message(stated, framing, lead=framing.system_prelude, padding=padding)
    messages = (
        _message(
            each,
            framing,
            lead=framing.system_prelude if index == first else "",
            padding=padding if index == first else "",
            slack=framing.message_slack_tokens if index else 0,
        )
        for index, each in enumerate(conversation.messages)
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


def _message(
    message: Message, framing: Framing, *, lead: str = "", padding: str = "", slack: int = 0
) -> MessageWeight:
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
    parts = [
        PartWeight(kind=each.kind, path=each.path, weight=_part(each, framing))
        for each in message.parts
    ]
    if padding:
        _pad(message, parts, padding)
    return MessageWeight(
        path=message.path,
        role=message.role,
        framing=Weight(texts=tuple(texts), tokens=tokens, bound=bound),
        parts=tuple(parts),
    )


def _pad(message: Message, parts: list[PartWeight], padding: str) -> None:
    """Appends to the last text; where that is no text, nothing is appended."""
    if message.parts and isinstance(last := message.parts[-1], TextPart):
        weight = Weight(texts=(last.text + padding,))
        parts[-1] = PartWeight(kind=last.kind, path=last.path, weight=weight)


def _part(part: Part, framing: Framing) -> Weight:
    match part:
        case TextPart():
            return Weight(texts=(part.text,) if part.text else ())
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
