"""What a command shows to people: a table and what is said about it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.inbound.cli.paths import shown

type Cell = str | int | None
"""A number is written with separators for people and without for a pipe."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        title: Stands above it.
        is_number: Whether its cells stand at its right.
        is_minor: Whether it is left out on a narrow terminal.
    """

    title: str
    is_number: bool = False
    is_minor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Args:
        columns: From left to right.
        rows: As many cells each as there are columns; what a terminal would act on is spelled out.
        total: The last row; empty where there is none.
        notes: What is said below it on a terminal, and on standard error beside a pipe.
        label: What made it; said as the notes are, beside a pipe only where it is not certain.
        is_certain: Whether every number in it is exact.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    notes: tuple[str, ...] = ()
    label: str = ""
    is_certain: bool = True


def plain_lines(table: Table) -> Iterator[str]:
    """The rows for a pipe, cells divided by tabs; neither titles nor notes."""
    for row in (*table.rows, *([table.total] if table.total else ())):
        yield plain_line(row)


def plain_line(row: Iterable[Cell]) -> str:
    """A row for a pipe."""
    return "\t".join("" if cell is None else shown(cell) for cell in row)


def drawn(cell: Cell) -> str:
    """A cell for people."""
    if cell is None:
        return ""
    return f"{cell:,}" if isinstance(cell, int) else shown(cell)
