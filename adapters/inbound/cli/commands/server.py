"""The commands about servers, and about this program."""

from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.dependencies import ServeOptions
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import Server
from adapters.inbound.cli.output import show_line

DEFAULT_SERVER = "127.0.0.1:50051"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeFlags:
    """How to serve."""

    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port to listen on; 0 for any.")
    ] = None
    workers: Annotated[int | None, typer.Option(min=1, help="How many processes answer calls.")] = (
        None
    )
    allow_remote: Annotated[
        bool | None,
        typer.Option("--allow-remote/--no-allow-remote", help="Let other machines call."),
    ] = None


def serve(call: Call, flags: ServeFlags) -> int:
    """Answer gRPC calls until told to stop.

    What is not given here comes from the settings.
    """
    return call.dependencies.serve(
        ServeOptions(
            host=flags.host,
            port=flags.port,
            workers=flags.workers,
            allow_remote=flags.allow_remote,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkFlags:
    """How to work."""

    processes: Annotated[
        int, typer.Option(min=0, help="How many processes do jobs; 0 for one for each CPU.")
    ] = 0


def worker(call: Call, flags: WorkFlags) -> int:
    """Do compression jobs until told to stop; what is at hand then is given to another worker.

    Where jobs are kept comes from the settings.
    """
    return call.dependencies.work(flags.processes)


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrateOptions:
    """Which tables are made."""

    to: Annotated[
        str, typer.Option(metavar="REVISION", help="The revision; head for the latest.")
    ] = "head"


def migrate(call: Call, options: MigrateOptions) -> ExitCode:
    """Bring the tables of the storage to a revision, forward or back."""
    revision = call.dependencies.migrate(options.to)
    show_line(f"the tables are those of {revision}" if revision else "there are no tables")
    return ExitCode.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthOptions:
    """Which server is asked."""

    server: Server = DEFAULT_SERVER


def healthcheck(call: Call, options: HealthOptions) -> ExitCode:
    """Ask a server whether it is serving."""
    status = call.dependencies.check_health(options.server)
    show_line(status)
    return ExitCode.COMPLETE if status == "SERVING" else ExitCode.PARTIAL


@dataclass(frozen=True, slots=True)
class NoOptions:
    """Nothing."""


def version(call: Call, _options: NoOptions) -> ExitCode:
    """Show the version."""
    show_line(f"steelyard {call.dependencies.version}")
    return ExitCode.COMPLETE
