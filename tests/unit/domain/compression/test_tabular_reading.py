import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.structured.tabular_reading import expanded


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet='[]{}",;:. \n12rowslinekyab=', max_size=60))
def test_damaged_tables_are_refused_quietly(text: str) -> None:
    """No text makes the reader of tables fail."""
    result = expanded("[2 rows: " + text)

    assert result is None or isinstance(result, str)


@pytest.mark.parametrize(
    ("text", "json"),
    [
        ('{"a": [1, 2]}', '{"a": [1, 2]}'),
        ("[2 rows: a,b.c\n1,x\n,\n]", '[{"a":1,"b":{"c":"x"}},{"b":{}}]'),
        ('{"t":[1 rows: a=true,b\n"1"\n],"u":3}', '{"t":[{"a":true,"b":"1"}],"u":3}'),
        ("{1 rows: key,a\nk,null\n}", '{"k":{"a":null}}'),
        ("[2 lines: a\n1\n2\n]", '{"a":1}\n{"a":2}'),
        ("[1 rows: i[a,b]\n[1,x;2,]\n]", '[{"i":[{"a":1,"b":"x"},{"a":2}]}]'),
        ("[1 rows: i[a],i[b]\n[1;2],[x;y]\n]", '[{"i":[{"a":1,"b":"x"},{"a":2,"b":"y"}]}]'),
        (
            "[3 rows, some left out or cut short: a,b,c=1\n1\n2,x\n]",
            '[{"a":1,"c":1},{"a":2,"b":"x","c":1}]',
        ),
        ("{2 rows, some cut short: key,a\nk\nl,2\n}", '{"k":{},"l":{"a":2}}'),
        ('["[2 rows: a", 1]', '["[2 rows: a", 1]'),
    ],
)
def test_tables_become_json(text: str, json: str) -> None:
    """What is no table stays as it is; strings hold none."""
    assert expanded(text) == json


@pytest.mark.parametrize(
    "text",
    [
        "[2 rows: a\n1\n]",
        "[1 rows: a\n1,2\n]",
        "[1 rows: \n1\n]",
        "[1 rows: a,a.b\n1,2\n]",
        "[1 rows: i[a],i[b]\n[1;2],[x]\n]",
        "[999999999 rows: a\n",
        "{1 rows: a\n1\n}",
    ],
)
def test_damaged_tables_are_told(text: str) -> None:
    """A table that lacks rows or cells stands for nothing."""
    assert expanded(text) is None
