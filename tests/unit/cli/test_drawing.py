from io import StringIO

from rich.console import Console

from adapters.inbound.cli.drawing import draw_models, draw_report
from adapters.inbound.cli.report import CountedInput, CountReport, FailedInput, Outcome
from domain.tokens.model import ModelSpecification
from tests.unit.cli.fakes import analysis

LABEL = "EXACT with characters by fake 1"


def drawn(*outcomes: Outcome) -> list[list[str]]:
    """A report on a terminal without colours: the words of each line that has any."""
    screen = StringIO()
    draw_report(CountReport("known", analysis(0), outcomes), Console(file=screen, width=60))
    return [line.split() for line in screen.getvalue().splitlines() if line.strip(" ─")]


def test_several_inputs_are_a_table() -> None:
    """Several inputs are a table with a total and the label of the counts."""
    expected = [
        ["File", "Tokens", "Bytes"],
        ["a", "1,234", "5,678"],
        ["b", "1", "2"],
        ["Total", "1,235", "5,680"],
        LABEL.split(),
    ]

    lines = drawn(CountedInput("a", 1_234, 5_678), CountedInput("b", 1, 2))

    assert expected == lines


def test_one_input_is_a_line() -> None:
    """A single input needs no table."""
    expected = [["a:", "1,234", "tokens,", "5,678", "bytes"], LABEL.split()]

    lines = drawn(CountedInput("a", 1_234, 5_678))

    assert expected == lines


def test_nothing_counted_is_the_label_only() -> None:
    """Where nothing could be counted there is no table."""
    expected = [LABEL.split()]

    lines = drawn(FailedInput("a", "FILE_NOT_FOUND", "no such file or directory"))

    assert expected == lines


def test_brackets_in_names_are_no_markup() -> None:
    """A file name with brackets is shown as it is."""
    expected = [["[red]a[/nothing]", "1", "1"], ["[red]a[/nothing]:", "1", "tokens,", "1", "bytes"]]
    bracketed = CountedInput("[red]a[/nothing]", 1, 1)

    lines = [drawn(bracketed, bracketed)[1], drawn(bracketed)[0]]

    assert expected == lines


def test_models_are_a_table() -> None:
    """Models are a table of name, encoding and whether they can be counted."""
    screen = StringIO()
    models = [
        ModelSpecification("a", "test", "characters"),
        ModelSpecification("b", "test", "elsewhere", countable=False),
    ]
    expected = [
        ["Model", "Encoding", "Countable"],
        ["a", "characters", "yes"],
        ["b", "elsewhere", "no"],
    ]

    draw_models(models, Console(file=screen, width=60))

    assert expected == [line.split() for line in screen.getvalue().splitlines() if line.strip(" ─")]
