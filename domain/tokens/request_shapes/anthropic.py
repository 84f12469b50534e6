"""Reads the body of an Anthropic Messages request."""

from collections.abc import Callable, Iterator

from domain.shared.errors import InvalidValue
from domain.tokens.chat import (
    MESSAGE_LIMIT,
    TOOL_LIMIT,
    ContentPart,
    Conversation,
    DocumentPart,
    ImagePart,
    Message,
    Part,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoice,
    ToolChoiceKind,
    ToolResultPart,
)
from domain.tokens.media import head_of_base64
from domain.tokens.request_shapes.media import image_part, media_part
from domain.tokens.request_shapes.reading import Node, read_body
from domain.tokens.tool_schemas import compact_json

FIELD = "anthropic_json"

_NOT_COUNTED = ("mcp_servers", "container", "context_management")
"""Fields that make the provider add what the request does not hold."""
_CHOICES = {
    "auto": ToolChoiceKind.AUTO,
    "none": ToolChoiceKind.NONE,
    "any": ToolChoiceKind.ANY,
    "tool": ToolChoiceKind.NAMED,
}

type Missed = list[str]
type Reader = Callable[[Node, Missed], Iterator[ContentPart]]


def parse_anthropic(body: str) -> Conversation:
    """The conversation that a request body holds.

    Args:
        body: JSON text, as sent to the provider.

    Raises:
        RequestBodyMalformed: It is no JSON.
        JsonTooDeep: Arrays and objects stand in each other too often.
        TextNotUnicode: A text holds a lone surrogate.
        ConversationTooLarge: It has too many messages or tools.
        InvalidValue: A field has the wrong type or value; its path is in the error.
    """
    root = read_body(body, field=FIELD)
    missed: Missed = [node.path for name in _NOT_COUNTED if (node := root.get(name))]
    thinking = root.get("thinking")
    if thinking is not None and thinking.word_at("type") != "disabled":
        missed.append(thinking.path)
    system = tuple(_contents(root.get("system"), missed))
    nodes = root.require("messages").items(limit=MESSAGE_LIMIT)
    names: dict[str, str] = {}
    return Conversation(
        messages=tuple([_message(node, names, missed) for node in nodes]),
        system=system,
        tools=tuple(_tools(root, missed)),
        tool_choice=_tool_choice(root),
        response_schema=_response_schema(root),
        not_counted=tuple(missed),
        model=root.text_at("model"),
    )


def _message(node: Node, names: dict[str, str], missed: Missed) -> Message:
    role = node.require("role").text()
    content = node.require("content")
    parts: list[Part] = []
    for each in [content] if isinstance(content.value, str) else content.items():
        match each.word_at("type") if not isinstance(each.value, str) else "":
            case "tool_use":
                parts.append(_tool_use(each, names))
            case "tool_result":
                parts.append(_tool_result(each, names, missed))
            case _:
                parts += _content(each, missed)
    return Message(path=node.path, role=role, parts=tuple(parts))


def _tool_use(node: Node, names: dict[str, str]) -> ToolCallPart:
    call_id, name = node.text_at("id"), node.require("name").text()
    names[call_id] = name
    given = node.get("input")
    arguments = compact_json(given.value) if given else "{}"
    return ToolCallPart(path=node.path, id=call_id, name=name, arguments_json=arguments)


def _tool_result(node: Node, names: dict[str, str], missed: Missed) -> ToolResultPart:
    call_id = node.text_at("tool_use_id")
    parts = tuple(_contents(node.get("content"), missed))
    return ToolResultPart(path=node.path, id=call_id, name=names.get(call_id, ""), parts=parts)


def _contents(content: Node | None, missed: Missed) -> Iterator[ContentPart]:
    """The parts of a content that is a text or an array of blocks."""
    if content is not None:
        for each in [content] if isinstance(content.value, str) else content.items():
            yield from _content(each, missed)


def _content(node: Node, missed: Missed) -> Iterator[ContentPart]:
    if isinstance(node.value, str):
        yield TextPart(path=node.path, text=node.value)
        return
    read = _READERS.get(node.require("type").text())
    if read is None:
        missed.append(node.path)
    else:
        yield from read(node, missed)


def _text(node: Node, _: Missed) -> Iterator[ContentPart]:
    found = node.require("text")
    yield TextPart(path=found.path, text=found.text())


def _image(node: Node, _: Missed) -> Iterator[ContentPart]:
    source = node.require("source")
    data = source.text_at("data") if source.word_at("type") == "base64" else ""
    declared = (source.pixels_at("width"), source.pixels_at("height"))
    yield image_part(head_of_base64(data), path=source.path, declared=declared)


def _document(node: Node, missed: Missed) -> Iterator[ContentPart]:
    yield from _fields(node, "title", "context")
    source = node.require("source")
    match source.word_at("type"):
        case "text":
            found = source.require("data")
            yield TextPart(path=found.path, text=found.text())
        case "content":
            yield from _contents(source.require("content"), missed)
        case "base64":
            part = media_part("application/pdf", source.text_at("data"), path=source.path)
            yield part if not isinstance(part, ImagePart) else DocumentPart(path=source.path)
        case _:
            yield DocumentPart(path=source.path)


def _search_result(node: Node, missed: Missed) -> Iterator[ContentPart]:
    yield from _fields(node, "title", "source")
    yield from _contents(node.require("content"), missed)


def _fields(node: Node, *names: str) -> Iterator[ContentPart]:
    for name in names:
        if text := node.text_at(name):
            yield TextPart(path=f"{node.path}.{name}", text=text)


_READERS: dict[str, Reader] = {
    "text": _text,
    "image": _image,
    "document": _document,
    "search_result": _search_result,
}


def _tools(root: Node, missed: Missed) -> Iterator[Tool]:
    tools = root.get("tools")
    for each in tools.items(limit=TOOL_LIMIT) if tools else ():
        if each.text_at("type") not in ("", "custom"):
            missed.append(each.path)  # a tool of the provider, whose definition nobody publishes
            continue
        schema = each.get("input_schema")
        yield Tool(
            path=each.path,
            name=each.require("name").text(),
            description=each.text_at("description"),
            schema=schema.members() if schema else None,
        )


def _tool_choice(root: Node) -> ToolChoice:
    choice = root.get("tool_choice")
    if choice is None:
        return ToolChoice()
    kind = choice.require("type")
    if kind.text() not in _CHOICES:
        raise InvalidValue("this must be auto, any, tool or none", field=kind.path)
    return ToolChoice(kind=_CHOICES[kind.text()], name=choice.text_at("name"))


def _response_schema(root: Node) -> Tool | None:
    config = root.get("output_config")
    form = root.get("output_format") or (config.get("format") if config else None)
    if form is None:
        return None
    schema = form.get("schema")
    return Tool(path=form.path, name="", schema=schema.members() if schema else None)
