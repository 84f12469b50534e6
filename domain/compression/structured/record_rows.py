"""Lists of like JSON objects as tables whose rows may end early.

The columns are ordered by what an object is asked for: first what names it, then short values, then
long ones and nested ones. So every shorter form of an object is the beginning of its row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import compress
from operator import attrgetter

from domain.compression.model import DROPPED, Option, Part, Piece, Rung
from domain.compression.structured.json_ids import Rank, rank_of_column
from domain.compression.structured.json_values import Member, Value
from domain.compression.structured.tabular import (
    Column,
    Record,
    cell,
    cells,
    columns,
    elements,
    headings,
    present,
)

_SHORT = 40
"""Characters of a short value, on average over a column."""


class _Tier(IntEnum):
    """In which order columns stand and are left out from the end."""

    NAME = 0
    REFERENCE = 1
    SHORT = 2
    LONG = 3


_RUNGS = {
    _Tier.LONG: (Rung.FULL, 1_000),
    _Tier.SHORT: (Rung.SKELETON, 850),
    _Tier.REFERENCE: (Rung.STUB, 550),
    _Tier.NAME: (Rung.STUB, 350),
}
"""What a row that ends behind the columns of a tier is called and worth."""


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A table of which every row is a part.

    Args:
        opening: The header, with the line break behind it.
        rows: A part a record.
        closing: What stands behind the last row.
    """

    opening: str
    rows: tuple[Part, ...]
    closing: str


def record_table(found: Sequence[Member], start: int, *, unit: str = "rows") -> RecordTable | None:
    """The table of a list of objects, or of an object of objects.

    Args:
        found: The objects, in order; those of an object have their keys.
        start: The first character of the first piece, behind the bracket that opens the list.
        unit: What the header calls a row.

    Returns:
        The table; None where the objects are too unlike to have one.
    """
    records = [each.value for each in found if isinstance(each.value, dict)]
    layout = columns(records) if len(records) == len(found) else ()
    if not layout:
        return None
    placed = _ordered(records, layout)
    shown = [each for each in placed if not each.column.constant]
    texts = [cells(records, each.column) for each in shown]
    is_keyed = found[0].start != found[0].value_start
    if is_keyed:
        texts.insert(0, [cell(each.key) for each in found])
    if not texts:
        return None
    cuts = _cuts([each.tier for each in shown], lead=int(is_keyed))
    rows = tuple(_rows(found, texts, cuts, start=start))
    return _framed(rows, [each.column for each in placed], unit=unit, is_keyed=is_keyed)


def _framed(
    rows: tuple[Part, ...], shown: Sequence[Column], *, unit: str, is_keyed: bool
) -> RecordTable:
    lossy = "left out or cut short" if any(row.can_be_dropped for row in rows) else "cut short"
    opening, closing = "{}" if is_keyed else "[]"
    head = ("key," if is_keyed else "") + headings(shown)
    return RecordTable(f"{opening}{len(rows)} {unit}, some {lossy}: {head}\n", rows, closing)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A column, what is known of its values, and where that places it."""

    column: Column
    tier: _Tier
    different: int


def _ordered(records: list[Record], layout: Sequence[Column]) -> list[_Placed]:
    placed = [each for column in layout for each in _placed(records, column)]
    if all(each.tier is not _Tier.NAME for each in placed):
        best = _naming([each for each in placed if each.tier is _Tier.REFERENCE])
        placed = [replace(each, tier=_Tier.NAME) if each is best else each for each in placed]
    return sorted(placed, key=attrgetter("tier"))


def _naming(candidates: Sequence[_Placed]) -> _Placed | None:
    """The column that tells most rows apart; of two the first; None where none does."""
    return max(candidates, key=attrgetter("different"), default=None)


def _placed(records: list[Record], column: Column) -> tuple[_Placed, ...]:
    found = present(records, column.path)
    if column.fields:
        return _placed_lists(found, column)
    rank = rank_of_column(column.path[-1], found)
    different = len(set(map(str, found))) if rank is not Rank.NONE else 0
    return (_Placed(column, _tier(column, found, rank), different),)


def _placed_lists(found: Sequence[Value], column: Column) -> tuple[_Placed, ...]:
    """A column of lists as two: what names their elements, and the rest of them."""
    objects = elements(found)
    names = [
        rank_of_column(each.path[-1], present(objects, each.path)) is not Rank.NONE
        for each in column.fields
    ]
    tiers = ((_Tier.REFERENCE, True), (_Tier.LONG, False))
    split = [
        (tuple(compress(column.fields, [name is wanted for name in names])), tier)
        for tier, wanted in tiers
    ]
    return tuple([_Placed(replace(column, fields=each), tier, 0) for each, tier in split if each])


def _tier(column: Column, found: Sequence[Value], rank: Rank) -> _Tier:
    if rank is not Rank.NONE:
        is_own = rank is Rank.STRONG and len(column.path) == 1
        return _Tier.NAME if is_own else _Tier.REFERENCE
    if any(isinstance(each, list | dict | tuple) for each in found):
        return _Tier.LONG
    characters = sum([len(each) for each in found if isinstance(each, str)])
    return _Tier.SHORT if characters <= _SHORT * len(found) else _Tier.LONG


@dataclass(frozen=True, slots=True)
class _Cuts:
    """Where rows may end.

    Args:
        widths: How many cells are left, and what such a row is; the richest first.
        names: How many cells name the object.
    """

    widths: tuple[tuple[int, _Tier], ...]
    names: int

    def options(self, row: Sequence[str], start: int, end: int) -> tuple[Option, ...]:
        """The ways to write a row in place of the characters from ``start`` to ``end``."""
        found: list[Option] = []
        last = None
        for width, tier in self.widths:
            text = ",".join(row[:width])
            filled = text.rstrip(",")
            if filled != last:
                rung, worth = _RUNGS[tier]
                shown = filled if found else text
                found.append(Option(rung, (Piece(start, end, f"{shown}\n"),), worth))
            last = filled
        return tuple(found) if any(row[: self.names]) else (*found, DROPPED)


def _cuts(tiers: Sequence[_Tier], *, lead: int) -> _Cuts:
    """Where rows may end whose columns have these tiers, behind a cell for a key or none."""
    ends = {tier: lead + at for at, tier in enumerate(tiers, 1)}
    if lead:
        ends.setdefault(_Tier.NAME, lead)
    (_, whole), *shorter = sorted(ends.items(), reverse=True)
    widths = [(width, tier) for tier, width in shorter]
    return _Cuts(((whole, _Tier.LONG), *widths), lead + list(tiers).count(_Tier.NAME))


def _rows(
    found: Sequence[Member], texts: Sequence[Sequence[str]], cuts: _Cuts, *, start: int
) -> Iterator[Part]:
    at = start
    for member, row in zip(found, zip(*texts, strict=True), strict=True):
        yield Part(member.start, member.end, cuts.options(row, at, member.end))
        at = member.end
