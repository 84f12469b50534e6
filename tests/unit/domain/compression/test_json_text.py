"""Where values stand in JSON text, and how single ones are changed."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.compression.chats.json_text import JsonText, Range, cuts, json_string, spliced
from domain.tokens.request_shapes.reading import RequestBodyMalformed

names = st.text(st.characters(exclude_characters=".[", exclude_categories=["Cs"]), max_size=5)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
"""JSON values; a name with a dot or a bracket leads nowhere, since no path of ours has one."""
layouts = st.sampled_from(
    [
        {"indent": 2},
        {"separators": (",", ":")},
        {"ensure_ascii": False, "separators": (" ,\t", "\r\n: ")},
    ]
)


def found_at(text: str, path: str) -> str | None:
    place = JsonText(text, root="body").find(path)
    return None if place is None else text[slice(*place)]


def read_by_path(body: JsonText, text: str, path: str) -> object:
    """The value on a path, put together from those below it."""
    start, end = body.find(path) or (0, 0)
    below = body.below(path)
    if text[start] == "{":
        return {name[1:]: read_by_path(body, text, path + name) for name in below}
    if text[start] == "[":
        return [read_by_path(body, text, path + name) for name in below]
    value: object = json.loads(text[start:end])
    return value


@given(values, layouts)
def test_every_value_is_found_where_it_stands(value: object, layout: Mapping[str, object]) -> None:
    """Whatever the layout, the texts on the paths are those of the values."""
    text = json.dumps(value, **layout)  # type: ignore[arg-type] # one dictionary of many types

    actual = read_by_path(JsonText(text, root="body"), text, "body")

    assert value == actual


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ('{"a": 1, "a": 2}', "body.a", "2"),
        ('{"a": {"b": 1}, "a": {"c": 2}}', "body.a.b", None),
        (r'{"cont\u0065nt": "x"}', "body.content", '"x"'),
        ('{"a": [1, {"b": "]}"}]}', "body.a[1].b", '"]}"'),
        (" \n[ 1e400 , -0.0 , NaN ]\t", "body[1]", "-0.0"),
        ('{"a": "text"}', "body.a.b[3].c", None),
        ('{"a": [1]}', "body.a[1]", None),
        ('{"a.b": 1}', "body.a.b", None),
        ('{"a": 1}', "other.a", None),
        ("[" + "9" * 5_000 + ", 1]", "body[1]", "1"),
    ],
)
def test_a_path_leads_to_the_value_that_counts(text: str, path: str, expected: str | None) -> None:
    """The last of several members of a name is it, however the name is written."""
    assert expected == found_at(text, path)


@pytest.mark.parametrize("text", ["[1 2", '{"a"', '{"a": 01}', "[" * 100_000, "[nope]", "["])
def test_what_is_no_json_is_refused(text: str) -> None:
    """The error is the one that the reader of bodies raises."""
    with pytest.raises(RequestBodyMalformed):
        JsonText(text, root="body").below("body")


def test_a_string_is_read_and_nothing_else() -> None:
    """An object has no string, and neither has what is not there."""
    body = JsonText(r'{"a": "\u00e9\n", "b": {}}', root="body")

    assert ["é\n", None, None] == [body.string(f"body.{name}") for name in "abc"]


def test_a_null_is_not_there() -> None:
    """A member that is null says as little as none."""
    body = JsonText('{"a": null, "b": {}}', root="body")

    assert [False, True, False] == [body.holds(f"body.{name}") for name in "abc"]


def test_only_an_array_with_items_is_filled() -> None:
    """An empty one says nothing, and an object is something else."""
    body = JsonText('{"a": [ ], "b": [0], "c": {"d": 1}}', root="body")

    assert [False, True, False] == [body.is_filled_array(f"body.{name}") for name in "abc"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [('{"mark": 1}', True), (r'{"m\u0061rk": 1}', True), (r'{"a": "\u00e9"}', False)],
)
def test_a_name_may_be_written_with_escapes(text: str, *, expected: bool) -> None:
    """Only a text that cannot spell the name is known not to have it."""
    assert expected is JsonText(text, root="body").may_name(["mark"])


@given(st.text(st.characters()))
def test_a_string_is_escaped_and_read_back(text: str) -> None:
    """Lone surrogates too, which no encoding of the body could hold."""
    literal = json_string(text)

    assert text == json.loads(literal)
    literal.encode()


def test_a_string_stays_readable() -> None:
    """What JSON need not escape is not escaped."""
    assert '"naïve 漢字 \\"x\\" \\ud800"' == json_string('naïve 漢字 "x" \ud800')


@given(st.lists(st.integers()), st.sets(st.integers(0, 5)), layouts)
def test_what_is_left_of_an_array_is_one(
    items: list[int], removed: set[int], layout: Mapping[str, object]
) -> None:
    """Any items may be removed, with their commas."""
    text = json.dumps(items, **layout)  # type: ignore[arg-type] # one dictionary of many types
    ranges: list[Range] = list(JsonText(text, root="body").below("body").values())
    expected = [each for place, each in enumerate(items) if place not in removed]

    actual = json.loads(spliced(text, list(cuts(ranges, removed))))

    assert expected == actual


def test_an_item_leaves_no_gap() -> None:
    """The line of a removed item goes with it."""
    text = '[\n  "a",\n  "b",\n  "c"\n]'
    ranges = list(JsonText(text, root="body").below("body").values())

    assert '[\n  "b",\n  "c"\n]' == spliced(text, list(cuts(ranges, {0})))
    assert '[\n  "a",\n  "c"\n]' == spliced(text, list(cuts(ranges, {1})))
    assert '[\n  "a",\n  "b"\n]' == spliced(text, list(cuts(ranges, {2})))
