import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.structured.json_values import (
    MAX_DEPTH,
    Number,
    Pairs,
    members,
    minified,
    quoted,
    read,
    read_lines,
    unescaped,
    written,
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=20,
)


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_writing_what_was_read_gives_an_equal_value(value: object) -> None:
    """A value that is read and written again is the same to Python's own reader."""
    member = read(json.dumps(value, indent=1))

    assert member is not None
    assert json.loads(written(member.value)) == value


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_minifying_keeps_the_value(value: object) -> None:
    """Only blanks between values are taken away."""
    pretty = json.dumps(value, indent=2, ensure_ascii=False)

    assert minified(pretty) == json.dumps(value, separators=(",", ":"), ensure_ascii=False)


@settings(max_examples=50, deadline=None)
@given(JSON)
def test_unescaping_keeps_the_value(value: object) -> None:
    """A letter stands for its code in strings."""
    assert json.loads(unescaped(json.dumps(value))) == value


@pytest.mark.parametrize("number", ["1.0", "1e5", "-0", "-0.0", "1E+2", "9" * 5_000, "1.10"])
def test_numbers_keep_their_spelling(number: str) -> None:
    """A number is written as it was spelt."""
    member = read(f"[{number}]")

    assert member is not None
    assert member.value == [Number(number)]
    assert written(member.value) == f"[{number}]"


def test_a_repeated_key_is_kept() -> None:
    """An object that has a key twice keeps both values in their order."""
    member = read('{"a": 1, "a": 2}')

    assert member is not None
    assert member.value == Pairs((("a", Number("1")), ("a", Number("2"))))
    assert written(member.value) == '{"a":1,"a":2}'


@pytest.mark.parametrize(
    "text",
    ["", "NaN", "[Infinity]", "[-Infinity]", "{'a': 1}", "[1,]", "[1] 2", "[1", '"a', "True"],
)
def test_what_the_standard_refuses_is_not_json(text: str) -> None:
    """Constants and signs that only programming languages know are refused."""
    assert read(text) is None


def test_a_byte_order_mark_is_passed_over() -> None:
    """A byte order mark before a value is no part of it."""
    member = read("\ufeff [1]")

    assert member is not None
    assert (member.start, member.end) == (2, 5)


@pytest.mark.parametrize(
    ("text", "shallow"),
    [
        ("[" * MAX_DEPTH + "]" * MAX_DEPTH, True),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), False),
        ("[" + "[]," * 1_000 + "1]", True),
        ('["' + "[" * 1_000 + '"]', True),
        ('{"a":' * MAX_DEPTH + "1" + "}" * MAX_DEPTH, True),
        ('{"a":1,"a":' * (MAX_DEPTH + 1) + "1" + "}" * (MAX_DEPTH + 1), False),
        ("[" * 100_000, False),
        ("[" * 100_000 + "]" * 100_000, False),
    ],
)
def test_depth_counts_brackets_outside_strings(text: str, *, shallow: bool) -> None:
    """What nests too deeply is told from what only has many brackets."""
    assert (read(text) is not None) is shallow


def test_members_stand_where_they_are_said_to() -> None:
    """Each member of an object is found with its key, its value and its place."""
    text = '{ "a" : [1, 2] , "b":null}'

    found = list(members(text, 0))

    assert [text[each.start : each.end] for each in found] == ['"a" : [1, 2]', '"b":null']
    assert [text[each.value_start : each.end] for each in found] == ["[1, 2]", "null"]
    assert [each.key for each in found] == ["a", "b"]


def test_a_stretch_of_a_longer_text_is_read_alone() -> None:
    """What stands around a stretch does not matter."""
    text = "before [1, 2] after"

    member = read(text, 7, 14)

    assert member is not None
    assert text[member.start : member.end] == "[1, 2]"


def test_json_lines_are_values_on_lines_of_their_own() -> None:
    """Objects on lines are found one by one."""
    text = '{"a":1}\n\n{"a":2}\n'

    assert [text[each.start : each.end] for each in read_lines(text)] == ['{"a":1}', '{"a":2}']


@pytest.mark.parametrize("text", ['{"a":1}', "1\n2", '{"a":1} {"a":2}', '{"a":1}\nwords', ""])
def test_other_texts_are_not_json_lines(text: str) -> None:
    """One value, bare values, values on one line and values among words are not JSON Lines."""
    assert read_lines(text) == ()


def test_half_a_pair_of_surrogates_stays_escaped() -> None:
    """What is no character cannot be sent, so its code is."""
    assert quoted("a\ud800") == '"a\\ud800"'
    assert unescaped('"\\ud800\\u00e9\\ud83d\\ude00\\/\\\\u00e9\\u0022\\u0001"') == (
        '"\\ud800é😀/\\\\u00e9\\u0022\\u0001"'
    )
