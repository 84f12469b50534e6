"""Reports drawn for a terminal; the only module, with the progress bar, that loads rich."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from adapters.inbound.cli.paths import shown
from adapters.inbound.cli.report import CountReport
from domain.tokens.model import ModelSpecification


def terminal() -> Console:
    """The terminal on standard output."""
    return Console(highlight=False)


def draw_report(report: CountReport, console: Console) -> None:
    """Draw the counts and what made them: a table, or one line for a single input."""
    provenance = report.label.provenance
    label = f"{report.label.count.method.name} with {provenance.tokenizer} by {provenance.engine}"
    if len(report.counted) == 1:
        only = report.counted[0]
        counts = f"{only.token_count:,} tokens, {only.byte_count:,} bytes"
        console.print(Text(f"{only.path}: {counts}"))
    elif report.counted:
        console.print(_report_table(report))
    console.print(Text(label, style="dim"))


def draw_models(models: Sequence[ModelSpecification], console: Console) -> None:
    """Draw a table of models."""
    table = Table("Model", "Encoding", "Countable", box=SIMPLE_HEAD)
    for each in models:
        countable = "yes" if each.countable else "no"
        table.add_row(Text(shown(each.name)), Text(shown(each.encoding)), countable)
    console.print(table)


def _report_table(report: CountReport) -> Table:
    table = Table(box=SIMPLE_HEAD, show_footer=True)
    table.add_column("File", "Total", overflow="fold")
    table.add_column("Tokens", f"{report.total_token_count:,}", justify="right", no_wrap=True)
    table.add_column("Bytes", f"{report.total_byte_count:,}", justify="right", no_wrap=True)
    for each in report.counted:
        # A Text is shown as it is; a string with brackets would be taken for markup.
        table.add_row(Text(each.path), f"{each.token_count:,}", f"{each.byte_count:,}")
    return table
