"""Reading and writing JSON without losing how its numbers are spelt.

Python's reader turns 1.0 and 1.00 into the same number, drops a key that occurs twice and gives up
on deep nesting. Here numbers stay as they are written, an object with a repeated key stays a list
of pairs, and a text that nests too deeply is no JSON at all.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

MAX_DEPTH = 64
"""How deep brackets may nest; what is deeper is not taken for JSON."""
BYTE_ORDER_MARK = "\ufeff"
_FIRST_PRINTABLE = 0x20
_SURROGATES = range(0xD800, 0xE000)


class Number(str):
    """A number, as it is spelt in the text."""

    __slots__ = ()


class Pairs(tuple[tuple[str, "Value"], ...]):
    """An object in which a key occurs more than once."""

    __slots__ = ()


type Value = str | bool | list[Value] | dict[str, Value] | Pairs | None
"""What JSON can hold; numbers are strings of the class Number."""


class Member(NamedTuple):
    """An element of an array, or a key and its value, and where it stands in the text."""

    start: int
    value_start: int
    end: int
    value: Value
    key: str = ""


def read(text: str, start: int = 0, end: int | None = None) -> Member | None:
    """The one value that a stretch of text is, apart from blanks and a byte order mark around it.

    Args:
        text: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one; None for the end of the text.

    Returns:
        The value and where it stands; None where the stretch is not one value of standard JSON (NaN
        and Infinity are none) or nests more than MAX_DEPTH deep.
    """
    last = len(text) if end is None else end
    member = value_at(text, _start_of(text, start))
    if member is None or not _after_blanks(text, member.end) >= last >= member.end:
        return None
    return member if is_shallow(member.value) else None


def read_lines(text: str, start: int = 0, end: int | None = None) -> tuple[Member, ...]:
    """The values of JSON Lines: at least two objects or arrays, each on lines of its own.

    Args:
        text: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one; None for the end of the text.

    Returns:
        The values and where they stand; nothing where the stretch is anything else.
    """
    last = len(text) if end is None else end
    found: list[Member] = []
    at = _start_of(text, start)
    while at < last:
        member = value_at(text, at) if text[at] in "[{" else None
        if member is None or member.end > last or not is_shallow(member.value):
            return ()
        found.append(member)
        at = _after_blanks(text, member.end)
        if at < last and "\n" not in text[member.end : at]:
            return ()
    return tuple(found) if len(found) > 1 else ()


def value_at(text: str, start: int) -> Member | None:
    """The value whose first character is at ``start``; None where none begins there."""
    try:
        value, end = _decoder().raw_decode(text, start)
    except (ValueError, RecursionError):
        return None
    return Member(start, start, end, value)


def members(text: str, start: int) -> Iterator[Member]:
    """What a container that begins at ``start`` and has been read before holds, in its order."""
    decode = _decoder().raw_decode
    is_object = text[start] == "{"
    key, at = "", _after_blanks(text, start + 1)
    while text[at] not in "]}":
        first = at
        if is_object:
            key, at = decode(text, at)
            at = _after_blanks(text, _after_blanks(text, at) + 1)
        value, end = decode(text, at)
        yield Member(first, at, end, value, key)
        at = _after_blanks(text, end)
        if text[at] == ",":
            at = _after_blanks(text, at + 1)


def is_shallow(value: Value) -> bool:
    """Whether no containers nest more than MAX_DEPTH deep, in time linear in what they hold."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for each in level for child in _children(each)]
        if not level:
            return True
    return not any(isinstance(each, dict | list | Pairs) for each in level)


def _children(value: Value) -> Iterable[Value]:
    if isinstance(value, dict):
        return value.values()
    if isinstance(value, Pairs):
        return [each for _, each in value]
    return value if isinstance(value, list) else ()


def minified(text: str) -> str:
    """Valid JSON without blanks between its values; strings and numbers stay as they are spelt."""
    return "".join(_solid().findall(text.removeprefix(BYTE_ORDER_MARK)))


def unescaped(text: str) -> str:
    """Valid JSON whose strings escape only what they must, so that no letter is a code."""
    if "\\u" not in text and "\\/" not in text:
        return text
    return _escape().sub(_shorter_escape, text)


def written(value: Value) -> str:
    """A value as JSON without blanks."""
    if isinstance(value, str):
        return value if type(value) is Number else quoted(value)
    if isinstance(value, dict):
        return _written_object(value.items())
    if isinstance(value, list):
        return "[" + ",".join([written(each) for each in value]) + "]"
    if isinstance(value, Pairs):
        return _written_object(value)
    return "null" if value is None else "true" if value else "false"


def quoted(text: str) -> str:
    """A string as JSON; half of a pair of surrogates stays escaped, since it is no character."""
    written_out = _encoder().encode(text)
    if written_out.isascii():
        return written_out
    return _lone_surrogate().sub(lambda match: f"\\u{ord(match[0]):04x}", written_out)


def _written_object(entries: Iterable[tuple[str, Value]]) -> str:
    return "{" + ",".join([f"{quoted(key)}:{written(each)}" for key, each in entries]) + "}"


def _start_of(text: str, start: int) -> int:
    """Where the first value behind a byte order mark and blanks begins."""
    return _after_blanks(text, start + text.startswith(BYTE_ORDER_MARK, start))


def _after_blanks(text: str, start: int) -> int:
    if text[start : start + 1] > " ":
        return start
    match = _blanks().match(text, start)
    return match.end() if match else start


def _object(pairs: list[tuple[str, Value]]) -> Value:
    entries = dict(pairs)
    return entries if len(entries) == len(pairs) else Pairs(pairs)


def _refuse(constant: str) -> Value:
    raise ValueError(constant)


def _shorter_escape(match: re.Match[str]) -> str:
    escape = match[0]
    if escape == "\\/":
        return "/"
    if not escape.startswith("\\u"):
        return escape
    character = str(json.loads(f'"{escape}"'))
    code = ord(character)
    stays = code < _FIRST_PRINTABLE or code in _SURROGATES or character in '"\\'
    return escape if stays else character


@cache
def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_float=Number, parse_int=Number, parse_constant=_refuse
    )


@cache
def _encoder() -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=False)


@cache
def _blanks() -> re.Pattern[str]:
    return re.compile(r"[ \t\n\r]*+")


@cache
def _solid() -> re.Pattern[str]:
    return re.compile(r'(?s)"(?:[^"\\]++|\\.)*+"|[^ \t\n\r"]++')


@cache
def _escape() -> re.Pattern[str]:
    pair = r"u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    return re.compile(rf"(?s)\\(?:{pair}|u[0-9a-fA-F]{{4}}|.)")


@cache
def _lone_surrogate() -> re.Pattern[str]:
    return re.compile("[\ud800-\udfff]")
