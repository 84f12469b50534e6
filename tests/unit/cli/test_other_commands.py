import pytest

from adapters.inbound.cli.app import ServeOptions
from adapters.inbound.cli.exit_codes import MEANINGS, ExitCode, exit_code_of
from domain.shared import errors
from tests.unit.cli.fakes import CommandLine

COMMANDS = (
    "count",
    "chat",
    "fit",
    "truncate",
    "split",
    "compress",
    "cost",
    "compare",
    "models",
    "model",
    "serve",
    "healthcheck",
    "version",
    "jobs",
)
GROUPED = tuple(("jobs", word) for word in ("submit", "show", "list", "cancel", "watch"))


def test_serve_leaves_to_the_settings_what_is_not_given(command_line: CommandLine) -> None:
    """Without options everything comes from the settings; the exit code is the server's."""
    expected = (5, [ServeOptions(host=None, port=None, workers=None, allow_remote=None)])

    result = command_line.run("serve")

    assert expected == (result.exit_code, command_line.served)


def test_serve_hands_its_options_over(command_line: CommandLine) -> None:
    """What is given reaches the server."""
    arguments = ("--host", "0.0.0.0", "--port", "0", "--workers", "3", "--allow-remote")  # noqa: S104 - nothing listens
    expected = [ServeOptions(host="0.0.0.0", port=0, workers=3, allow_remote=True)]  # noqa: S104 - nothing listens

    command_line.run("serve", *arguments)

    assert expected == command_line.served


@pytest.mark.parametrize("arguments", [("--port", "65536"), ("--port", "-1"), ("--workers", "0")])
def test_serve_refuses_impossible_numbers(
    command_line: CommandLine, arguments: tuple[str, ...]
) -> None:
    """A port out of range or no workers are wrong usage; nothing is served."""
    expected: tuple[int, list[ServeOptions]] = (2, [])

    result = command_line.run("serve", *arguments)

    assert expected == (result.exit_code, command_line.served)


@pytest.mark.parametrize(("status", "code"), [("SERVING", 0), ("NOT_SERVING", 1)])
def test_health_is_shown(command_line: CommandLine, status: str, code: int) -> None:
    """The status is printed; only a server that is serving gives exit code 0."""
    command_line.status = status
    expected = (code, f"{status}\n")

    result = command_line.run("healthcheck", "--server", "there:1")

    assert expected == (result.exit_code, result.stdout)


def test_health_of_no_server_ends_with_4(command_line: CommandLine) -> None:
    """Without --server the default address is asked; no answer there ends with code 4."""
    expected = (4, "steelyard: no Steelyard server answers at 127.0.0.1:50051\n")

    result = command_line.run("healthcheck")

    assert expected == (result.exit_code, result.stderr)


def test_version_is_shown(command_line: CommandLine) -> None:
    """The version is printed behind the name."""
    expected = "steelyard 1.2.3\n"

    result = command_line.run("version")

    assert expected == result.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        *((name, "--help") for name in COMMANDS),
        *((*words, "--help") for words in GROUPED),
    ],
)
def test_help_tells_the_exit_codes(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    """The help has a line for every exit code."""
    expected = [f"{code} {meaning}".split() for code, meaning in MEANINGS.items()]

    result = command_line.run(*arguments)

    assert expected == [line.split() for line in result.stdout.splitlines()[-len(MEANINGS) :]]


def test_every_exit_code_has_a_meaning() -> None:
    """No exit code is left unexplained."""
    expected = set(ExitCode)

    explained = set(MEANINGS)

    assert expected == explained


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.InvalidValue("no", field="f"), ExitCode.REFUSED),
        (errors.NotFound("no"), ExitCode.REFUSED),
        (errors.FailedPrecondition("no"), ExitCode.REFUSED),
        (errors.PermissionDenied("no"), ExitCode.REFUSED),
        (errors.Exhausted("no"), ExitCode.UNAVAILABLE),
        (errors.Unavailable("no"), ExitCode.UNAVAILABLE),
        (errors.DeadlineExceeded("no"), ExitCode.UNAVAILABLE),
        (errors.InternalFault("no"), ExitCode.UNAVAILABLE),
    ],
)
def test_errors_have_exit_codes(error: errors.SteelyardError, expected: ExitCode) -> None:
    """What needs another request is told apart from what another attempt may cure."""
    code = exit_code_of(error)

    assert expected is code


def test_help_lists_every_command(command_line: CommandLine) -> None:
    """The help has a line for every command, in the order of their use."""
    result = command_line.run("--help")

    words = (line.split()[:1] for line in result.stdout.partition("Commands:")[2].splitlines())
    assert [*COMMANDS] == [word for [word] in filter(None, words) if word in COMMANDS]


def test_worker_hands_its_processes_over(command_line: CommandLine) -> None:
    """The number of processes reaches who does the jobs, and 0 stands for one for each CPU."""
    command_line.run("worker")

    command_line.run("worker", "--processes", "3")

    assert [0, 3] == command_line.working


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((), "the tables are those of 0007_head"), (("--to", "base"), "there are no tables")],
)
def test_migrate_tells_the_revision(
    command_line: CommandLine, arguments: tuple[str, ...], said: str
) -> None:
    """It is told which tables there are afterwards."""
    result = command_line.run("migrate", *arguments)

    assert (0, said) == (result.exit_code, result.stdout.strip())
