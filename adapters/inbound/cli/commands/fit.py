"""The command that says whether a text or a chat fits models."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.inbound.cli.bodies import NO_MODEL
from adapters.inbound.cli.calling import Call, run_steps
from adapters.inbound.cli.contents import read_content
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import Chat, File, Shape, SharedOptions, Strict, unknown_model
from adapters.inbound.cli.output import show_json, show_table
from adapters.inbound.cli.unknown import tell_unknown, unknown_data
from adapters.inbound.cli.views.fits import Verdict, fit_table, fits_data, verdict_of
from domain.shared.errors import InvalidValue
from domain.tokens.analyses import ModelFit
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.questions import ModelBudget
from ports.inbound.use_cases import TokenUseCases


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOptions(SharedOptions):
    """What must fit, and into what."""

    file: File
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            "-m",
            metavar="NAME",
            help="A model; may be given several times, and for a chat that names its own not at "
            "all.",
            show_default=False,
        ),
    ] = None
    reserve: Annotated[
        int, typer.Option(metavar="N", min=0, help="Tokens to keep free for the output.")
    ] = 0
    limit: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            min=0,
            help="The most tokens of input and output together, instead of the models' limits.",
            show_default=False,
        ),
    ] = None
    chat: Chat = False
    shape: Shape = None
    drops: Annotated[
        bool, typer.Option("--drops", help="Say which of a chat's oldest messages to drop.")
    ] = False
    strict: Strict = False

    def budgets(self, models: Sequence[str]) -> list[ModelBudget]:
        """What must be left free in each model."""
        return [ModelBudget(model, self.reserve, self.limit) for model in models]


def fit(call: Call, options: FitOptions) -> ExitCode:
    """Say whether a text or a chat fits each model.

    It fits where the upper bound of its count does; the exit code is 0 only if that holds for every
    model. In a pipe each line has the model, yes, maybe, no or unknown (where nobody knows a
    limit), the tokens, their upper bound, what is available, and the method.
    """
    if options.drops and not options.chat:
        call.fail("--drops is for a chat; add --chat")
    if not options.models and not options.chat:
        call.fail("name at least one --model")
    named = read_content(options)
    models = options.models or ([named.model] if named.model else [])
    if not models:
        call.fail(NO_MODEL)
    with call.dependencies.use_cases(options.server) as use_cases:
        fits = _check(use_cases.tokens, models, named.content, options)
        counted = [(each.model, each.count.method) for each in fits]
        unknown = tell_unknown(use_cases.tokens.models, counted)
    if options.as_json:
        show_json({**fits_data(fits), "unknown_models": unknown_data(unknown)})
    else:
        show_table(fit_table(fits, with_drops=options.drops))
    fits_all = all(verdict_of(each) is Verdict.YES for each in fits)
    return ExitCode.COMPLETE if fits_all else ExitCode.PARTIAL


def _check(
    use_cases: TokenUseCases, models: Sequence[str], content: str | ChatRequest, options: FitOptions
) -> Sequence[ModelFit]:
    try:
        return run_steps(
            use_cases.chats.check_budget(
                budgets=options.budgets(models),
                content=content,
                plan_drops=options.drops,
                unknown_model=unknown_model(strict=options.strict),
            )
        )
    except InvalidValue as error:
        raise _naming_model(error, models) from None


def _naming_model(error: InvalidValue, models: Sequence[str]) -> InvalidValue:
    """The error with the name of the model that it is about, where it is about one."""
    for index, model in enumerate(models):
        if error.field.startswith(f"models[{index}]."):
            return InvalidValue(f"{model}: {error.message}", field=error.field)
    return error
