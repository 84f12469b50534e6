import json

from domain.compression.model import Rung
from domain.compression.structured.json_values import Member, members
from domain.compression.structured.record_rows import RecordTable, record_table


def table(value: object) -> RecordTable | None:
    text = json.dumps(value)
    found: list[Member] = list(members(text, 0))
    return record_table(found, 1)


def test_what_names_a_record_stands_first() -> None:
    """Columns are in the order in which rows lose them."""
    found = table(
        [
            {"text": "long " * 20, "size": at, "owner": {"id": f"u{at}"}, "code": f"C{at}"}
            for at in range(3)
        ]
    )

    assert found is not None
    assert found.opening.startswith("[3 rows, some cut short: code,owner.id,size,text=")


def test_rows_end_where_a_group_of_columns_does() -> None:
    """The ways to write a row are beginnings of one another, from the richest down."""
    found = table(
        [{"n": "x y" * 20 + str(at), "id": at, "on": at % 2, "url": f"h{at}"} for at in range(4)]
    )

    assert found is not None
    assert [(option.rung, option.text("")) for option in found.rows[2].options] == [
        (Rung.FULL, f"2,h2,0,{'x y' * 20}2\n"),
        (Rung.SKELETON, "2,h2,0\n"),
        (Rung.STUB, "2,h2\n"),
        (Rung.STUB, "2\n"),
    ]


def test_keys_of_an_object_name_its_records() -> None:
    """The rows of an object of objects begin with their keys and never lose them."""
    found = table({f"k{at}": {"a": at, "b": at * at} for at in range(4)})

    assert found is not None
    assert found.opening == "{4 rows, some cut short: key,a,b\n"
    assert [row.options[-1].text("") for row in found.rows] == ["k0\n", "k1\n", "k2\n", "k3\n"]


def test_a_record_without_its_name_may_go() -> None:
    """Only what has an id has to stay."""
    found = table([{"id": "a1", "x": 1}, {"x": 2}, {"id": "a3", "x": 3}])

    assert found is not None
    assert [row.can_be_dropped for row in found.rows] == [False, True, False]


def test_unlike_objects_have_no_table() -> None:
    """Objects that share no keys are not rows of one table."""
    assert table([{f"k{at}": at} for at in range(9)]) is None
