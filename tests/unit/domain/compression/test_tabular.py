import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.structured.json_values import Pairs, Value, read, read_lines
from domain.compression.structured.tabular import json_forms
from domain.compression.structured.tabular_reading import expanded

NUMBERS = st.sampled_from(["0", "-0", "1.0", "1.00", "1e5", "-2E-3", "12345678901234567890123"])
WORDS = st.sampled_from(
    [
        "Ann",
        "Bob, Jr.",
        "",
        " x",
        "1.0",
        "true",
        "null",
        "a;b",
        "[",
        "}",
        "-",
        "a=b",
        "x\ny",
        "é",
        "-1x",
    ]
)
KEYS = st.sampled_from(["id", "name", "a.b", "a", "1", "", "a=b", "x-y", "é", "rows", 'q"'])
LEAVES = NUMBERS | (WORDS | st.text(max_size=5)).map(json.dumps) | st.sampled_from(["true", "null"])


def _array(inner: list[str]) -> str:
    return "[" + ", ".join(inner) + "]"


def _object(inner: list[tuple[str, str]]) -> str:
    return "{" + ", ".join([f"{json.dumps(key)}: {value}" for key, value in inner]) + "}"


def _containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    entries = st.lists(st.tuples(KEYS, inner), max_size=4)
    return st.lists(inner, max_size=4).map(_array) | entries.map(_object)


JSON = st.recursive(LEAVES, _containers, max_leaves=12)


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Lists of objects that share most of their keys."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    cells = st.one_of(LEAVES, JSON, st.lists(st.just('{"x": 1, "y": "z"}'), max_size=3).map(_array))
    nested = st.tuples(LEAVES, LEAVES).map(lambda two: _object([("id", two[0]), ("city", two[1])]))
    kinds = {key: draw(st.sampled_from([cells, nested])) for key in keys}
    rows = draw(st.lists(st.lists(st.sampled_from(keys), unique=True), min_size=2, max_size=6))
    whole = [_object([(key, draw(kinds[key])) for key in row or keys]) for row in rows]
    is_keyed = draw(st.booleans())
    return _object([(f"k{at}", row) for at, row in enumerate(whole)]) if is_keyed else _array(whole)


def exact(value: Value) -> object:
    """A value in a form that tells 1 from "1" and 1.0 from 1, but not the order of keys."""
    if isinstance(value, dict):
        return {key: exact(each) for key, each in value.items()}
    if isinstance(value, Pairs):
        return ("pairs", [(key, exact(each)) for key, each in value])
    if isinstance(value, list):
        return [exact(each) for each in value]
    return (type(value), value)


def value_of(text: str | None) -> object:
    member = read(text) if text is not None else None
    assert member is not None
    return exact(member.value)


@settings(max_examples=40, deadline=None)
@given(JSON | tables())
def test_every_form_has_the_value_of_the_text(text: str) -> None:
    """Each form reads as the same values, with numbers spelt as they were."""
    expected = value_of(text)

    for form in json_forms(text):
        assert value_of(expanded(form)) == expected


@settings(max_examples=40, deadline=None)
@given(st.lists(tables(), min_size=2, max_size=4))
def test_forms_of_json_lines_have_their_values(lines: list[str]) -> None:
    """The values of JSON Lines come back, line by line."""
    text = "\n".join(lines)

    expected = [exact(each.value) for each in read_lines(text)]

    for form in json_forms(text):
        assert [exact(each.value) for each in read_lines(expanded(form) or "")] == expected


@settings(max_examples=40, deadline=None)
@given(JSON | tables())
def test_the_first_form_is_never_longer_than_minified(text: str) -> None:
    """A table is only made where it is shorter than plain JSON."""
    forms = json_forms(text)

    assert len(forms[0]) <= len(forms[-1])


def test_a_list_of_like_objects_is_a_table() -> None:
    """Keys stand once, in a header, nested ones with their path, constant ones with their value."""
    text = json.dumps(
        [
            {
                "id": 17,
                "customer": {"name": "Ann"},
                "items": [{"sku": "A1", "qty": 2}],
                "open": True,
            },
            {"id": 18, "customer": {"name": "Bob, Jr."}, "items": [], "open": True},
        ]
    )

    expected = (
        '[2 rows: id,customer.name,items[sku,qty],open=true\n17,Ann,[A1,2]\n18,"Bob, Jr.",[]\n]'
    )

    assert json_forms(text)[0] == expected


def test_an_object_of_like_objects_is_a_table_by_key() -> None:
    """The keys are the first cells."""
    text = json.dumps({f"2024-05-1{day}": {"price": day, "seats": 7 + day} for day in range(3)})

    assert json_forms(text)[0] == (
        "{3 rows: key,price,seats\n2024-05-10,0,7\n2024-05-11,1,8\n2024-05-12,2,9\n}"
    )


def test_objects_without_common_keys_stay_json() -> None:
    """A table would be mostly commas."""
    text = json.dumps([{f"key{at}": at} for at in range(50)])

    assert json_forms(text)[0] == text.replace(" ", "")


@pytest.mark.parametrize("text", ["words", "", "{'a': 1}", "[NaN]", "[" * 100_000 + "]" * 100_000])
def test_what_is_not_json_has_no_forms(text: str) -> None:
    """Other texts are left to others."""
    assert json_forms(text) == ()
