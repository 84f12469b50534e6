"""What is drawn for a terminal; the only module, with the progress bar, that loads rich."""

from collections.abc import Iterable
from itertools import compress

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table as Drawing
from rich.text import Text

from adapters.inbound.cli.differences import plain, told
from adapters.inbound.cli.stretches import Line, Mark
from adapters.inbound.cli.tables import Cell, Column, Table, drawn

_NARROW = 100
"""Columns of a terminal that is too narrow for minor columns."""
_INDENT = "  "
"""As wide as a mark and a blank."""
_STYLES = {
    Mark.KEPT: "",
    Mark.DROPPED: "dim red strike",
    Mark.REPLACED: "dim red strike",
    Mark.WRITTEN: "green",
    Mark.TOLD: "dim italic",
}
_GUTTERS = {
    Mark.KEPT: "",
    Mark.DROPPED: "red",
    Mark.REPLACED: "red",
    Mark.WRITTEN: "yellow",
    Mark.TOLD: "dim",
}


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


def draw_lines(lines: Iterable[Line], console: Console) -> None:
    """Draw what became of a text; without colours as a pipe gets it.

    What is too long for a line goes on below it, so that the marks have a column of their own.
    """
    is_plain = console.no_color or console.color_system is None
    room = max(1, console.width - len(_INDENT))
    for line in lines:
        gutter, text = _plain(line) if is_plain else _coloured(line)
        for row in text.wrap(console, room):
            row.rstrip()
            console.print(Text.assemble(gutter, row), soft_wrap=True)
            gutter = Text(_INDENT)


def draw_title(title: str, console: Console) -> None:
    """Draw what the lines below it are about."""
    console.print(Text(title, style="bold"), soft_wrap=True)


def _plain(line: Line) -> tuple[Text, Text]:
    text = plain(line)
    return Text(f"{line.mark.sign} "), Text(text[len(_INDENT) :])


def _coloured(line: Line) -> tuple[Text, Text]:
    """The mark before a line, and the line."""
    text = Text()
    for each in line.stretches:
        text.append(told(line, each), style=_STYLES[each.mark])
    return Text(f"{line.mark.sign} ", style=_GUTTERS[line.mark]), text


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
