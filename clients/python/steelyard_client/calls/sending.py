"""Arguments on their way into messages: what cannot be sent is refused with the field it is in."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from steelyard.v1 import types_pb2

from steelyard_client.arguments import Body, ChatBody, Tokenizer
from steelyard_client.enums import UnknownModel, to_wire
from steelyard_client.errors import invalid
from steelyard_client.reasons import Reason

CHAT_SHAPES: tuple[Literal["openai", "anthropic", "gemini"], ...] = (
    "openai",
    "anthropic",
    "gemini",
)


@contextmanager
def building(rpc: str) -> Iterator[None]:
    """Refuse numbers that do not fit into their field.

    Args:
        rpc: What is asked, for the message.

    Raises:
        InvalidValue: A number is too large or too small.
    """
    try:
        yield
    except ValueError as error:
        raise invalid(f"{rpc} takes no such value: {error}", field="") from None


def text_field(text: str, *, field: str, reason: Reason = Reason.TEXT_NOT_UNICODE) -> str:
    """The text itself, if it can be sent.

    Args:
        text: The text.
        field: Path of its field.
        reason: Why not, for a program.

    Raises:
        InvalidValue: It holds a lone surrogate.
    """
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise invalid(
            f"no valid Unicode: lone surrogate at character {error.start}",
            field=field,
            reason=reason,
        ) from None
    return text


def name_field(name: str, *, field: str) -> str:
    """The name itself, if it can be sent; see text_field."""
    return text_field(name, field=field, reason=Reason.VALUE_INVALID)


def text_fields(texts: Iterable[str], *, field: str) -> list[str]:
    """The texts themselves, if they can be sent; see text_field.

    Raises:
        TypeError: A single text was given, which would be taken for a list of its characters.
    """
    if isinstance(texts, str):
        message = f"{field} must be a list of texts and is a single one"
        raise TypeError(message)
    return [text_field(text, field=f"{field}[{index}]") for index, text in enumerate(texts)]


def selector(
    how: Tokenizer, *, unknown_model: UnknownModel = UnknownModel.ESTIMATE
) -> types_pb2.TokenizerSelector:
    """Which tokenizer works.

    Raises:
        InvalidValue: Both a model and an encoding are given, or a name is no Unicode.
    """
    model, encoding = how.get("model", ""), how.get("encoding", "")
    if model and encoding:
        raise invalid("name either a model or an encoding", field="tokenizer")
    message = types_pb2.TokenizerSelector(unknown_model=to_wire(UnknownModel(unknown_model)))
    if model:
        message.model = name_field(model, field="tokenizer.model")
    elif encoding:
        message.encoding = name_field(encoding, field="tokenizer.encoding")
    return message


def chat_request(how: ChatBody) -> types_pb2.ChatRequest | None:
    """The chat request among the arguments; None where there is none.

    Raises:
        InvalidValue: There are several, or it is not JSON.
    """
    bodies = {name: how.get(name) for name in CHAT_SHAPES}
    given = {name: body for name, body in bodies.items() if body is not None}
    if not given:
        return None
    if len(given) > 1:
        raise invalid(f"give one chat request, not {' and '.join(given)}", field="chat")
    ((shape, body),) = given.items()
    field = f"{shape}_json"
    return types_pb2.ChatRequest(**{field: _json(body, field=f"chat.{field}")})


def only_one(field: str, given: dict[str, bool]) -> None:
    """Refuse what can be given in one way only and is given in several.

    Args:
        field: Name of the choice.
        given: Whether each way was given.

    Raises:
        InvalidValue: More than one was.
    """
    names = [name for name, is_given in given.items() if is_given]
    if len(names) > 1:
        raise invalid(f"give one of them, not {' and '.join(names)}", field=field)


def _json(body: Body, *, field: str) -> str:
    """A body as JSON text."""
    if isinstance(body, str):
        return text_field(body, field=field)
    try:
        text = json.dumps(
            body, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_plain
        )
    except (RecursionError, ValueError) as error:
        raise invalid(f"the body is not JSON: {error}", field=field) from None
    return text_field(text, field=field)


def _plain(value: object) -> object:
    """An object of a provider's SDK, such as an earlier answer, as what it stands for."""
    dump: Callable[..., object] | None = getattr(value, "model_dump", None)
    if dump is None:
        message = f"a body holds a {type(value).__name__}, which is not JSON"
        raise TypeError(message)
    return dump(mode="json", exclude_none=True)
