"""The bodies of chat requests: whose they are, and which model they name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from adapters.inbound.cli.output import complain
from adapters.inbound.cli.texts import read_text
from domain.shared.errors import InvalidValue
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.request_shapes.reading import Node, read_body

type Body = Mapping[str, object]

NO_MODEL = "the request names no model; name it with --model"
_BYTE_ORDER_MARK = "\ufeff"
_OPENAI_ROLES = frozenset({"system", "developer", "tool", "function"})
_OPENAI_PARTS = frozenset({"image_url", "input_audio", "file", "refusal"})
_ANTHROPIC_PARTS = frozenset(
    {"document", "image", "redacted_thinking", "thinking", "tool_result", "tool_use"}
)


@dataclass(frozen=True, slots=True)
class ChatFile:
    """A chat request that was read from a file.

    Args:
        request: The request.
        model: The model that it is for; empty where neither the caller nor the body names one.
        clue: What its shape was guessed from; empty where the caller gave the shape.
    """

    request: ChatRequest
    model: str
    clue: str


@dataclass(frozen=True, slots=True)
class _Sign:
    """Something in a body that tells whose it is."""

    shape: ChatShape
    clue: str
    is_there: Callable[[Body, str], bool]


def read_chat(name: str, *, shape: ChatShape | None, model: str) -> ChatFile:
    """Read the body of a chat request.

    Args:
        name: A file, or ``-``.
        shape: Whose request it is; None to find out.
        model: The model that the caller named; may be empty.

    Raises:
        InputUnreadable: The file cannot be read.
        RequestBodyMalformed: It is no JSON.
        JsonTooDeep: Its arrays and objects stand in each other too often.
        InvalidValue: It is no object, or nothing in it tells whose request it is.
    """
    text = read_text(name).removeprefix(_BYTE_ORDER_MARK)
    root = read_body(text, field="body")
    model = model or root.word_at("model").removeprefix("models/")
    if shape:
        return ChatFile(ChatRequest(shape, text), model, "")
    sign = _find_sign(root, model)
    return ChatFile(ChatRequest(sign.shape, text), model, sign.clue)


def tell_guess(file: ChatFile) -> None:
    """Say on standard error whose request it was taken for, where that was a guess."""
    if file.clue:
        shape = file.request.shape.value
        complain(f"read as {shape}, because {file.clue}; --shape overrules it")


def _find_sign(root: Node, model: str) -> _Sign:
    body = root.members()
    for sign in _SIGNS:
        if sign.is_there(body, model):
            return sign
    raise InvalidValue(
        "this has neither messages nor contents nor input, so it is no chat request that is known",
        field="body",
    )


def _objects(value: object) -> Iterator[Body]:
    """The objects of what may be an array."""
    if isinstance(value, list):
        yield from (each for each in value if isinstance(each, dict))


def _parts(body: Body) -> Iterator[Body]:
    for message in _objects(body.get("messages")):
        yield from _objects(message.get("content"))


def _has_parts(body: Body, kinds: frozenset[str]) -> bool:
    return any(str(part.get("type")) in kinds for part in _parts(body))


def _has_openai_roles(body: Body, _model: str) -> bool:
    return any(
        str(each.get("role")) in _OPENAI_ROLES or "tool_calls" in each
        for each in _objects(body.get("messages"))
    )


_SIGNS = (
    _Sign(ChatShape.GEMINI, "it has contents", lambda body, _: "contents" in body),
    _Sign(
        ChatShape.ANTHROPIC,
        "it has a system prompt beside its messages",
        lambda body, _: "system" in body and "messages" in body,
    ),
    _Sign(
        ChatShape.ANTHROPIC,
        "its tools have an input_schema",
        lambda body, _: any("input_schema" in tool for tool in _objects(body.get("tools"))),
    ),
    _Sign(
        ChatShape.OPENAI,
        "its tools have a type of function",
        lambda body, _: any(tool.get("type") == "function" for tool in _objects(body.get("tools"))),
    ),
    _Sign(
        ChatShape.OPENAI,
        "its messages have roles or tool calls that only OpenAI takes",
        _has_openai_roles,
    ),
    _Sign(
        ChatShape.ANTHROPIC,
        "its messages have parts that only Anthropic takes",
        lambda body, _: _has_parts(body, _ANTHROPIC_PARTS),
    ),
    _Sign(
        ChatShape.OPENAI,
        "its messages have parts that only OpenAI takes",
        lambda body, _: _has_parts(body, _OPENAI_PARTS),
    ),
    _Sign(
        ChatShape.ANTHROPIC,
        "its model is a Claude",
        lambda body, model: "messages" in body and "claude" in model.lower(),
    ),
    _Sign(ChatShape.OPENAI, "it has an input", lambda body, _: "input" in body),
    _Sign(
        ChatShape.OPENAI,
        "it has messages and nothing that only others take",
        lambda body, _: "messages" in body,
    ),
)
"""What tells whose request a body is; the first that is there counts."""
