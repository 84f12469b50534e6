from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.tokens.chat import Tool
from domain.tokens.framing import FeatureTokens, ToolLayout, ToolRule
from domain.tokens.tool_schemas import (
    NAMESPACE_CLOSING,
    Features,
    definition_texts,
    feature_texts,
    features_of,
    is_nested,
    json_definition,
    json_texts,
    namespace_definition,
    namespace_opening,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "properties", "items", "enum", "anyOf", "$ref", "$defs", "required", "é"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


def tool(schema: Any, *, name: str = "f", description: str = "") -> Tool:
    return Tool(path="t", name=name, description=description, schema=schema)


def properties(**given: Any) -> dict[str, Any]:
    return {"type": "object", "properties": given}


def deep(levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = properties(a=schema)
    return schema


@pytest.mark.parametrize(
    ("schema", "rendered"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "enum": ["a", 'b"']}, '"a" | "b\\""'),
        ({"type": "number"}, "number"),
        ({"type": "integer", "enum": [1, 2.5, None, True]}, "1 | 2.5 | null | true"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "null"}, "null"),
        ({"type": ["string", "null"]}, "string | null"),
        ({"const": {"a": 1}}, '{"a": 1}'),
        ({"type": "array", "items": {"type": "integer"}}, "number[]"),
        ({"type": "array"}, "any[]"),
        ({"anyOf": [{"type": "string"}, {"type": "integer"}]}, "string | number"),
        ({"$ref": "#/$defs/Node"}, "Node"),
        ({"type": "object"}, "{\n\n}"),
        (properties(b={"type": "string"}), "{\n  b?: string,\n}"),
        ({"type": "misspelt"}, "any"),
        ({"type": 3, "enum": "misspelt"}, "any"),
        ({}, "any"),
        (True, "any"),
        (None, "any"),
    ],
)
def test_a_property_is_rendered_as_its_type(schema: Any, rendered: str) -> None:
    """Whatever a schema says, right or wrong, has a type."""
    actual = namespace_definition(tool(properties(p=schema)))

    assert f"type f = (_: {{\np?: {rendered},\n}}) => any;\n\n" == actual


def test_descriptions_and_required_names_are_rendered() -> None:
    """A comment stands before what it describes, indented as that is."""
    inner = properties(b={"type": "string", "description": "Deep."})
    schema = {**properties(a=inner, c={"type": "string"}), "required": ["c", 3, ["x"]]}

    actual = namespace_definition(tool(schema, description="Do it."))

    lines = ["type f = (_: {", "a?: {", "  // Deep.", "  b?: string,", "},", "c: string,"]
    assert "\n".join([" Do it.", *lines, "}) => any;", "", ""]) == actual


def test_definitions_are_rendered_once_each() -> None:
    """A type that refers to itself is named, never followed."""
    node = properties(next={"$ref": "#/$defs/Node"})
    schema = {**properties(root={"$ref": "#/$defs/Node"}), "$defs": {"Node": node}}

    actual = namespace_definition(tool(schema))

    assert actual.endswith("}) => any;\ntype Node = {\n  next?: Node,\n};\n\n")


def test_a_namespace_is_the_join_of_its_definitions() -> None:
    """The mark of a comment belongs to what stands before it, and nothing is lost."""
    tools = (tool(None, description="A."), tool({}), tool(properties(), description="B."))
    following = (*tools[1:], None)

    pieces = [namespace_definition(*pair) for pair in zip(tools, following, strict=True)]

    whole = namespace_opening(tools) + "".join(pieces) + NAMESPACE_CLOSING
    assert (
        "namespace functions {\n\n// A.\ntype f = () => any;\n\ntype f = () => any;\n\n"
        "// B.\ntype f = () => any;\n\n} // namespace functions"
    ) == whole


@pytest.mark.parametrize(
    ("layout", "rendered"),
    [
        (
            ToolLayout.PLAIN,
            '<{"description": "é", "name": "f", "parameters": {"type": "object"}}>',
        ),
        (
            ToolLayout.WRAPPED,
            '<{"type": "function", "function": '
            '{"name": "f", "description": "é", "parameters": {"type": "object"}}}>',
        ),
    ],
)
def test_a_definition_is_json_between_its_marks(layout: ToolLayout, rendered: str) -> None:
    """Names keep their order, and letters of any script stay letters."""
    rule = ToolRule(layout=layout, prefix="<", suffix=">")

    actual = json_definition(tool({"type": "object"}, description="é"), rule)

    assert rendered == actual


def test_a_tool_without_a_schema_takes_nothing() -> None:
    """It is rendered with an empty one."""
    actual = json_definition(tool(None), ToolRule())

    assert '{"description": "", "name": "f", "parameters": {}}' == actual


def test_texts_are_those_that_the_offline_counter_of_gemini_counts() -> None:
    """Names, descriptions, formats, enum values, required names and examples; no types."""
    inner = {"type": "string", "description": "P", "enum": ["x", 7], "format": "date"}
    schema = {
        **properties(p=inner, q={"type": "array", "items": {"description": "I"}}),
        "required": ["p"],
        "example": {"k": ["v", 1]},
    }

    actual = list(definition_texts(tool(schema, description="D")))

    assert ["f", "D", "p", "p", "q", "k", "v", "date", "P", "x", "7", "I"] == actual


def test_features_are_counted_and_weighed() -> None:
    """What a fitted rule needs: how often each kind of thing is there."""
    inner = properties(x={"type": "string", "enum": ["1"]}, y={"description": "Y"})
    schema = properties(a=inner, b={"type": "array", "items": inner}, c={"description": "C"})
    expected = Features(
        description=1,
        first_property=3,
        further_property=4,
        property_description=3,
        enum=2,
        nested_object=2,
        array_of_objects=1,
    )

    actual = features_of(tool(schema, description="D"))

    assert expected == actual
    assert 10 + 3 * 100 == actual.tokens(FeatureTokens(description=10, first_property=100))


def test_feature_texts_leave_out_what_the_features_stand_for() -> None:
    """Names, descriptions and enum values."""
    schema = {**properties(p={"description": "P", "enum": ["e"]}), "description": "no"}

    actual = [each for each in feature_texts(tool(schema, description="D")) if each]

    assert ["f", "D", "p", "P", "e"] == actual


@pytest.mark.parametrize(
    ("schema", "nested"),
    [
        (None, False),
        (properties(a={"type": "string"}), False),
        (properties(a={"type": "array", "items": {"type": "string"}}), False),
        (properties(a=properties(b={})), True),
        (properties(a={"type": "array", "items": properties(b={})}), True),
        (properties(a={"anyOf": [{}]}), True),
        (properties(a={"$ref": "#"}), True),
    ],
)
def test_objects_in_objects_make_a_definition_nested(schema: Any, nested: bool) -> None:  # noqa: FBT001 - pytest gives it by name
    """So do alternatives and references: there the published rules differ most."""
    actual = is_nested(tool(schema))

    assert nested == actual


@given(st.dictionaries(st.sampled_from(["properties", "items", "$defs", "x"]), JSON, max_size=3))
@settings(deadline=None)
def test_no_schema_is_too_odd(schema: dict[str, Any]) -> None:
    """Every rule has texts for whatever a caller sent."""
    odd = tool(schema, description="D")

    texts = [namespace_definition(odd), json_definition(odd, ToolRule()), *definition_texts(odd)]

    assert all(isinstance(each, str) for each in (*texts, *feature_texts(odd)))
    assert features_of(odd).description == 1


def test_a_deep_schema_is_rendered_whole() -> None:
    """As deep as a request may be."""
    text = namespace_definition(tool(deep(99)))

    assert 99 == text.count("a?: ")


def test_keys_and_strings_of_json_are_its_texts() -> None:
    """Numbers and truth values have none."""
    actual = json_texts({"a": ["b", 1, True, None, {"c": "d"}], "e": "f"})

    assert ["a", "e", "b", "c", "d", "f"] == actual
