"""How a command is called: with its options as one object, and with what it may call."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from inspect import Parameter, Signature, get_annotations
from typing import Never, cast

import typer

from adapters.inbound.cli.dependencies import CliDependencies
from adapters.inbound.cli.ending import finish
from ports.inbound.steps import Steps


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a command.

    Args:
        dependencies: What it may call.
        fail: Ends it because of wrong usage, with a sentence that says what is wrong.
    """

    dependencies: CliDependencies
    fail: Callable[[str], Never]


type Command = Callable[..., None]
"""A command with the signature that typer reads."""


def command_of[Options](body: Callable[[Call, Options], int], options: type[Options]) -> Command:
    """A command that takes the fields of a dataclass as its options and ends the program.

    Args:
        body: Does the work and gives back the exit code; its docstring is the help text.
        options: The dataclass; its annotations say what typer shall read. Fields of a base class
            come after its own.
    """

    def run(ctx: typer.Context, **given: object) -> None:
        dependencies = cast("CliDependencies", ctx.find_root().obj)
        call = Call(dependencies, ctx.fail)
        finish(lambda: body(call, options(**given)), as_json=bool(given.get("as_json")))

    run.__doc__ = body.__doc__
    run.__signature__ = _signature(options)  # type: ignore[attr-defined] # functions may have one
    return run


def run_steps[Result](steps: Steps[Result]) -> Result:
    """Do work that comes in steps to its end; nobody else waits for a turn here."""
    while (result := steps.step()) is None:
        pass
    return result


def _signature(options: type) -> Signature:
    found = {field.name: field for field in fields(options)}
    names = dict.fromkeys(name for each in options.__mro__ for name in get_annotations(each))
    return Signature(
        [
            Parameter("ctx", Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context),
            *(_parameter(name, found[name].type, found[name].default) for name in names),
        ]
    )


def _parameter(name: str, annotation: object, default: object) -> Parameter:
    without = Parameter.empty if default is MISSING else default
    return Parameter(name, Parameter.KEYWORD_ONLY, default=without, annotation=annotation)
