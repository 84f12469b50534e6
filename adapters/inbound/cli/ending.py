"""How every command ends: with an exit code, and one sentence where something is wrong."""

import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Never

import typer

from adapters.inbound.cli.exit_codes import ExitCode, exit_code_of
from adapters.inbound.cli.output import (
    OutputFailed,
    complain,
    error_data,
    show_error,
    show_json,
)
from adapters.inbound.cli.report import FailedInput
from adapters.inbound.cli.texts import InputUnreadable
from domain.shared.errors import SteelyardError


def finish(work: Callable[[], int], *, as_json: bool = False) -> Never:
    """Do the work of a command and end the program.

    Args:
        work: Gives back the exit code.
        as_json: Whether an error is written for a program.

    Raises:
        typer.Exit: Always.
    """
    _write_whatever_comes()
    try:
        code = _work_or_explain(work, as_json=as_json)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = ExitCode.INTERRUPTED
    except BrokenPipeError:
        _discard_output()
        code = ExitCode.PIPE_CLOSED
    except OutputFailed as error:
        _discard_output()
        with suppress(OutputFailed):  # the errors may go to the same full disk
            complain(str(error))
        code = ExitCode.PARTIAL
    raise typer.Exit(code)


def _work_or_explain(work: Callable[[], int], *, as_json: bool) -> int:
    try:
        return work()
    except SteelyardError as error:
        show_error(error, as_json=as_json)
        return exit_code_of(error)
    except InputUnreadable as error:
        _show_unreadable(error.failed, as_json=as_json)
        return ExitCode.REFUSED


def _show_unreadable(failed: FailedInput, *, as_json: bool) -> None:
    if as_json:
        show_json(error_data(failed.reason, failed.message, {"path": failed.path}))
    else:
        complain(f"{failed.path}: {failed.message}")


def _write_whatever_comes() -> None:
    """Spell out what the terminal's encoding lacks; a name must never crash the program."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    """Let Python's own flush at the end go nowhere instead of complaining."""
    with suppress(OSError):  # the output may be no file
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
