"""The commands of ``steelyard``, their arguments, and what each one calls."""

import sys
from typing import Annotated, cast

import typer

from adapters.inbound.cli.counting import InputCounter
from adapters.inbound.cli.dependencies import CliDependencies, ServeOptions
from adapters.inbound.cli.ending import finish
from adapters.inbound.cli.exit_codes import ExitCode, describe_exit_codes
from adapters.inbound.cli.output import show_line, show_models, show_report
from adapters.inbound.cli.progress import shown_progress
from adapters.inbound.cli.report import CountReport
from adapters.inbound.cli.sources import STANDARD_INPUT, list_inputs
from domain.shared.pages import MAXIMUM_PAGE_SIZE, PageRequest
from domain.tokens.model import ModelSpecification, SpecialTokens, TokenizerSelector
from ports.inbound.tokens import TokenAnalyses

__all__ = ["CliDependencies", "ServeOptions", "build_app"]

DEFAULT_SERVER = "127.0.0.1:50051"


def build_app(dependencies: CliDependencies) -> typer.Typer:
    """The command line over what it needs."""
    app = typer.Typer(
        name="steelyard",
        help="Count tokens exactly as the models do.",
        epilog=describe_exit_codes(),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"obj": dependencies, "help_option_names": ["-h", "--help"]},
    )
    app.command(epilog=describe_exit_codes())(count)
    for command in (models, serve, healthcheck, version):
        app.command()(command)
    return app


def _host_and_port(value: str) -> str:
    host, _, port = value.rpartition(":")
    if value and not (host and port):
        raise typer.BadParameter(f"{value!r} is no address; it is given as host:port")
    return value


Server = Annotated[
    str,
    typer.Option(
        callback=_host_and_port,
        metavar="HOST:PORT",
        help="Ask this server instead of counting here.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object for programs.")]


def count(
    ctx: typer.Context,
    *,
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, directories (without what .gitignore leaves out), and - for standard "
            "input, which is also read when nothing is named.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", "-m", help="The model, such as gpt-4o.", show_default=False)
    ] = "",
    encoding: Annotated[
        str, typer.Option(help="The encoding, such as o200k_base.", show_default=False)
    ] = "",
    special: Annotated[
        bool, typer.Option("--special", help="Count <|endoftext|> and the like as special tokens.")
    ] = False,
    server: Server = "",
    as_json: Json = False,
    no_progress: Annotated[bool, typer.Option("--no-progress", help="Show no progress.")] = False,
) -> None:
    """Count the tokens of files, trees or input."""
    if bool(model) == bool(encoding):
        ctx.fail("name either --model or --encoding")
    if not paths and (not sys.stdin or sys.stdin.isatty()):
        ctx.fail("name a file or a directory, or give a text on standard input")

    def work() -> ExitCode:
        selector = TokenizerSelector(model=model, encoding=encoding)
        special_tokens = SpecialTokens.AS_SPECIAL if special else SpecialTokens.AS_TEXT
        with _dependencies(ctx).analyses(server) as analyses:
            # Counting nothing tells what counts, and at once whether the request is refused.
            label = analyses.count_tokens(selector=selector, text="", special_tokens=special_tokens)
            inputs = list(list_inputs(paths or [STANDARD_INPUT]))
            with shown_progress(inputs, wanted=not no_progress) as advance:
                counter = InputCounter(
                    analyses, selector=selector, special_tokens=special_tokens, advance=advance
                )
                report = CountReport(model, label, tuple(counter.count_all(inputs)))
        show_report(report, as_json=as_json)
        return report.exit_code

    finish(work, as_json=as_json)


def models(ctx: typer.Context, *, server: Server = "", as_json: Json = False) -> None:
    """List the models that can be named."""

    def work() -> ExitCode:
        with _dependencies(ctx).analyses(server) as analyses:
            found = _all_models(analyses)
        show_models(found, as_json=as_json)
        return ExitCode.COMPLETE

    finish(work, as_json=as_json)


def serve(
    ctx: typer.Context,
    *,
    host: Annotated[str | None, typer.Option(help="The address to listen on.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65_535, help="The port to listen on; 0 for any.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="How many processes answer calls.")
    ] = None,
    allow_remote: Annotated[
        bool | None,
        typer.Option("--allow-remote/--no-allow-remote", help="Let other machines call."),
    ] = None,
) -> None:
    """Answer gRPC calls until told to stop.

    What is not given here comes from the settings.
    """
    options = ServeOptions(host=host, port=port, workers=workers, allow_remote=allow_remote)
    finish(lambda: _dependencies(ctx).serve(options))


def healthcheck(ctx: typer.Context, *, server: Server = DEFAULT_SERVER) -> None:
    """Ask a server whether it is serving."""

    def work() -> ExitCode:
        status = _dependencies(ctx).check_health(server)
        show_line(status)
        return ExitCode.COMPLETE if status == "SERVING" else ExitCode.PARTIAL

    finish(work)


def version(ctx: typer.Context) -> None:
    """Show the version."""

    def work() -> ExitCode:
        show_line(f"steelyard {_dependencies(ctx).version}")
        return ExitCode.COMPLETE

    finish(work)


def _dependencies(ctx: typer.Context) -> CliDependencies:
    return cast("CliDependencies", ctx.find_root().obj)


def _all_models(analyses: TokenAnalyses) -> list[ModelSpecification]:
    found: list[ModelSpecification] = []
    page = PageRequest(MAXIMUM_PAGE_SIZE)
    while True:
        answer = analyses.list_models(page=page)
        found += answer.items
        if not answer.next_token:
            return found
        page = PageRequest(MAXIMUM_PAGE_SIZE, answer.next_token)
