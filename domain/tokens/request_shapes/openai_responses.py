"""Reads the input of an OpenAI Responses request."""

from collections.abc import Iterator

from domain.tokens.chat import (
    MESSAGE_LIMIT,
    Message,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from domain.tokens.request_shapes.openai_content import contents
from domain.tokens.request_shapes.reading import Node


def response_messages(given: Node, missed: list[str]) -> Iterator[Message]:
    """The messages of an input that is a text or an array of items.

    Args:
        given: The field.
        missed: Gets the path of each item that costs tokens by no known rule.
    """
    if isinstance(given.value, str):
        part = TextPart(path=given.path, text=given.value)
        yield Message(path=given.path, role="user", parts=(part,))
        return
    names: dict[str, str] = {}
    for each in given.items(limit=MESSAGE_LIMIT):
        message = _item(each, names, missed)
        if message is None:
            missed.append(each.path)
        else:
            yield message


def _item(node: Node, names: dict[str, str], missed: list[str]) -> Message | None:
    match node.word_at("type") or "message":
        case "message":
            role = node.require("role").text()
            parts = tuple(contents(node.get("content"), missed))
            return Message(path=node.path, role=role, parts=parts)
        case "function_call" | "custom_tool_call":
            return _call(node, names)
        case "function_call_output" | "custom_tool_call_output":
            return _output(node, names, missed)
        case _:
            return None


def _call(node: Node, names: dict[str, str]) -> Message:
    call_id, name = node.text_at("call_id"), node.require("name").text()
    names[call_id] = name
    arguments = node.text_at("arguments", "input")
    call = ToolCallPart(path=node.path, id=call_id, name=name, arguments_json=arguments)
    return Message(path=node.path, role="assistant", parts=(call,))


def _output(node: Node, names: dict[str, str], missed: list[str]) -> Message:
    call_id = node.text_at("call_id")
    result = ToolResultPart(
        path=node.path,
        id=call_id,
        name=names.get(call_id, ""),
        parts=tuple(contents(node.get("output"), missed)),
    )
    return Message(path=node.path, role="tool", parts=(result,))
