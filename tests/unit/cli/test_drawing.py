from io import StringIO

import pytest
from rich.console import Console

from adapters.inbound.cli.drawing import draw_table
from adapters.inbound.cli.report import CountedInput, CountReport, FailedInput, Outcome
from adapters.inbound.cli.tables import Column, Table
from adapters.inbound.cli.views.counts import drawn_report
from tests.unit.cli.fakes import analysis

LABEL = "EXACT with characters by fake 1"


def lines_of(table: Table, *, width: int = 60) -> list[list[str]]:
    """A table on a terminal without colours: the words of each line that has any."""
    screen = StringIO()
    draw_table(table, Console(file=screen, width=width))
    return [line.split() for line in screen.getvalue().splitlines() if line.strip(" ─")]


def drawn(*outcomes: Outcome, model: str = "known") -> list[list[str]]:
    """A report on a terminal."""
    return lines_of(drawn_report(CountReport(model, analysis(0, model=model), outcomes)))


def counted(path: str, token_count: int, byte_count: int, *, model: str = "known") -> CountedInput:
    """An input with so many tokens."""
    return CountedInput(path, analysis(token_count, model=model), byte_count)


def test_several_inputs_are_a_table() -> None:
    """Several inputs are a table with a total and the label of the counts."""
    expected = [
        ["File", "Tokens", "Bytes"],
        ["a", "1,234", "5,678"],
        ["b", "1", "2"],
        ["Total", "1,235", "5,680"],
        LABEL.split(),
    ]

    lines = drawn(counted("a", 1_234, 5_678), counted("b", 1, 2))

    assert expected == lines


def test_estimates_have_a_column_for_their_bounds() -> None:
    """Where counts are not exact the table and the label tell how many tokens there may be."""
    expected = [
        ["File", "Tokens", "At", "most", "Bytes"],
        ["a", "10", "20", "30"],
        ["b", "1", "2", "2"],
        ["Total", "11", "22", "32"],
        ["HEURISTIC", "with", "characters", "by", "fake", "1;", "at", "most", "22", "tokens"],
    ]

    lines = drawn(
        counted("a", 10, 30, model="unknown"),
        counted("b", 1, 2, model="unknown"),
        model="unknown",
    )

    assert expected == lines


def test_one_input_is_a_line() -> None:
    """A single input needs no table."""
    expected = [["a:", "1,234", "tokens,", "5,678", "bytes"], LABEL.split()]

    lines = drawn(counted("a", 1_234, 5_678))

    assert expected == lines


def test_nothing_counted_is_the_label_only() -> None:
    """Where nothing could be counted there is no table."""
    expected = [LABEL.split()]

    lines = drawn(FailedInput("a", "FILE_NOT_FOUND", "no such file or directory"))

    assert expected == lines


def test_brackets_in_names_are_no_markup() -> None:
    """A file name with brackets is shown as it is."""
    expected = [["[red]a[/nothing]", "1", "1"], ["[red]a[/nothing]:", "1", "tokens,", "1", "bytes"]]
    bracketed = counted("[red]a[/nothing]", 1, 1)

    lines = [drawn(bracketed, bracketed)[1], drawn(bracketed)[0]]

    assert expected == lines


def test_cells_move_no_cursor() -> None:
    """What a terminal would act on is spelled out in every cell."""
    table = Table(columns=(Column("A"),), rows=(("a\n\x1b[2J",),))
    expected = [["A"], ["a\\n\\x1b[2J"]]

    lines = lines_of(table)

    assert expected == lines


@pytest.mark.parametrize(
    ("width", "expected"),
    [(99, [["A"], ["a"], ["x"]]), (100, [["A", "B"], ["a", "b"], ["x", "y"]])],
)
def test_minor_columns_need_a_wide_terminal(width: int, expected: list[list[str]]) -> None:
    """A narrow terminal shows no minor column, neither its rows nor its total."""
    columns = (Column("A"), Column("B", is_minor=True))

    lines = lines_of(Table(columns=columns, rows=(("a", "b"),), total=("x", "y")), width=width)

    assert expected == lines
