"""JSON as parts: what names an object always stays, the rest of it may be left out.

Brackets and keys around what is kept are fixed, so the result stays JSON wherever no table and no
mark of ours is needed. A list of many like objects becomes a table, a part a row; what is long
inside other objects is taken apart in turn; a long text becomes the parts that the caller makes of
texts. Numbers and ids are copied as they are spelt.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.compression.model import DROPPED, Option, Part, Piece, Rung, fixed, verbatim
from domain.compression.structured.json_ids import Rank, looks_like_id, rank
from domain.compression.structured.json_texts import keeps_escapes, passages, run_ends
from domain.compression.structured.json_values import (
    Member,
    Number,
    Pairs,
    Value,
    members,
    minified,
    quoted,
    read,
    read_lines,
    written,
)
from domain.compression.structured.record_rows import record_table
from domain.compression.structured.tabular import is_record_list

type TextParts = Callable[[str, int, int], tuple[Part, ...]]
"""Makes parts of the characters of a text from one place to another."""

_LARGE = 240
"""Characters from which an object, a list or a text is taken apart."""
_LARGEST_RECORD = 1_200
"""Characters of an object, on average, up to which a list of them is a table."""
_FEWEST_ROWS = 3
_FEWEST_ELEMENTS = 16
"""Elements from which a list of plain values is taken apart."""
_DEEPEST = 6
"""How deep objects are taken apart; what is deeper is kept or left out as a whole."""
_MOST_NAMES = 256
"""Ids in a list of nothing but ids up to which all of them stay."""
_LONG_WORDS = 40
"""Characters of a text above which a mark of ours is shorter."""
_TELLING_KEYS = frozenset({"error", "errors", "message", "reason", "status", "warning", "warnings"})
_USUAL, _TELLING = 1_000, 2_000


def json_parts(
    source: str, start: int, end: int, *, document: int = 0, texts: TextParts | None = None
) -> tuple[Part, ...]:
    """What a stretch of JSON or JSON Lines is made of.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one.
        document: The number of the first document; every large record that is no row is one more.
        texts: Makes parts of a long text within a value, such as its sentences; None to keep or
            leave out each as a whole.

    Returns:
        Parts that tile the stretch, in order. With the richest option of each the result has the
        same values as the source, but for a mark behind each long list of plain values. One part
        where the stretch is not JSON.
    """
    walk = _Walk(source, start, texts)
    whole = read(source, start, end)
    if whole is not None and isinstance(whole.value, dict | list | Pairs):
        walk.value(whole, depth=0)
    elif found := read_lines(source, start, end):
        walk.lines(found)
    else:
        return (verbatim(start, end, document=document),) if start < end else ()
    return walk.done(end, document=document)


class _Walk:
    """Goes through a value in the order of the text and collects parts.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        texts: Makes parts of long texts.
    """

    def __init__(self, source: str, start: int, texts: TextParts | None) -> None:
        self._source = source
        self._texts = texts
        self._parts: list[Part] = []
        self._at = start
        self._pending: list[str] = []
        self._pending_start = start
        self._records: list[int] = []
        """With which part each record begins that is taken apart by itself."""

    def done(self, end: int, *, document: int) -> tuple[Part, ...]:
        """All parts, where every record is a document; blanks behind the value are left out."""
        self._fix("\n" if self._source.endswith("\n", self._at, end) else "", end)
        self._flush()
        numbers = [document + bisect_right(self._records, at) for at in range(len(self._parts))]
        return tuple(
            [
                part if part.document == number else replace(part, document=number)
                for part, number in zip(self._parts, numbers, strict=True)
            ]
        )

    def lines(self, found: Sequence[Member]) -> None:
        """Take JSON Lines apart."""
        if self._is_tabular(found) and self._table(found, "lines"):
            return
        for place, member in enumerate(found):
            self._fix("\n" if place else "", member.start)
            self.value(member, depth=0)

    def value(self, member: Member, *, depth: int) -> None:
        """Take a value apart that is worth it."""
        value = member.value
        if isinstance(value, list):
            self._array(member, value, depth)
        elif isinstance(value, dict | Pairs):
            self._object(member, depth)
        else:
            self._text(member)

    def _object(self, member: Member, depth: int) -> None:
        found = list(members(self._source, member.value_start))
        if self._is_tabular(found) and self._table(found, "rows"):
            self._fix("", member.end)
            return
        self._fix("{", member.value_start + 1)
        for place, each in enumerate(found):
            lead = ("," if place else "") + quoted(each.key) + ":"
            self._entry(each, lead, depth, may_go=place > 0)
        self._fix("}", member.end)

    def _array(self, member: Member, value: list[Value], depth: int) -> None:
        if len(value) >= _FEWEST_ELEMENTS and all(_is_plain(each) for each in value):
            self._plain_list(member, value)
            return
        found = list(members(self._source, member.value_start))
        if self._is_tabular(found) and self._table(found, "rows"):
            self._fix("", member.end)
            return
        self._fix("[", member.value_start + 1)
        for place, each in enumerate(found):
            if self._is_large(each, depth) and isinstance(each.value, dict):
                self._flush()
                self._records.append(len(self._parts))
            self._entry(each, "," if place else "", depth, may_go=place > 0)
        self._fix("]", member.end)

    def _entry(self, member: Member, lead: str, depth: int, *, may_go: bool) -> None:
        if self._is_large(member, depth):
            self._fix(lead, member.value_start)
            self.value(member, depth=depth + 1)
        else:
            self._leaf(member, lead, may_go=may_go)

    def _is_large(self, member: Member, depth: int) -> bool:
        if member.end - member.value_start <= _LARGE:
            return False
        if isinstance(member.value, str):
            return self._texts is not None and type(member.value) is not Number
        return depth < _DEEPEST

    def _is_tabular(self, found: Sequence[Member]) -> bool:
        values: list[Value] = [each.value for each in found]
        if len(found) < _FEWEST_ROWS or not is_record_list(values):
            return False
        if found[-1].end - found[0].start > _LARGEST_RECORD * len(found):
            return False
        return self._texts is None or sum(map(_longest_text, values)) <= _LARGE * len(found)

    def _table(self, found: Sequence[Member], unit: str) -> bool:
        table = record_table(found, found[0].start, unit=unit)
        if table is None:
            return False
        self._fix(table.opening, found[0].start)
        self._flush()
        self._parts += table.rows
        self._at = self._pending_start = found[-1].end
        self._fix(table.closing, self._at)
        return True

    def _leaf(self, member: Member, lead: str, *, may_go: bool) -> None:
        text = lead + written(member.value)
        options = [Option(Rung.FULL, (self._piece(member.end, text),))]
        is_name = looks_like_id(member.value) if not member.key else False
        if not is_name and rank(member.key, member.value) is Rank.NONE:
            options += self._shorter(member, lead, may_go=may_go)
        if len(options) == 1:
            self._fix(text, member.end)
            return
        prior = _TELLING if member.key.lower() in _TELLING_KEYS else _USUAL
        self._add(member.start, member.end, tuple(options), prior=prior)

    def _shorter(self, member: Member, lead: str, *, may_go: bool) -> list[Option]:
        names = _names_in(member.value)
        if names is not None:
            text = lead + written(names)
            shorter = [Option(Rung.STUB, (self._piece(member.end, text),), 500)]
            return shorter if names != member.value else []
        if may_go:
            return [DROPPED]
        stub = _emptied(member.value)
        return [Option(Rung.STUB, (self._piece(member.end, lead + stub),), 0)] if stub else []

    def _plain_list(self, member: Member, value: list[Value]) -> None:
        """Take a list of numbers, words and the like apart into runs of some of them."""
        stay = len(value) <= _MOST_NAMES and all(looks_like_id(each) for each in value)
        self._fix("[", member.value_start + 1)
        if stay:
            self._fix(written(value)[1:], member.end)
            return
        for end in run_ends(self._source, member):
            text = minified(self._source[self._at : end]).removesuffix(",") + ","
            self._add(self._at, end, (Option(Rung.FULL, (self._piece(end, text),)), DROPPED))
        self._fix(f'"\u2026 of {len(value)}"]', member.end)

    def _text(self, member: Member) -> None:
        """Take a long text apart, or keep it whole where a cut would fall into an escape."""
        start, end = member.value_start + 1, member.end - 1
        self._fix('"', start)
        self._flush()
        for first, last in passages(self._source, start, end):
            found = self._texts(self._source, first, last) if self._texts else ()
            is_sound = keeps_escapes(self._source, (first, last), found)
            self._parts += found if is_sound else (verbatim(first, last),)
        self._at = self._pending_start = end
        self._fix('"', member.end)

    def _piece(self, end: int, text: str) -> Piece:
        return Piece(self._at, end, text)

    def _add(
        self, start: int, end: int, options: tuple[Option, ...], *, prior: int = _USUAL
    ) -> None:
        self._flush()
        self._parts.append(Part(start, end, options, prior))
        self._at = self._pending_start = end

    def _fix(self, text: str, end: int) -> None:
        if not self._pending:
            self._pending_start = self._at
        self._pending.append(text)
        self._at = end

    def _flush(self) -> None:
        text = "".join(self._pending)
        if self._at > self._pending_start or text:
            self._parts.append(fixed(self._pending_start, self._at, text=text))
        self._pending.clear()
        self._pending_start = self._at


def _is_plain(value: Value) -> bool:
    return not isinstance(value, list | dict | Pairs) and not _is_long(value)


def _is_long(value: Value) -> bool:
    return isinstance(value, str) and type(value) is not Number and len(value) > _LARGE


def _longest_text(value: Value) -> int:
    """Characters of the longest text directly in an object."""
    texts = value.values() if isinstance(value, dict) else ()
    return max([len(each) for each in texts if isinstance(each, str)], default=0)


def _names_in(value: Value) -> Value:
    """A value with nothing but the ids in it; None where there are none."""
    if isinstance(value, list):
        below = [each if looks_like_id(each) else _names_in(each) for each in value]
        return [each for each in below if each is not None] or None
    if not isinstance(value, dict):
        return None
    entries = {
        key: each if rank(key, each) is not Rank.NONE else _names_in(each)
        for key, each in value.items()
    }
    return {key: each for key, each in entries.items() if each is not None} or None


def _emptied(value: Value) -> str:
    """What stands for a value that is left out where something must stand; empty for short ones."""
    if isinstance(value, list):
        return "[]" if value else ""
    if isinstance(value, dict | Pairs):
        return "{}" if value else ""
    is_long = isinstance(value, str) and type(value) is not Number and len(value) > _LONG_WORDS
    return '"\u2026"' if is_long else ""
