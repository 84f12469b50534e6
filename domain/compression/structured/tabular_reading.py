"""Making JSON again of JSON with tables, as the module tabular writes it."""

import re
from collections.abc import Sequence
from functools import cache

from domain.compression.structured.json_values import Value, value_at, written
from domain.compression.structured.tabular import Column, Record

type _Cell = tuple[bool, Value]
"""Whether a value is there, and the value."""

_ABSENT: _Cell = (False, None)


def expanded(text: str) -> str | None:
    """The JSON that a text with tables stands for.

    Args:
        text: JSON that may hold tables, or JSON Lines as a table. Where the header says that rows
            were cut short or left out, the objects lack what the rows lack.

    Returns:
        The text with each table as plain JSON; None where a table is damaged.
    """
    done: list[str] = []
    at = 0
    while match := _next_of_interest().search(text, at):
        done.append(text[at : match.start()])
        if match["unit"] is None:
            done.append(match[0])
            at = match.end()
            continue
        reader = _TableReader(text, match)
        table = reader.read()
        if table is None:
            return None
        done.append(table)
        at = reader.at
    return "".join([*done, text[at:]])


class _Damaged(ValueError):
    """The text is no table; never leaves this module."""


class _TableReader:
    """Reads one table, from its header to the bracket behind its last row.

    Args:
        text: The whole text.
        opening: The match of the table's first words.
    """

    def __init__(self, text: str, opening: re.Match[str]) -> None:
        self._text = text
        self._opening = opening
        self._is_cut = opening["cut"] is not None
        self.at = opening.end()

    def read(self) -> str | None:
        """The JSON that the table stands for; None where it is damaged."""
        try:
            return self._table()
        except (ValueError, IndexError):
            return None

    def _table(self) -> str:
        is_keyed = self._opening[0].startswith("{")
        if is_keyed:
            self._expect("key,")
        header = self._header("\n")
        closing = "}" if is_keyed else "]"
        rows: list[tuple[str, Record]] = []
        while self._text[self.at] != closing:
            rows.append(self._row(header, is_keyed=is_keyed))
        self.at += 1
        if len(rows) != int(self._opening["count"]) and not self._is_cut:
            raise _Damaged
        if is_keyed:
            return written(dict(rows))
        records = [written(record) for _, record in rows]
        is_lines = self._opening["unit"] == "lines"
        return "\n".join(records) if is_lines else "[" + ",".join(records) + "]"

    def _row(self, header: Sequence[tuple[Column, _Cell]], *, is_keyed: bool) -> tuple[str, Record]:
        key = ""
        if is_keyed:
            key = str(self._cell(Column(()))[1])
            if self._text[self.at] != "\n":
                self._expect(",")
        record = self._record(header)
        self._expect("\n")
        return key, record

    def _record(self, header: Sequence[tuple[Column, _Cell]]) -> Record:
        record: Record = {}
        is_first = True
        for column, constant in header:
            cell = constant
            if not column.constant:
                if self._is_cut and self._text[self.at] == "\n":
                    continue
                if not is_first:
                    self._expect(",")
                cell = self._cell(column)
                is_first = False
            _put(record, column.path, cell)
        return record

    def _header(self, closing: str) -> list[tuple[Column, _Cell]]:
        found = [self._heading()]
        while self._text[self.at] == ",":
            self.at += 1
            found.append(self._heading())
        self._expect(closing)
        return found

    def _heading(self) -> tuple[Column, _Cell]:
        path = [self._key()]
        while self._text[self.at] == ".":
            self.at += 1
            path.append(self._key())
        if self._text[self.at] == "=":
            self.at += 1
            start = self.at
            cell = self._cell(Column(()))
            return Column(tuple(path), constant=self._text[start : self.at]), cell
        if self._text[self.at] != "[":
            return Column(tuple(path)), _ABSENT
        self.at += 1
        fields = [column for column, _ in self._header("]")]
        return Column(tuple(path), tuple(fields)), _ABSENT

    def _key(self) -> str:
        if self._text[self.at] == '"':
            return str(self._json())
        return self._matched(_plain_key())

    def _cell(self, column: Column) -> _Cell:
        sign = self._text[self.at]
        if sign == "[" and column.fields:
            return True, self._list(column.fields)
        if sign in '"[{':
            return True, self._json()
        word = self._matched(_plain_cell())
        return (True, _value_of(word)) if word else _ABSENT

    def _list(self, fields: Sequence[Column]) -> list[Value]:
        self._expect("[")
        header = [(each, _ABSENT) for each in fields]
        found: list[Value] = []
        while self._text[self.at] != "]":
            if found:
                self._expect(";")
            found.append(self._record(header))
        self._expect("]")
        return found

    def _json(self) -> Value:
        member = value_at(self._text, self.at)
        if member is None:
            raise _Damaged
        self.at = member.end
        return member.value

    def _matched(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self.at)
        if match is None:
            raise _Damaged
        self.at = match.end()
        return match[0]

    def _expect(self, words: str) -> None:
        if not self._text.startswith(words, self.at):
            raise _Damaged
        self.at += len(words)


def _put(record: Record, path: tuple[str, ...], cell: _Cell) -> None:
    """Write a value where a path leads; the objects on the way are there even without it."""
    node = record
    for key in path[:-1]:
        below = node.setdefault(key, {})
        if not isinstance(below, dict):
            raise _Damaged
        node = below
    is_there, value = cell
    if is_there:
        earlier = node.get(path[-1])
        node[path[-1]] = _merged(earlier, value) if isinstance(earlier, list) else value


def _merged(earlier: list[Value], value: Value) -> Value:
    """A list of objects of which some keys stand in one column and the others in another."""
    if not isinstance(value, list) or len(value) != len(earlier):
        raise _Damaged
    pairs = zip(earlier, value, strict=True)
    return [_both(one, other) for one, other in pairs]


def _both(one: Value, other: Value) -> Value:
    if not isinstance(one, dict) or not isinstance(other, dict):
        raise _Damaged
    return {**one, **other}


def _value_of(word: str) -> Value:
    member = value_at(word, 0)
    is_whole = member is not None and member.end == len(word)
    return member.value if member is not None and is_whole else word


@cache
def _next_of_interest() -> re.Pattern[str]:
    """A string, or where a table begins."""
    return re.compile(
        r'(?s)"(?:[^"\\]++|\\.)*+"'
        r"|[\[{](?P<count>\d{1,9}+) (?P<unit>rows|lines)(?P<cut>, some [a-z ]{1,40}+)?+: "
    )


@cache
def _plain_key() -> re.Pattern[str]:
    return re.compile(r"[^\W\d][\w-]*")


@cache
def _plain_cell() -> re.Pattern[str]:
    return re.compile(r'[^,;"\[\]{}\n]*+')
