"""The command that prices a call."""

from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.inbound.cli.bodies import NO_MODEL
from adapters.inbound.cli.calling import Call, run_steps
from adapters.inbound.cli.contents import Content, read_content
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import (
    Chat,
    ChatModel,
    Day,
    OptionalFile,
    OutputTokens,
    Shape,
    SharedOptions,
    Tier,
    day_of,
)
from adapters.inbound.cli.output import show_json, show_table
from adapters.inbound.cli.views.costs import cost_data, cost_table
from domain.tokens.cost import ServiceTier
from domain.tokens.questions import CostQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class CostOptions(SharedOptions):
    """What is priced, and at which prices."""

    file: OptionalFile = ""
    model: ChatModel = ""
    tokens: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="Price so many tokens instead of a file.", show_default=False
        ),
    ] = None
    output_tokens: OutputTokens = 0
    cached: Annotated[
        int, typer.Option(metavar="N", min=0, help="Input tokens read from a cache.")
    ] = 0
    cache_write: Annotated[
        int, typer.Option(metavar="N", min=0, help="Input tokens written to a cache.")
    ] = 0
    tier: Tier = ServiceTier.STANDARD
    date: Day = None
    chat: Chat = False
    shape: Shape = None

    def question(self) -> CostQuestion:
        """What decides the price beside the input."""
        return CostQuestion(
            cached_input_tokens=self.cached,
            cache_write_tokens=self.cache_write,
            output_tokens=self.output_tokens,
            tier=self.tier,
            on=day_of(self.date),
        )


def cost(call: Call, options: CostOptions) -> ExitCode:
    """Say what a call costs, in US dollars.

    In a pipe each line has what is billed, its tokens and their cost, and where the count is not
    exact the most that it may be; the total comes last.
    """
    if bool(options.file) == (options.tokens is not None):
        call.fail("name either a file or --tokens")
    if not options.model and not options.chat:
        call.fail("name a --model")
    named = Content(options.tokens) if options.tokens is not None else read_content(options)
    model = options.model or named.model
    if not model:
        call.fail(NO_MODEL)
    with call.dependencies.use_cases(options.server) as use_cases:
        analysis = run_steps(
            use_cases.tokens.models.estimate_cost(
                model=model, content=named.content, question=options.question()
            )
        )
    if options.as_json:
        show_json(cost_data(analysis, model))
    else:
        show_table(cost_table(analysis, options.question()))
    return ExitCode.COMPLETE
