"""JSON with its lists of like objects as tables: each key once, in a header, and a row an object.

A table stands where its list stood. `[2 rows: id,customer.name,items[sku,qty]` begins one; a row a
line follows, and `]` ends it:

    17,Ann,[A1,2;B2,1]
    18,"Bob, Jr.",[]

A word stands for a string, unless it would read as something else; then it is quoted as in JSON.
Numbers, true, false and null stand as in JSON, nothing for a key that is absent. `a.b` is the key b
of the object a, which every row has; `a[b,c]` is a list of objects whose values stand between
semicolons. Any other array or object is a cell of plain JSON. `a=x` in the header says that a is x
in every row. `{2 rows:` is an object of objects, whose keys are the first cells; `[2 lines:` is of
JSON Lines. The module tabular_reading makes JSON of it again.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice

from domain.compression.structured.json_values import (
    Member,
    Number,
    Pairs,
    Value,
    minified,
    quoted,
    read,
    read_lines,
    unescaped,
    written,
)

type Record = dict[str, Value]
"""An object of JSON, as a row holds it."""

_DEEPEST_PATH = 3
_WIDEST = 256
"""Columns of the widest table."""
_SPARSEST = 3
"""How many cells a value may cost: a table of objects with few common keys is mostly commas."""
_FEWEST_ROWS = 2


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Args:
        path: The keys that lead from the object of a row to the value.
        fields: The columns of a cell that is a list of objects; none for other cells.
        constant: What stands in every row, so that it only stands in the header; empty where the
            rows differ.
    """

    path: tuple[str, ...]
    fields: tuple["Column", ...] = ()
    constant: str = ""

    @property
    def heading(self) -> str:
        """How the header names it."""
        name = ".".join([_key(each) for each in self.path])
        if self.constant:
            return f"{name}={self.constant}"
        return f"{name}[{headings(self.fields)}]" if self.fields else name


def json_forms(text: str) -> tuple[str, ...]:
    """Shorter ways to write a JSON text, all of equal value, the likely shortest first.

    Args:
        text: One value of JSON, or JSON Lines.

    Returns:
        The text with tables, where it has lists that gain by it, and without blanks; nothing where
        it is not JSON.
    """
    whole = read(text)
    if whole is not None:
        plain = minified(text[whole.start : whole.end])
        with_tables = tabulated(whole.value)
    else:
        found = read_lines(text)
        if not found:
            return ()
        plain = "\n".join([minified(text[each.start : each.end]) for each in found])
        with_tables = _tabulated_lines(found, plain)
    return tuple(dict.fromkeys((with_tables, unescaped(plain), plain)))


def tabulated(value: Value) -> str:
    """A value as JSON in which lists of like objects are tables where that is shorter."""
    table = _table_of(value)
    if table:
        plain = written(value)
        return table if len(table) < len(plain) else plain
    if isinstance(value, dict):
        entries = [f"{quoted(key)}:{tabulated(each)}" for key, each in value.items()]
        return "{" + ",".join(entries) + "}"
    if isinstance(value, list):
        return "[" + ",".join([tabulated(each) for each in value]) + "]"
    return written(value)


def columns(records: Sequence[Record], *, depth: int = 1) -> tuple[Column, ...]:
    """The columns that hold all values of objects; none where the objects are too unlike.

    Args:
        records: The objects, each a row.
        depth: The length of the paths; longer ones are only made up to a fixed length.
    """
    keys = list(dict.fromkeys([key for record in records for key in record]))
    held = sum([len(record) for record in records])
    if len(keys) > _WIDEST or len(keys) * len(records) > _SPARSEST * held:
        return ()
    found: list[Column] = []
    for key in keys:
        values = [record[key] for record in records if key in record]
        found += _columns_of(key, values, in_all=len(values) == len(records), depth=depth)
    return tuple(found) if len(found) <= _WIDEST else ()


def headings(found: Iterable[Column]) -> str:
    """The header of a table with these columns."""
    return ",".join([each.heading for each in found])


def cells(records: Sequence[Record], column: Column) -> list[str]:
    """What stands in a column, row by row; an empty text where the value is absent."""
    if column.fields:
        return _list_cells(_values(records, column.path), column.fields)
    return [_cell(each) for each in _values(records, column.path)]


def present(records: Iterable[Record], path: tuple[str, ...]) -> list[Value]:
    """The values where a path leads, of the objects that have one there."""
    return [each for each in _values(records, path) if not isinstance(each, _Absent)]


def elements(lists: Iterable[object]) -> list[Record]:
    """The objects in lists of objects, all in one list."""
    return [
        each
        for found in lists
        if isinstance(found, list)
        for each in found
        if isinstance(each, dict)
    ]


def cell(value: Value) -> str:
    """A value as it stands in a row."""
    return _cell(value)


def is_record_list(value: Value) -> bool:
    """Whether a value is a list of nothing but objects, so that it may become a table."""
    return (
        isinstance(value, list)
        and len(value) >= _FEWEST_ROWS
        and all(type(each) is dict and bool(each) for each in value)
    )


class _Absent:
    """Stands for the value of a key that an object lacks."""


_ABSENT = _Absent()


def _table_of(value: Value) -> str:
    if isinstance(value, list) and is_record_list(value):
        return _table([each for each in value if isinstance(each, dict)])
    if isinstance(value, dict) and is_record_list(list(value.values())):
        return _table([each for each in value.values() if isinstance(each, dict)], keys=list(value))
    return ""


def _table(records: list[Record], *, keys: Sequence[str] = (), unit: str = "rows") -> str:
    found = columns(records)
    if not found:
        return ""
    parts = [cells(records, each) for each in found if not each.constant] or [[""] * len(records)]
    if keys:
        parts.insert(0, [_cell(key) for key in keys])
    rows = "\n".join([",".join(row) for row in zip(*parts, strict=True)])
    opening, closing = "{}" if keys else "[]"
    head = "key," + headings(found) if keys else headings(found)
    return f"{opening}{len(records)} {unit}: {head}\n{rows}\n{closing}"


def _tabulated_lines(found: Sequence[Member], plain: str) -> str:
    records = [each.value for each in found if isinstance(each.value, dict) and each.value]
    table = _table(records, unit="lines") if len(records) == len(found) else ""
    return table if table and len(table) < len(plain) else plain


def _columns_of(key: str, values: list[Value], *, in_all: bool, depth: int) -> tuple[Column, ...]:
    objects = [each for each in values if isinstance(each, dict)]
    if in_all and len(objects) == len(values) and depth < _DEEPEST_PATH:
        below = columns(objects, depth=depth + 1)
        if below:
            return tuple([Column((key, *each.path), each.fields) for each in below])
    lists = [each for each in values if isinstance(each, list)]
    if len(lists) == len(values):
        return (Column((key,), _fields(lists)),)
    return (Column((key,), constant=_constant(values) if in_all and depth < _DEEPEST_PATH else ""),)


def _constant(values: list[Value]) -> str:
    """The cell that stands in every row; empty where the rows differ or hold more than a word."""
    first = values[0]
    if isinstance(first, list | dict | Pairs) or len(values) < _FEWEST_ROWS:
        return ""
    is_same = all(type(each) is type(first) and each == first for each in values)
    return _cell(first) if is_same else ""


def _fields(lists: Iterable[list[Value]]) -> tuple[Column, ...]:
    """The columns of lists of like objects; none where they hold anything else."""
    elements = [each for found in lists for each in found]
    objects = [each for each in elements if isinstance(each, dict) and each]
    if not objects or len(objects) < len(elements):
        return ()
    found = columns(objects, depth=_DEEPEST_PATH)
    return () if any(each.fields for each in found) else found


def _values(records: Iterable[Record], path: tuple[str, ...]) -> list[Value | _Absent]:
    """What stands at a path; the objects on the way are in every row, or it would be no path."""
    holders: Iterable[Value | _Absent] = records
    for key in path[:-1]:
        holders = [each[key] if isinstance(each, dict) else _ABSENT for each in holders]
    last = path[-1]
    return [each.get(last, _ABSENT) if isinstance(each, dict) else _ABSENT for each in holders]


def _cell(value: Value | _Absent) -> str:
    kind = type(value)
    if isinstance(value, str):
        return value if kind is Number or _word().fullmatch(value) else quoted(value)
    return "" if isinstance(value, _Absent) else written(value)


def _list_cells(lists: list[Value | _Absent], fields: tuple[Column, ...]) -> list[str]:
    """The cells of a column of lists of objects, all of whose elements are written together."""
    parts = [cells(elements(lists), each) for each in fields]
    rows = iter([",".join(row) for row in zip(*parts, strict=True)])
    return [
        "[" + ";".join(islice(rows, len(each))) + "]" if isinstance(each, list) else ""
        for each in lists
    ]


def _key(key: str) -> str:
    return key if _plain_key().fullmatch(key) else quoted(key)


@cache
def _word() -> re.Pattern[str]:
    """A string that needs no quotes: it holds no sign of the notation and is no other value."""
    other = r"(?:true|false|null|-?\d++(?:\.\d++)?(?:[eE][-+]?\d++)?)\Z"
    sign = '"\\[\\]{},;\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff'
    return re.compile(rf"(?!{other})[^\s{sign}](?:[^{sign}]*[^\s{sign}])?")


@cache
def _plain_key() -> re.Pattern[str]:
    return re.compile(r"[^\W\d][\w-]*")
