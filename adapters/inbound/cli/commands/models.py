"""The commands that tell what models there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import SharedOptions
from adapters.inbound.cli.output import show_json, show_table
from adapters.inbound.cli.views.models import (
    info_data,
    model_data,
    model_table,
    models_table,
)
from domain.shared.pages import MAXIMUM_PAGE_SIZE, PageRequest
from domain.tokens.analyses import PricedModel
from domain.tokens.catalogue import ModelFilter
from domain.tokens.model import CountMethod
from ports.inbound.models import ModelAnalyses


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelsOptions(SharedOptions):
    """Which models are listed."""

    prefix: Annotated[
        str,
        typer.Argument(
            metavar="PREFIX",
            help="Only models of which a name begins so.",
            show_default=False,
        ),
    ] = ""
    provider: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="Only models of this maker, such as openai.", show_default=False
        ),
    ] = ""
    encoding: Annotated[
        str, typer.Option(metavar="NAME", help="Only models of this encoding.", show_default=False)
    ] = ""
    method: Annotated[
        CountMethod | None,
        typer.Option(
            case_sensitive=False, help="Only models counted in this way.", show_default=False
        ),
    ] = None

    def only(self) -> ModelFilter:
        """Which models that is."""
        return ModelFilter(
            provider=self.provider,
            encoding=self.encoding,
            method=self.method,
            name_prefix=self.prefix,
        )


def models(call: Call, options: ModelsOptions) -> ExitCode:
    """List the models that have a name of their own, their limits and their prices.

    In a pipe each line has the name, the provider, the encoding, the method, the most tokens of
    input and of output, and US dollars for a million tokens of input and of output.
    """
    with call.dependencies.use_cases(options.server) as use_cases:
        found = tuple(_all_models(use_cases.tokens.models, options.only()))
        info = use_cases.tokens.models.catalogue_info()
    if options.as_json:
        show_json({"models": [model_data(each) for each in found], "catalogue": info_data(info)})
    else:
        show_table(models_table(found, info))
    return ExitCode.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelOptions(SharedOptions):
    """Which model is shown."""

    name: Annotated[str, typer.Argument(metavar="NAME", help="Any name that it goes by.")]


def model(call: Call, options: ModelOptions) -> ExitCode:
    """Show what is known of a model: what counts for it, its limits and its prices."""
    with call.dependencies.use_cases(options.server) as use_cases:
        found = use_cases.tokens.models.get_model(name=options.name)
        info = use_cases.tokens.models.catalogue_info()
    if options.as_json:
        show_json({"model": model_data(found), "catalogue": info_data(info)})
    else:
        show_table(model_table(found, info))
    return ExitCode.COMPLETE


def _all_models(models: ModelAnalyses, only: ModelFilter) -> Iterator[PricedModel]:
    page = PageRequest(MAXIMUM_PAGE_SIZE)
    while True:
        answer = models.list_models(page=page, only=only)
        yield from answer.items
        if not answer.next_token:
            return
        page = PageRequest(MAXIMUM_PAGE_SIZE, answer.next_token)
