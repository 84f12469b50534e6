import errno
import io
import os
from collections.abc import Callable

import pytest
import typer

from adapters.inbound.cli.ending import finish
from adapters.inbound.cli.output import show_line, show_text
from domain.shared.errors import InternalFault


class FailingOutput(io.StringIO):
    """Standard output whose every write fails."""

    def __init__(self, error: OSError) -> None:
        super().__init__()
        self._error = error

    def write(self, _text: str, /) -> int:
        raise self._error


def exit_code(work: Callable[[], int]) -> int:
    """The code that a command with this work ends with."""
    with pytest.raises(typer.Exit) as ended:
        finish(work)
    return ended.value.exit_code


def show_and_complete() -> int:
    show_line("x")
    return 0


def show_text_and_complete() -> int:
    show_text("x")
    return 0


def test_closed_pipe_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """When the reader of the output goes away the command ends with 141 and says nothing."""
    monkeypatch.setattr("sys.stdout", FailingOutput(BrokenPipeError(errno.EPIPE, "Broken pipe")))
    expected = (141, "")

    code = exit_code(show_and_complete)

    assert expected == (code, capsys.readouterr().err)


def test_text_for_a_closed_pipe_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text that is written byte by byte ends with 141 too when its reader goes away."""
    reader, writer = os.pipe()
    os.close(reader)
    expected = 141

    with open(writer, "w", encoding="utf-8") as pipe:  # noqa: PTH123 - it has no path
        monkeypatch.setattr("sys.stdout", pipe)
        code = exit_code(show_text_and_complete)

    assert expected == code


def test_full_disk_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Output that cannot be written is an error in one sentence."""
    monkeypatch.setattr("sys.stdout", FailingOutput(OSError(errno.ENOSPC, "No space left")))
    expected = (1, "steelyard: the output cannot be written: No space left\n")

    code = exit_code(show_and_complete)

    assert expected == (code, capsys.readouterr().err)


def test_error_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """A message stays on its line, whatever a server put into it."""

    def work() -> int:
        message = "two\nlines \x1b[2J"
        raise InternalFault(message)

    expected = (4, "steelyard: two\\nlines \\x1b[2J\n")

    code = exit_code(work)

    assert expected == (code, capsys.readouterr().err)


def test_code_of_the_work_is_the_code_of_the_command() -> None:
    """What the work gives back is what the program ends with."""
    expected = 7

    code = exit_code(lambda: 7)

    assert expected == code
