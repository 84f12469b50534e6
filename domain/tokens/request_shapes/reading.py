"""JSON from outside, read with the path of each value, so that an error can say where it is."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domain.shared.errors import InvalidValue
from domain.tokens.chat import ConversationTooLarge
from domain.tokens.model import TextNotUnicode, utf8_byte_count

DEPTH_LIMIT = 100
"""How many arrays and objects may stand in each other."""

_DIGIT_LIMIT = 4_000
"""Longer whole numbers stay text: turning them into a number takes quadratic time."""

_BRACKETS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{][^\[\]{}"]*+[\]}]|[\[\]{}]', re.DOTALL)
"""A string, an array or object without strings or others in it, or a single bracket.

Possessive and with an optional closing quote, so that no text makes it look twice at a character.
"""
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}")
_FREE = frozenset(
    {
        "args",
        "definitions",
        "input",
        "input_schema",
        "metadata",
        "parameters",
        "parametersJsonSchema",
        "properties",
        "response",
        "responseSchema",
        "schema",
    }
)
"""Fields whose names below are the caller's own, so that no path shows them."""


class JsonTooDeep(InvalidValue):
    """Arrays and objects stand in each other more often than DEPTH_LIMIT."""

    reason = "JSON_TOO_DEEP"


class RequestBodyMalformed(InvalidValue):
    """The body is not JSON; the metadata says where, never what stands there."""

    reason = "REQUEST_BODY_MALFORMED"


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its path.

    Args:
        value: As parsed; never None.
        path: Such as ``openai_json.messages[3].content``.
    """

    value: object
    path: str

    def get(self, *names: str) -> "Node | None":
        """The member of the first name that is there and not null; None when there is none.

        Raises:
            InvalidValue: This is no object.
        """
        members = self.members()
        for name in names:
            value = members.get(name)
            if value is not None:
                return Node(value, f"{self.path}.{name}")
        return None

    def require(self, *names: str) -> "Node":
        """The same, where it must be there.

        Raises:
            InvalidValue: It is not, or this is no object.
        """
        found = self.get(*names)
        if found is None:
            raise InvalidValue("this field is required", field=f"{self.path}.{names[0]}")
        return found

    def members(self) -> Mapping[str, object]:
        """The object that this is.

        Raises:
            InvalidValue: It is none.
        """
        if isinstance(self.value, dict):
            return self.value
        raise InvalidValue("this must be an object", field=self.path)

    def text(self) -> str:
        """The string that this is.

        Raises:
            InvalidValue: It is none.
        """
        if isinstance(self.value, str):
            return self.value
        raise InvalidValue("this must be a string", field=self.path)

    def text_at(self, *names: str) -> str:
        """The string of that name; empty when it is not there.

        Raises:
            InvalidValue: It is there and no string.
        """
        found = self.get(*names)
        return "" if found is None else found.text()

    def word_at(self, *names: str) -> str:
        """The string of that name; empty when it is not there or something else."""
        found = self.get(*names)
        return found.value if found is not None and isinstance(found.value, str) else ""

    def items(self, *, limit: int | None = None) -> "Iterator[Node]":
        """The values of the array that this is.

        Raises:
            InvalidValue: It is none.
            ConversationTooLarge: It has more than the limit.
        """
        if not isinstance(self.value, list):
            raise InvalidValue("this must be an array", field=self.path)
        if limit is not None and len(self.value) > limit:
            raise ConversationTooLarge(
                f"there may be at most {limit} of these", field=self.path, limit=limit
            )
        return (
            Node(value if value is not None else {}, f"{self.path}[{index}]")
            for index, value in enumerate(self.value)
        )

    def pixels_at(self, name: str) -> int | None:
        """The positive whole number of that name; None when it is not there.

        Raises:
            InvalidValue: It is there and no such number.
        """
        found = self.get(name)
        if found is None:
            return None
        if isinstance(found.value, int) and not isinstance(found.value, bool) and found.value > 0:
            return found.value
        raise InvalidValue("this must be a positive whole number", field=found.path)


def read_body(body: str, *, field: str) -> Node:
    """The object that a request body is.

    Args:
        body: JSON text.
        field: The field of our own request that holds it; every path begins with it.

    Raises:
        RequestBodyMalformed: It is no JSON.
        JsonTooDeep: It is too deep.
        TextNotUnicode: It holds a lone surrogate, as such or escaped.
        InvalidValue: It is JSON and no object.
    """
    utf8_byte_count(body, field=field)
    value = parse_json(body, field=field)
    root = Node(value, field)
    root.members()
    if _SURROGATE_ESCAPE.search(body):
        for path, text in _texts(value, field):
            if found := _SURROGATE.search(text):
                raise TextNotUnicode(
                    f"the text is not valid Unicode: lone surrogate at character {found.start()}",
                    field=path,
                )
    return root


def parse_json(text: str, *, field: str) -> object:
    """The value of a JSON text, of which neither depth nor length can do harm.

    Raises:
        RequestBodyMalformed: It is no JSON.
        JsonTooDeep: It is too deep.
    """
    _require_depth(text, field)
    try:
        return json.loads(text, parse_int=_whole_number)
    except json.JSONDecodeError as error:
        position, line, column = error.pos, error.lineno, error.colno
    raise RequestBodyMalformed(
        f"this is not valid JSON, from line {line}, column {column}",
        field=field,
        position=position,
        line=line,
        column=column,
    )


def _whole_number(digits: str) -> object:
    return int(digits) if len(digits) <= _DIGIT_LIMIT else digits


def _require_depth(text: str, field: str) -> None:
    depth = 0
    for found in _BRACKETS.finditer(text):
        mark = found[0]
        if mark in ("{", "["):
            depth += 1
            if depth > DEPTH_LIMIT:
                break
        elif mark in ("}", "]"):
            depth -= 1
        elif depth == DEPTH_LIMIT and mark[0] != '"':
            break
    else:
        return
    raise JsonTooDeep(
        f"arrays and objects may stand in each other at most {DEPTH_LIMIT} times",
        field=field,
        limit=DEPTH_LIMIT,
    )


def _texts(value: object, path: str) -> Iterator[tuple[str, str]]:
    """Every string, names included, with the path of what holds it."""
    left: list[tuple[object, str, bool]] = [(value, path, False)]
    while left:
        each, where, is_free = left.pop()
        if isinstance(each, str):
            yield where, each
        elif isinstance(each, dict):
            for name, member in reversed(each.items()):
                yield where, name
                below = where if is_free or not _NAME.fullmatch(name) else f"{where}.{name}"
                left.append((member, below, is_free or name in _FREE))
        elif isinstance(each, list):
            indexed = ((item, f"{where}[{index}]", is_free) for index, item in enumerate(each))
            left += indexed if not is_free else ((item, where, True) for item in each)
