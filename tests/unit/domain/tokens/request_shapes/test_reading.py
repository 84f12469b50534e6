from contextlib import suppress
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.shared.errors import InvalidValue
from domain.tokens.model import TextNotUnicode
from domain.tokens.request_shapes.reading import (
    DEPTH_LIMIT,
    JsonTooDeep,
    Node,
    RequestBodyMalformed,
    parse_json,
    read_body,
)


def test_an_object_is_read() -> None:
    """With its numbers, names and texts."""
    node = read_body('{"a": [1, 2.5, "x", null, true]}', field="body")

    assert ({"a": [1, 2.5, "x", None, True]}, "body") == (node.value, node.path)


@pytest.mark.parametrize(
    "body",
    [
        "[" * 99 + "]" * 99,
        '{"a":' * 98 + "[]" + "}" * 98,
        "[[1],[2,[" + "[" * 90 + "]" * 90 + "]]]",
    ],
)
def test_a_hundred_levels_are_read(body: str) -> None:
    """Brackets in texts are no levels."""
    node = read_body(f'{{"a": {body}, "b": "{"[" * 200}\\"{"{" * 200}"}}', field="body")

    assert 2 == len(node.members())


@pytest.mark.parametrize("depth", [DEPTH_LIMIT + 1, 10_000, 1_000_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ("[1,[2],", "]")])
def test_deeper_is_refused(depth: int, opening: str, closing: str) -> None:
    """At any depth, closed or not, and before anything is parsed."""
    with pytest.raises(JsonTooDeep) as closed:
        parse_json(opening * depth + closing * depth, field="body")
    with pytest.raises(JsonTooDeep):
        parse_json(opening * depth, field="body")

    assert {"field": "body", "limit": "100"} == closed.value.metadata


@pytest.mark.parametrize(
    "body",
    [
        '"\\"' * 300_000,
        '"' + "\\" * 1_000_001,
        "]" * 1_000_000,
        "[" + "1" * 1_000_000,
        "[1" * 99 + " " * 1_000_000,
        '{"a": ' + "-" + "9" * 1_000_000,
        "[" + '"a' * 500_000,
    ],
)
def test_a_megabyte_of_nonsense_is_refused_in_time(body: str) -> None:
    """Nothing is looked at twice; a second is far more than it takes."""
    start = perf_counter()

    with pytest.raises(InvalidValue):
        read_body(body, field="body")

    assert perf_counter() - start < 3


@pytest.mark.parametrize(
    ("body", "position", "line", "column"),
    [("", 0, 1, 1), ('{"a":\n "x" "secret"}', 11, 2, 6), ('{"a": "secret\\q"}', 13, 1, 14)],
)
def test_what_is_no_json_is_refused_with_its_place(
    body: str, position: int, line: int, column: int
) -> None:
    """The error says where, and never what stands there."""
    with pytest.raises(RequestBodyMalformed) as caught:
        read_body(body, field="body")

    expected = {"field": "body", "position": position, "line": line, "column": column}
    assert {key: str(value) for key, value in expected.items()} == caught.value.metadata
    assert "secret" not in caught.value.message
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("body", ["[]", "1", '"x"', "null", "true"])
def test_a_body_that_is_no_object_is_refused(body: str) -> None:
    """Providers take objects only."""
    with pytest.raises(InvalidValue, match="object") as caught:
        read_body(body, field="body")

    assert "body" == caught.value.field


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ('{"a": 1, "a": 2}', 2),
        ('{"a": NaN, "a": -3}', -3),
        ('{"a": "\\u0000"}', "\0"),
        ('{"a": "\\ud83d\\ude00"}', "😀"),
        ('{"a": ' + "9" * 4_000 + "}", 10**4_000 - 1),
        ('{"a": ' + "9" * 4_001 + "}", "9" * 4_001),
    ],
)
def test_odd_json_is_read_as_providers_read_it(body: str, value: object) -> None:
    """The last of two names counts; a number too long to be one stays text."""
    node = read_body(body, field="body")

    assert value == node.members()["a"]


def test_numbers_without_end_are_read() -> None:
    """They are no JSON, and yet nothing goes wrong."""
    node = read_body('{"a": 1e999999, "b": Infinity}', field="body")

    assert node.members()["a"] == node.members()["b"] == float("inf")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"messages": [{"content": "x\\ud800"}]}', "body.messages[0].content"),
        ('{"messages": ["a", "\\uDfff"]}', "body.messages[1]"),
        (
            '{"tools": [{"parameters": {"properties": {"secret": "\\ud800"}}}]}',
            "body.tools[0].parameters",
        ),
        ('{"a": {"\\ud800": 1}}', "body.a"),
        ('{"not a name": "\\ud800"}', "body"),
        ('{"a": "\ud800"}', "body"),
    ],
)
def test_half_a_character_is_refused_with_its_path(body: str, field: str) -> None:
    """The path shows no name of the caller's own."""
    with pytest.raises(TextNotUnicode) as caught:
        read_body(body, field="body")

    assert field == caught.value.field


@pytest.mark.parametrize(
    ("value", "read", "field"),
    [
        ({}, lambda node: node.require("a"), "n.a"),
        ({"a": None}, lambda node: node.require("a", "b"), "n.a"),
        ([], lambda node: node.get("a"), "n"),
        ({"a": 1}, lambda node: node.text_at("a"), "n.a"),
        ({"a": 1}, lambda node: node.require("a").items(), "n.a"),
        ({"a": True}, lambda node: node.pixels_at("a"), "n.a"),
        ({"a": 0}, lambda node: node.pixels_at("a"), "n.a"),
        ({"a": 1.5}, lambda node: node.pixels_at("a"), "n.a"),
        ([1, "x"], lambda node: [each.members() for each in node.items()], "n[0]"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_path(
    value: object, read: object, field: str
) -> None:
    """So a caller finds it at once."""
    assert callable(read)
    with pytest.raises(InvalidValue) as caught:
        read(Node(value, "n"))

    assert field == caught.value.field


def test_null_is_as_good_as_nothing() -> None:
    """Programs write it for what they leave out."""
    node = Node({"a": None, "b": "x", "c": [None]}, "n")

    assert (None, "", "x") == (node.get("a"), node.text_at("a"), node.text_at("a", "b"))
    assert [Node({}, "n.c[0]")] == list(node.require("c").items())


@given(st.text('[]{}",:\\1 a', max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    """It is read or refused."""
    with suppress(InvalidValue):
        assert read_body(text, field="body").path == "body"
