"""What the exit code of the command line says."""

from enum import IntEnum

from domain.shared import errors


class ExitCode(IntEnum):
    """How a command ended; scripts may rely on these numbers."""

    COMPLETE = 0
    PARTIAL = 1
    USAGE = 2
    REFUSED = 3
    UNAVAILABLE = 4
    CANNOT_START = 5
    INTERRUPTED = 130
    PIPE_CLOSED = 141


MEANINGS = {
    ExitCode.COMPLETE: "everything was done and fits, or the server is serving",
    ExitCode.PARTIAL: "an input was left out, something may not fit, or the server is not serving",
    ExitCode.USAGE: "wrong usage, or wrong settings of a server",
    ExitCode.REFUSED: "the request was refused, as for an unknown model or an unreadable file",
    ExitCode.UNAVAILABLE: "no server answers, or it cannot answer now",
    ExitCode.CANNOT_START: "the server cannot start, as when its port is in use",
    ExitCode.INTERRUPTED: "interrupted from the keyboard",
    ExitCode.PIPE_CLOSED: "the reader of the output went away",
}

_UNAVAILABLE = (
    errors.Exhausted,
    errors.Unavailable,
    errors.DeadlineExceeded,
    errors.InternalFault,
)


def exit_code_of(error: errors.SteelyardError) -> ExitCode:
    """Whether another attempt may help (UNAVAILABLE) or another request is needed (REFUSED)."""
    return ExitCode.UNAVAILABLE if isinstance(error, _UNAVAILABLE) else ExitCode.REFUSED


def describe_exit_codes() -> str:
    """The exit codes as the last paragraph of a help text."""
    lines = (f"{code:>5}  {meaning}" for code, meaning in MEANINGS.items())
    # The first character keeps typer from filling the lines up as one paragraph.
    return "\n".join(("\b", "Exit codes:", *lines))
