"""The command that says what a change of model would change."""

from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.inbound.cli.calling import Call, run_steps
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import (
    Day,
    OutputTokens,
    SharedOptions,
    Strict,
    Tier,
    day_of,
    unknown_model,
)
from adapters.inbound.cli.output import show_json, show_table
from adapters.inbound.cli.texts import read_corpus
from adapters.inbound.cli.unknown import tell_unknown, unknown_data
from adapters.inbound.cli.views.comparisons import comparison_data, comparison_table
from adapters.inbound.cli.views.counts import complain_about
from domain.tokens.cost import ServiceTier
from domain.tokens.questions import CostQuestion


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareOptions(SharedOptions):
    """Which texts are compared under which models."""

    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="FILES",
            help="Files, directories (without what .gitignore leaves out), and - for standard "
            "input; each is one call.",
        ),
    ]
    before: Annotated[str, typer.Option("--from", metavar="NAME", help="The model in use.")]
    after: Annotated[str, typer.Option("--to", metavar="NAME", help="The model to move to.")]
    output_tokens: OutputTokens = 0
    tier: Tier = ServiceTier.STANDARD
    date: Day = None
    strict: Strict = False

    def question(self) -> CostQuestion:
        """What decides the price beside the input."""
        return CostQuestion(output_tokens=self.output_tokens, tier=self.tier, on=day_of(self.date))


def compare(call: Call, options: CompareOptions) -> ExitCode:
    """Say what would change for the same texts from one model to another.

    In a pipe each line has a model, its tokens, their upper bound, the cost in US dollars, the
    longest input and the method: first of the model in use, then of the other.
    """
    corpus = read_corpus(options.paths)
    with call.dependencies.use_cases(options.server) as use_cases:
        comparison = run_steps(
            use_cases.tokens.models.compare_models(
                models=(options.before, options.after),
                texts=corpus.texts,
                question=options.question(),
                unknown_model=unknown_model(strict=options.strict),
            )
        )
        totals = (comparison.before, comparison.after)
        counted = [(each.model.name, each.count.method) for each in totals]
        unknown = tell_unknown(use_cases.tokens.models, counted)
    if options.as_json:
        data = comparison_data(comparison, corpus)
        show_json({**data, "unknown_models": unknown_data(unknown)})
    else:
        show_table(comparison_table(comparison, corpus))
        complain_about(corpus.skipped, corpus.failed)
    return ExitCode.PARTIAL if corpus.failed else ExitCode.COMPLETE
