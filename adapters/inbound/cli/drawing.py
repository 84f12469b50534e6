"""What is drawn for a terminal; the only module, with the progress bar, that loads rich."""

from itertools import compress

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Drawing
from rich.text import Text

from adapters.inbound.cli.tables import Cell, Column, Table, drawn

_NARROW = 100
"""Columns of a terminal that is too narrow for minor columns."""


def terminal() -> Console:
    """The terminal on standard output."""
    return Console(highlight=False)


def draw_table(table: Table, console: Console) -> None:
    """Draw a table that has any rows, and what is said about it."""
    if table.rows or table.total:
        console.print(_drawing(table, is_narrow=console.width < _NARROW))
    for note in table.notes:
        console.print(Text(note))
    if table.label:
        console.print(Text(table.label, style="dim"))


def _drawing(table: Table, *, is_narrow: bool) -> Drawing:
    shown = [not (column.is_minor and is_narrow) for column in table.columns]
    drawing = Drawing(box=SIMPLE_HEAD, show_footer=bool(table.total))
    footer = table.total or (None,) * len(table.columns)
    for column, cell in compress(zip(table.columns, footer, strict=True), shown):
        _add_column(drawing, column, _text(cell))
    for row in table.rows:
        drawing.add_row(*map(_text, compress(row, shown)))
    return drawing


def _add_column(drawing: Drawing, column: Column, footer: Text) -> None:
    if column.is_number:
        drawing.add_column(column.title, footer, justify="right", no_wrap=True)
    else:
        drawing.add_column(column.title, footer, overflow="fold")


def _text(cell: Cell) -> Text:
    """A cell as it is; a string with brackets would be taken for markup."""
    return Text(drawn(cell))
