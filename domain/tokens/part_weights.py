"""What the parts of a message weigh, as texts to count and tokens that need no counting."""

from dataclasses import dataclass
from math import ceil

from domain.shared.errors import InvalidValue
from domain.tokens.chat import (
    AudioPart,
    DocumentPart,
    ImagePart,
    Part,
    TextPart,
    ToolCallPart,
    ToolResultPart,
    VideoPart,
)
from domain.tokens.framing import Framing, MediaRule
from domain.tokens.images import NO_SLACK
from domain.tokens.model import ErrorBound
from domain.tokens.request_shapes.reading import parse_json
from domain.tokens.tool_schemas import json_texts


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


def weight_of(part: Part, framing: Framing) -> Weight:
    """What one part of a message weighs under a framing."""
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
        texts=filled(part.name, *arguments),
        tokens=framing.tool_call_tokens,
        bound=ErrorBound(absolute_tokens=framing.tool_call_slack_tokens),
    )


def _tool_result(part: ToolResultPart, framing: Framing) -> Weight:
    inner = [weight_of(each, framing) for each in part.parts]
    texts = [text for each in inner for text in each.texts]
    if framing.spells_json_values and part.is_json:
        texts = [value for text in texts for value in _values(text)]
    slack = sum(each.bound.above(each.tokens) - each.tokens for each in inner)
    return Weight(
        texts=filled(part.name if framing.names_tool_results else "", *texts),
        tokens=framing.tool_result_tokens + sum(each.tokens for each in inner),
        bound=ErrorBound(absolute_tokens=framing.tool_call_slack_tokens + slack),
        not_counted=tuple(path for each in inner for path in each.not_counted),
    )


def filled(*texts: str) -> tuple[str, ...]:
    """Those of the texts that are not empty."""
    return tuple(filter(None, texts))


def _values(text: str) -> tuple[str, ...]:
    """Keys and strings of a JSON text; the text itself where it is none."""
    try:
        return tuple(json_texts(parse_json(text, field="")))
    except InvalidValue:
        return (text,)
