"""Reports and errors as people and programs read them."""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import typer

from adapters.inbound.cli.paths import shown
from adapters.inbound.cli.report import CountReport, SkippedInput
from domain.shared.errors import SteelyardError
from domain.tokens.model import ModelSpecification

SHOWN_SKIPPED = 10
"""More skipped files are only named as a number."""


class OutputFailed(Exception):
    """The output cannot be written, as on a full disk."""


def show_report(report: CountReport, *, as_json: bool) -> None:
    """Write a report: drawn for a terminal, in plain lines for a pipe, or as JSON."""
    if as_json:
        _show_json(report_data(report))
        return
    if sys.stdout.isatty():
        from adapters.inbound.cli import drawing  # noqa: PLC0415 - loads rich when needed only

        drawing.draw_report(report, drawing.terminal())
    else:
        _show_lines(plain_report(report))
    for line in (*skipped_lines(report.skipped), *failed_lines(report)):
        complain(line)


def show_models(models: Sequence[ModelSpecification], *, as_json: bool) -> None:
    """Write a list of models: drawn for a terminal, in plain lines for a pipe, or as JSON."""
    if as_json:
        _show_json({"models": [model_data(each) for each in models]})
    elif sys.stdout.isatty():
        from adapters.inbound.cli import drawing  # noqa: PLC0415 - loads rich when needed only

        drawing.draw_models(models, drawing.terminal())
    else:
        _show_lines("\t".join(_model_cells(each)) for each in models)


def show_error(error: SteelyardError, *, as_json: bool) -> None:
    """Write an error: one sentence on standard error, or JSON on standard output."""
    if not as_json:
        complain(error.message)
        return
    facts = {"reason": error.reason, "message": error.message, "metadata": error.metadata}
    _show_json({"error": facts})


def show_line(line: str, *, to_error: bool = False) -> None:
    """Write a line.

    Raises:
        BrokenPipeError: Its reader went away.
        OutputFailed: It cannot be written.
    """
    try:
        typer.echo(line, err=to_error)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFailed(f"the output cannot be written: {error.strerror}") from None


def complain(sentence: str) -> None:
    """Tell a person what went wrong."""
    show_line(f"steelyard: {shown(sentence)}", to_error=True)


def plain_report(report: CountReport) -> Iterator[str]:
    """Tokens and path of each input, divided by a tab; the total last where there are several."""
    for each in report.counted:
        yield f"{each.token_count}\t{each.path}"
    if len(report.counted) > 1:
        yield f"{report.total_token_count}\ttotal"


def report_data(report: CountReport) -> dict[str, Any]:
    """A report for programs; paths are as shown, so that every JSON parser takes them."""
    provenance = report.label.provenance
    return {
        "model": report.model or None,
        "encoding": provenance.tokenizer,
        "method": report.label.count.method.name,
        "engine": provenance.engine,
        "vocabulary_sha256": provenance.vocabulary_sha256,
        "catalogue_version": provenance.catalogue_version,
        "files": [
            {"path": each.path, "token_count": each.token_count, "byte_count": each.byte_count}
            for each in report.counted
        ],
        "errors": [
            {"path": each.path, "reason": each.reason, "message": each.message}
            for each in report.failed
        ],
        "skipped": [{"path": each.path, "reason": each.reason} for each in report.skipped],
        "total_token_count": report.total_token_count,
        "total_byte_count": report.total_byte_count,
    }


def model_data(model: ModelSpecification) -> dict[str, Any]:
    """A model for programs."""
    return {
        "name": model.name,
        "provider": model.provider,
        "encoding": model.encoding,
        "method": model.method.name,
        "countable": model.countable,
    }


def skipped_lines(skipped: Sequence[SkippedInput]) -> Iterator[str]:
    """What was skipped, and how many more where there are too many to name."""
    for each in skipped[:SHOWN_SKIPPED]:
        yield f"skipped {each.path}: {each.message}"
    if len(skipped) > SHOWN_SKIPPED:
        yield f"skipped {len(skipped) - SHOWN_SKIPPED:,} more; --json lists all of them"


def failed_lines(report: CountReport) -> Iterator[str]:
    """What could not be counted, and why."""
    for each in report.failed:
        yield f"{each.path}: {each.message}"


def _model_cells(model: ModelSpecification) -> tuple[str, str, str]:
    return shown(model.name), shown(model.encoding), "yes" if model.countable else "no"


def _show_json(data: dict[str, Any]) -> None:
    show_line(json.dumps(data, indent=2))


def _show_lines(lines: Iterator[str]) -> None:
    for line in lines:
        show_line(line)
