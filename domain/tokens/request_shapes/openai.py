"""Reads the body of an OpenAI request: Chat Completions, or Responses where it has an input."""

from collections.abc import Iterator
from itertools import chain

from domain.shared.errors import InvalidValue
from domain.tokens.chat import (
    MESSAGE_LIMIT,
    TOOL_LIMIT,
    ContentPart,
    Conversation,
    Message,
    Part,
    TextPart,
    Tool,
    ToolCallPart,
    ToolChoice,
    ToolChoiceKind,
    ToolResultPart,
)
from domain.tokens.request_shapes.openai_content import contents
from domain.tokens.request_shapes.openai_responses import response_messages
from domain.tokens.request_shapes.reading import Node, read_body

FIELD = "openai_json"

_NOT_COUNTED = ("previous_response_id", "conversation", "prompt", "web_search_options")
"""Fields that make the provider add what the request does not hold."""
_MESSAGE_NOT_COUNTED = ("audio", "reasoning_content")
_CHOICES = {
    "auto": ToolChoiceKind.AUTO,
    "none": ToolChoiceKind.NONE,
    "required": ToolChoiceKind.ANY,
    "any": ToolChoiceKind.ANY,
}


def parse_openai(body: str) -> Conversation:
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
    missed: list[str] = [node.path for name in _NOT_COUNTED if (node := root.get(name))]
    messages = _messages(root, missed)
    instructions = root.text_at("instructions")
    system = (TextPart(path=f"{FIELD}.instructions", text=instructions),) if instructions else ()
    return Conversation(
        messages=tuple(messages),
        system=system,
        tools=tuple(_tools(root, missed)),
        tool_choice=_tool_choice(root),
        response_schema=_response_schema(root),
        not_counted=tuple(missed),
        model=root.text_at("model"),
    )


def _messages(root: Node, missed: list[str]) -> Iterator[Message]:
    if given := root.get("input"):
        return response_messages(given, missed)
    nodes = root.require("messages").items(limit=MESSAGE_LIMIT)
    callers = _Callers()
    return (_message(node, callers, missed) for node in nodes)


class _Callers:
    """Remembers which tool each call names, for results tell only the id of their call."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._legacy: dict[str, int] = {}

    def note(self, call_id: str, name: str) -> None:
        """A call with that id named that tool."""
        self._names[call_id] = name

    def name_of(self, call_id: str) -> str:
        """The tool that the call named; empty when there was no such call."""
        return self._names.get(call_id, "")

    def note_function(self, name: str) -> str:
        """A call without an id named that tool; gives it an id."""
        self._legacy[name] = self._legacy.get(name, 0) + 1
        return self.function_id(name)

    def function_id(self, name: str) -> str:
        """The id of the last such call of that tool."""
        return f"{name}#{self._legacy.get(name, 0)}"


def _message(node: Node, callers: _Callers, missed: list[str]) -> Message:
    role = node.require("role").text()
    name = node.text_at("name")
    missed += (found.path for field in _MESSAGE_NOT_COUNTED if (found := node.get(field)))
    if role == "tool":
        call_id = node.text_at("tool_call_id")
        result = _result(node, call_id, callers.name_of(call_id), missed)
        return Message(path=node.path, role=role, parts=(result,))
    if role == "function":
        result = _result(node, callers.function_id(name), name, missed)
        return Message(path=node.path, role=role, parts=(result,))
    parts: list[Part] = [*contents(node.get("content"), missed)]
    if refusal := node.text_at("refusal"):
        parts.append(TextPart(path=f"{node.path}.refusal", text=refusal))
    parts += chain(_tool_calls(node, callers, missed), _function_call(node, callers))
    return Message(path=node.path, role=role, parts=tuple(parts), name=name)


def _result(node: Node, call_id: str, name: str, missed: list[str]) -> ToolResultPart:
    parts: tuple[ContentPart, ...] = tuple(contents(node.get("content"), missed))
    return ToolResultPart(path=node.path, id=call_id, name=name, parts=parts)


def _tool_calls(node: Node, callers: _Callers, missed: list[str]) -> Iterator[ToolCallPart]:
    calls = node.get("tool_calls")
    for each in calls.items() if calls else ():
        function = each.get("function", "custom")
        if function is None:
            missed.append(each.path)
            continue
        call_id, name = each.text_at("id"), function.text_at("name")
        callers.note(call_id, name)
        arguments = function.text_at("arguments", "input")
        yield ToolCallPart(path=each.path, id=call_id, name=name, arguments_json=arguments)


def _function_call(node: Node, callers: _Callers) -> Iterator[ToolCallPart]:
    call = node.get("function_call")
    if call is not None:
        name = call.text_at("name")
        yield ToolCallPart(
            path=call.path,
            id=callers.note_function(name),
            name=name,
            arguments_json=call.text_at("arguments"),
        )


def _tools(root: Node, missed: list[str]) -> Iterator[Tool]:
    tools = root.get("tools")
    functions = root.get("functions")
    for each in tools.items(limit=TOOL_LIMIT) if tools else ():
        inner = each.get("function", "custom")
        if inner is None and each.word_at("type") not in ("function", "custom"):
            missed.append(each.path)  # a tool of the provider, whose definition nobody publishes
        else:
            yield _tool(each if inner is None else inner, missed)
    for each in functions.items(limit=TOOL_LIMIT) if functions else ():
        yield _tool(each, missed)


def _tool(node: Node, missed: list[str]) -> Tool:
    if (form := node.get("format")) is not None:
        missed.append(form.path)
    parameters = node.get("parameters")
    return Tool(
        path=node.path,
        name=node.require("name").text(),
        description=node.text_at("description"),
        schema=parameters.members() if parameters else None,
    )


def _tool_choice(root: Node) -> ToolChoice:
    choice = root.get("tool_choice", "function_call")
    if choice is None:
        return ToolChoice()
    if isinstance(choice.value, str):
        if choice.value not in _CHOICES:
            raise InvalidValue("this must be auto, none or required", field=choice.path)
        return ToolChoice(kind=_CHOICES[choice.value])
    named = choice.get("function", "custom") or choice
    name = named.text_at("name")
    return ToolChoice(kind=ToolChoiceKind.NAMED, name=name) if name else ToolChoice()


def _response_schema(root: Node) -> Tool | None:
    """Chat Completions and Responses name the shape of the answer differently."""
    text = root.get("text")
    form = root.get("response_format") or (text.get("format") if text else None)
    if form is None or form.word_at("type") != "json_schema":
        return None
    holder = form.get("json_schema") or form
    schema = holder.get("schema")
    return Tool(path=form.path, name="", schema=schema.members() if schema else None)
