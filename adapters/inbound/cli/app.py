"""The commands of ``steelyard``."""

from collections.abc import Callable, Mapping
from typing import Any

import typer

from adapters.inbound.cli.calling import command_of
from adapters.inbound.cli.commands.chat import ChatOptions, chat
from adapters.inbound.cli.commands.compare import CompareOptions, compare
from adapters.inbound.cli.commands.compress import compress
from adapters.inbound.cli.commands.corpus import CORPUS_COMMANDS
from adapters.inbound.cli.commands.cost import CostOptions, cost
from adapters.inbound.cli.commands.count import CountOptions, count
from adapters.inbound.cli.commands.cuts import SplitOptions, TruncateOptions, split, truncate
from adapters.inbound.cli.commands.fit import FitOptions, fit
from adapters.inbound.cli.commands.jobs import JOB_COMMANDS
from adapters.inbound.cli.commands.models import ModelOptions, ModelsOptions, model, models
from adapters.inbound.cli.commands.server import (
    HealthOptions,
    MigrateOptions,
    NoOptions,
    ServeFlags,
    WorkFlags,
    healthcheck,
    migrate,
    serve,
    version,
    worker,
)
from adapters.inbound.cli.compressing import CompressOptions
from adapters.inbound.cli.dependencies import CliDependencies, ServeOptions
from adapters.inbound.cli.exit_codes import describe_exit_codes

__all__ = ["CliDependencies", "ServeOptions", "build_app"]

type _Body = tuple[Callable[..., int], type[Any]]
"""What a command does, and the dataclass of its options."""

_COMMANDS: tuple[_Body, ...] = (
    (count, CountOptions),
    (chat, ChatOptions),
    (fit, FitOptions),
    (truncate, TruncateOptions),
    (split, SplitOptions),
    (compress, CompressOptions),
    (cost, CostOptions),
    (compare, CompareOptions),
    (models, ModelsOptions),
    (model, ModelOptions),
    (serve, ServeFlags),
    (worker, WorkFlags),
    (migrate, MigrateOptions),
    (healthcheck, HealthOptions),
    (version, NoOptions),
)
"""In the order of the help text."""

_GROUPS: tuple[tuple[str, str, Mapping[str, _Body]], ...] = (
    (
        "jobs",
        "Compress later: accept, watch and cancel jobs that outlive this program.",
        JOB_COMMANDS,
    ),
    (
        "corpus",
        "Count or compress whole corpora, on all cores, going on after a kill.",
        CORPUS_COMMANDS,
    ),
)
"""Commands that share a first word: that word, what they are for, and each by its second word."""


def build_app(dependencies: CliDependencies) -> typer.Typer:
    """The command line over what it needs."""
    app = typer.Typer(
        name="steelyard",
        help="Count, fit, cut, compress and price what is sent to language models.",
        epilog=describe_exit_codes(),
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"obj": dependencies, "help_option_names": ["-h", "--help"]},
    )
    for body, options in _COMMANDS:
        command = command_of(body, options)
        app.command(body.__name__, epilog=describe_exit_codes())(command)
    for name, purpose, commands in _GROUPS:
        app.add_typer(_group(commands), name=name, help=purpose, epilog=describe_exit_codes())
    return app


def _group(commands: Mapping[str, _Body]) -> typer.Typer:
    """Commands that share a first word."""
    group = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
    for name, (body, options) in commands.items():
        group.command(name, epilog=describe_exit_codes())(command_of(body, options))
    return group
