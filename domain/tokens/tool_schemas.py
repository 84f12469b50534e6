"""The texts that stand for a tool's definition, by each of the published rules.

A schema is whatever JSON a caller sent as one: it may be wrong, deep, cyclic by reference or huge.
Nothing here raises, and all of it is linear in the size of the schema: references are named, never
followed, and texts are gathered in one list.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from domain.tokens.chat import Tool
from domain.tokens.framing import FeatureTokens, ToolLayout, ToolRule

NAMESPACE_CLOSING = "} // namespace functions"

_ALTERNATIVES = ("anyOf", "oneOf", "allOf")
_DEFINITIONS = ("$defs", "definitions")
_TYPE_WORDS = {"integer": "number", "number": "number", "boolean": "boolean", "null": "null"}

_CONTAINERS = frozenset(
    {"properties", "items", "additionalProperties", *_ALTERNATIVES, *_DEFINITIONS}
)
_ENCODER = json.JSONEncoder(ensure_ascii=False)

type Schema = Mapping[str, object]


def compact_json(value: object) -> str:
    """A value as JSON text, laid out as providers do: a blank behind each comma and colon."""
    return _ENCODER.encode(value)


def json_definition(tool: Tool, rule: ToolRule) -> str:
    """The definition as JSON between its marks."""
    parameters = {} if tool.schema is None else tool.schema
    if rule.layout is ToolLayout.WRAPPED:
        function = {"name": tool.name, "description": tool.description, "parameters": parameters}
        return rule.prefix + compact_json({"type": "function", "function": function}) + rule.suffix
    plain = {"description": tool.description, "name": tool.name, "parameters": parameters}
    return rule.prefix + compact_json(plain) + rule.suffix


def namespace_opening(tools: Sequence[Tool]) -> str:
    """What stands before the first definition of a namespace."""
    return "namespace functions {\n\n" + _comment_mark(tools[0] if tools else None)


def namespace_definition(tool: Tool, following: Tool | None = None) -> str:
    """The definition as a TypeScript type, up to where the next one begins.

    The mark of a comment on the next one belongs to this one. There the encodings that use this cut
    for certain, since nothing of theirs reaches from a slash over a blank, so that the counts of
    all definitions add up to that of the whole text.

    Args:
        tool: The tool.
        following: The tool behind it; None behind the last.
    """
    schema = tool.schema or {}
    out: list[str] = []
    if tool.description:
        out.append(f" {tool.description}\n")
    if _properties(schema):
        out.append(f"type {tool.name} = (_: {{\n")
        _write_properties(out, schema, 0)
        out.append("\n}) => any;\n")
    else:
        out.append(f"type {tool.name} = () => any;\n")
    for name, definition in _definitions(schema):
        out.append(f"type {name} = ")
        _write_type(out, definition, 0)
        out.append(";\n")
    out.append("\n" + _comment_mark(following))
    return "".join(out)


def _comment_mark(tool: Tool | None) -> str:
    return "//" if tool and tool.description else ""


def _write_properties(out: list[str], schema: Schema, indent: int) -> None:
    """One line for each property, without a line feed behind the last."""
    needed = {each for each in _list(schema, "required") if isinstance(each, str)}
    blanks = " " * indent
    for index, (name, given) in enumerate(_properties(schema).items()):
        child = _schema(given)
        out.append("\n" if index else "")
        if description := _text(child, "description"):
            out.append(f"{blanks}// {description}\n")
        out.append(f"{blanks}{name}: " if name in needed else f"{blanks}{name}?: ")
        _write_type(out, child, indent)
        out.append(",")


def _write_type(out: list[str], schema: Schema, indent: int) -> None:
    """The type of one value, on one line unless it is an object."""
    kind = schema.get("type")
    choices = _alternatives(schema)
    if reference := _text(schema, "$ref"):
        out.append(reference.rsplit("/", 1)[-1])
    elif kind == "object" or (kind is None and _properties(schema)):
        out.append("{\n")
        _write_properties(out, schema, indent + 2)
        out.append("\n}")
    elif kind == "array":
        items = _schema(schema.get("items"))
        _write_type(out, items, indent)
        out.append("[]")
    elif choices:
        for index, choice in enumerate(choices):
            out.append(" | " if index else "")
            _write_type(out, choice, indent)
    else:
        out.append(_plain_type(schema, kind))


def _plain_type(schema: Schema, kind: object) -> str:
    """The type of a value that holds no others."""
    if enum := _list(schema, "enum"):
        return " | ".join(compact_json(each) for each in enum)
    if "const" in schema:
        return compact_json(schema["const"])
    if isinstance(kind, list):
        return " | ".join(_word(each) for each in kind)
    return _word(kind)


def _word(kind: object) -> str:
    if kind == "string":
        return "string"
    return _TYPE_WORDS.get(kind, "any") if isinstance(kind, str) else "any"


def definition_texts(tool: Tool) -> Iterator[str]:
    """Names, descriptions and values of the definition, each a text of its own."""
    yield from (each for each in (tool.name, tool.description) if each)
    if tool.schema is not None:
        yield from schema_texts(tool.schema)


def schema_texts(schema: Schema) -> list[str]:
    """Formats, descriptions, enum values, required names, property names and examples."""
    out: list[str] = []
    for each in _walk(schema):
        out += (text for key in ("format", "description") if (text := _text(each, key)))
        for key in ("enum", "required"):
            out += (_scalar(value) for value in _list(each, key))
        out += _properties(each)
        if "example" in each:
            out += json_texts(each["example"])
    return out


def feature_texts(tool: Tool) -> Iterator[str]:
    """What a fitted rule counts as text: names, descriptions and enum values."""
    yield tool.name
    yield tool.description
    for index, each in enumerate(_walk(tool.schema or {})):
        yield _text(each, "description") if index else ""
        yield from (_scalar(value) for value in _list(each, "enum"))
        yield from _properties(each)


def json_texts(value: object) -> list[str]:
    """Keys and string values of a JSON value."""
    out: list[str] = []
    left = [value]
    while left:
        match left.pop():
            case str() as text:
                out.append(text)
            case dict() as mapping:
                out += mapping
                left += reversed(list(mapping.values()))
            case list() as items:
                left += reversed(items)
            case _:
                pass
    return out


@dataclass(frozen=True, slots=True)
class Features:
    """How often a definition has each feature of ``FeatureTokens``."""

    description: int = 0
    first_property: int = 0
    further_property: int = 0
    property_description: int = 0
    enum: int = 0
    nested_object: int = 0
    array_of_objects: int = 0

    def tokens(self, each: FeatureTokens) -> int:
        """What the features cost together."""
        names = (field.name for field in fields(self))
        return sum(getattr(self, name) * getattr(each, name) for name in names)


def features_of(tool: Tool) -> Features:
    """The features of a definition."""
    nodes = list(_walk(tool.schema or {}))
    with_properties = [count for each in nodes if (count := len(_properties(each)))]
    below = nodes[1:]
    return Features(
        description=int(bool(tool.description)),
        first_property=len(with_properties),
        further_property=sum(with_properties) - len(with_properties),
        property_description=sum(1 for each in below if _text(each, "description")),
        enum=sum(1 for each in below if _list(each, "enum")),
        nested_object=sum(1 for each in below if _properties(each)),
        array_of_objects=sum(1 for each in nodes if _properties(_schema(each.get("items")))),
    )


def is_nested(tool: Tool) -> bool:
    """Whether the definition holds objects in objects, alternatives or references."""
    schema = tool.schema or {}
    nodes = _walk(schema)
    next(nodes, None)
    return any(_properties(each) or _alternatives(each) or "$ref" in each for each in nodes)


def _walk(schema: Schema) -> Iterator[Schema]:
    """The schema and every schema in it, each once."""
    left: list[Schema] = [schema]
    while left:
        each = left.pop()
        yield each
        if _CONTAINERS.isdisjoint(each):
            continue
        children = [_schema(given) for given in _properties(each).values()]
        children += [_schema(each[key]) for key in ("items", "additionalProperties") if key in each]
        children += _alternatives(each)
        children += (definition for _, definition in _definitions(each))
        left += reversed(children)


def _definitions(schema: Schema) -> Iterator[tuple[str, Schema]]:
    for key in _DEFINITIONS:
        for name, given in _schema(schema.get(key)).items():
            yield name, _schema(given)


def _alternatives(schema: Schema) -> list[Schema]:
    return [_schema(given) for key in _ALTERNATIVES for given in _list(schema, key)]


def _properties(schema: Schema) -> Schema:
    return _schema(schema.get("properties"))


def _schema(given: object) -> Schema:
    """What was given, if it can be a schema; nothing otherwise."""
    return given if isinstance(given, dict) else {}


def _text(schema: Schema, key: str) -> str:
    given = schema.get(key)
    return given if isinstance(given, str) else ""


def _scalar(value: object) -> str:
    return value if isinstance(value, str) else compact_json(value)


def _list(schema: Schema, key: str) -> list[object]:
    given = schema.get(key)
    return given if isinstance(given, list) else []
