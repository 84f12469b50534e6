import json
import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.compression.model import Part, verbatim
from domain.compression.structured.json_parts import json_parts
from domain.compression.structured.tabular_reading import expanded
from tests.fakes.rendering import rendered

RECORDS = [
    {
        "id": f"ord_{at:03}",
        "customer": {"id": f"cus_{at * 7}", "email": f"u{at}@example.com"},
        "total": at + 0.5,
        "items": [{"sku": f"SKU-{at}{place}", "qty": place} for place in range(2)],
        "notes": f"Number {at} is to be left at the door, " + "please " * 10,
    }
    for at in range(40)
]
LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=60)
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.dictionaries(st.sampled_from(["id", "name", "a", "b", "é"]), inner, max_size=5)
    ),
    max_leaves=40,
)


def richest(text: str, parts: tuple[Part, ...]) -> str:
    return rendered(text, [part.options[0] for part in parts])


def poorest(text: str, parts: tuple[Part, ...]) -> str:
    return rendered(text, [part.options[-1] for part in parts])


def sentences(text: str, start: int, end: int) -> tuple[Part, ...]:
    """A part a sentence, as a caller may make them."""
    ends = [match.end() for match in re.compile(r"\. ").finditer(text, start, end)]
    pairs = pairwise([start, *ends, end])
    return tuple([verbatim(*pair) for pair in pairs if pair[0] < pair[1]])


def without_marks(text: str) -> str:
    """The lists without the mark behind them."""
    return re.sub(r',"… of \d+"\]', "]", text)


@settings(max_examples=60, deadline=None)
@given(JSON.filter(lambda value: isinstance(value, list | dict)), st.sampled_from([None, 1]))
def test_the_richest_options_have_the_value_of_the_source(
    value: object, indent: int | None
) -> None:
    """With everything kept the values are those of the source."""
    text = json.dumps(value, indent=indent)

    result = richest(text, json_parts(text, 0, len(text)))

    assert json.loads(expanded(without_marks(result)) or "") == value


@settings(max_examples=60, deadline=None)
@given(JSON.filter(lambda value: isinstance(value, list | dict)), st.data())
def test_any_choice_without_a_table_is_json(value: object, data: st.DataObject) -> None:
    """Whatever is left out, brackets, keys and commas stay sound."""
    text = json.dumps(value, indent=1)
    parts = json_parts(text, 0, len(text), texts=sentences)

    chosen = [data.draw(st.sampled_from(part.options)) for part in parts]

    result = rendered(text, chosen)
    if " cut short: " not in result:
        json.loads(result)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet='[]{}",:1ae \n', max_size=100))
def test_pieces_follow_one_another_and_cover_any_text(text: str) -> None:
    """From the first character to the last each belongs to one richest option."""
    parts = json_parts(text, 0, len(text))

    places = [(piece.start, piece.end) for part in parts for piece in part.options[0].pieces]
    assert [start for start, _ in places] == [0, *[end for _, end in places]][: len(places)]
    assert not text or places[-1][1] == len(text)


def test_all_ids_stay_in_a_small_part_of_the_text() -> None:
    """With everything left out that may be, every record still has its id."""
    text = json.dumps({"status": "ok", "results": RECORDS}, indent=2)

    result = poorest(text, json_parts(text, 0, len(text)))

    assert all(str(record["id"]) in result for record in RECORDS)
    assert len(result) < len(text) * 0.15


def test_a_row_may_end_behind_all_its_ids() -> None:
    """The last option but one still has the ids of what the record holds."""
    text = json.dumps(RECORDS, indent=2)
    row = json_parts(text, 0, len(text))[1]

    assert [option.text(text) for option in row.options[-2:]] == [
        "ord_000,cus_0,u0@example.com,[SKU-00;SKU-01]\n",
        "ord_000\n",
    ]


def test_records_without_ids_may_be_left_out() -> None:
    """The header still says how many there were."""
    text = json.dumps([{"x": at % 3, "y": "some words that say little"} for at in range(30)])

    result = poorest(text, json_parts(text, 0, len(text)))

    assert result == "[30 rows, some left out or cut short: x,y=some words that say little\n]"


def test_numbers_keep_their_spelling() -> None:
    """What is kept is copied, not worked out."""
    text = '{"a": 1.0, "b": 1e5, "c": 12345678901234567890, "d": -0}'

    assert richest(text, json_parts(text, 0, len(text))) == text.replace(": ", ":").replace(
        ", ", ","
    )


def test_a_list_of_plain_values_says_how_many_there_were() -> None:
    """Runs of numbers may go; a mark of ours is the last element."""
    text = json.dumps(list(range(1_000, 1_500)))
    parts = json_parts(text, 0, len(text))

    assert json.loads(poorest(text, parts)) == ["… of 500"]
    assert json.loads(richest(text, parts)) == [*range(1_000, 1_500), "… of 500"]


def test_a_list_of_ids_stays() -> None:
    """Ids that stand alone are ids too."""
    text = json.dumps({"reservations": [f"RES{at}" for at in range(20)]})

    assert json.loads(poorest(text, json_parts(text, 0, len(text)))) == json.loads(text)


def test_a_long_text_is_taken_apart_by_the_caller() -> None:
    """The sentences of a text within a value are parts; the quotes around them stay."""
    content = "First one. " * 20 + '\nSecond "one". ' + "Third \u00e9. " * 20
    text = json.dumps([{"url": "https://a.b", "content": content}] * 2)
    parts = json_parts(text, 0, len(text), texts=sentences)

    assert json.loads(richest(text, parts)) == json.loads(text)
    assert json.loads(poorest(text, parts)) == [{"url": "https://a.b", "content": ""}] * 2


def test_a_cut_within_an_escape_is_not_made() -> None:
    """Where the caller would divide an escape the text stays whole."""
    text = json.dumps({"id": 1, "text": "\u00e9" * 100})

    parts = json_parts(
        text,
        0,
        len(text),
        texts=lambda _, start, end: (verbatim(start, start + 1), verbatim(start + 1, end)),
    )

    assert json.loads(richest(text, parts)) == json.loads(text)
    assert len([part for part in parts if part.can_be_dropped]) == 1


def test_json_lines_are_a_table_too() -> None:
    """A line is a row, and the result says lines."""
    text = "".join([json.dumps(record) + "\n" for record in RECORDS])

    result = richest(text, json_parts(text, 0, len(text)))

    assert result.startswith("[40 lines, some cut short: id,")
    assert [json.loads(line) for line in (expanded(without_marks(result)) or "").splitlines()] == [
        dict(record) for record in RECORDS
    ]


@pytest.mark.parametrize("text", ["[" * 100_000 + "]" * 100_000, "[NaN]", "{'a': 1}", "words"])
def test_what_is_not_json_is_one_part(text: str) -> None:
    """Such a text is kept or left out as a whole."""
    assert json_parts(text, 0, len(text)) == (verbatim(0, len(text)),)


def test_a_repeated_key_is_kept_twice() -> None:
    """Nothing is lost where an object has a key twice."""
    text = '{"a": 1, "a": 2, "b": {"c": 1, "c": 2}}'

    assert richest(text, json_parts(text, 0, len(text))) == '{"a":1,"a":2,"b":{"c":1,"c":2}}'


def test_every_large_record_is_a_document() -> None:
    """What is said of one record counts for all of it."""
    records = [{"url": f"https://a.b/{at}", "content": "Some words. " * 40} for at in range(3)]
    text = json.dumps({"results": records})

    parts = json_parts(text, 0, len(text), document=5, texts=sentences)

    assert sorted({part.document for part in parts}) == [5, 6, 7, 8]
