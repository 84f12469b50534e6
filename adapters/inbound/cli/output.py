"""How anything is written: results, errors, and what a person should know beside them."""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

import typer

from adapters.inbound.cli.paths import shown
from adapters.inbound.cli.tables import Table, plain_lines
from domain.shared.errors import SteelyardError

_BODY_FIELDS = frozenset({"openai_json", "anthropic_json", "gemini_json"})
"""Fields that hold the body of a chat request, so that the rest of a path leads through it."""


class OutputFailed(Exception):
    """The output cannot be written, as on a full disk."""


def show_table(table: Table) -> None:
    """Write a table: drawn for a terminal, in plain lines for a pipe."""
    if is_terminal():
        from adapters.inbound.cli import drawing  # noqa: PLC0415 - loads rich when needed only

        drawing.draw_table(table, drawing.terminal())
        return
    show_lines(plain_lines(table))
    for note in (*table.notes, *([table.label] if not table.is_certain else [])):
        complain(note)


def show_json(data: Mapping[str, Any]) -> None:
    """Write one object for programs."""
    show_line(json.dumps(data, indent=2))


def show_error(error: SteelyardError, *, as_json: bool) -> None:
    """Write an error: one sentence on standard error, or JSON on standard output."""
    if as_json:
        show_json(error_data(error.reason, error.message, error.metadata))
        return
    root, _, path = error.metadata.get("field", "").partition(".")
    place = f"{path}: " if path and root in _BODY_FIELDS else ""
    complain(f"{place}{error.message}")


def error_data(reason: str, message: str, metadata: Mapping[str, str]) -> dict[str, Any]:
    """An error for programs."""
    return {"error": {"reason": reason, "message": message, "metadata": dict(metadata)}}


def is_terminal() -> bool:
    """Whether a person reads the output."""
    return sys.stdout.isatty()


def show_line(line: str, *, to_error: bool = False) -> None:
    """Write a line.

    Raises:
        BrokenPipeError: Its reader went away.
        OutputFailed: It cannot be written.
    """
    _write(line, ends_line=True, to_error=to_error)


def show_text(text: str) -> None:
    """Write a text as it is, in UTF-8, and nothing else.

    Raises:
        BrokenPipeError: Its reader went away.
        OutputFailed: It cannot be written.
    """
    _write(text.encode(), ends_line=False, to_error=False)


def show_lines(lines: Iterable[str]) -> None:
    """Write lines."""
    for line in lines:
        show_line(line)


def complain(sentence: str) -> None:
    """Tell a person what went wrong, or what to know about the result."""
    show_line(f"steelyard: {shown(sentence)}", to_error=True)


def _write(content: str | bytes, *, ends_line: bool, to_error: bool) -> None:
    try:
        typer.echo(content, nl=ends_line, err=to_error)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputFailed(f"the output cannot be written: {error.strerror}") from None
