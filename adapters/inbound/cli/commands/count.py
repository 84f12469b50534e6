"""The command that counts files, trees and input."""

import sys
from dataclasses import dataclass
from typing import Annotated

import typer

from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.counting import InputCounter
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import (
    Encoding,
    Model,
    Paths,
    SharedOptions,
    Strict,
    selector_of,
)
from adapters.inbound.cli.progress import shown_progress
from adapters.inbound.cli.report import CountReport, Outcome
from adapters.inbound.cli.sources import STANDARD_INPUT, list_inputs
from adapters.inbound.cli.unknown import tell_unknown
from adapters.inbound.cli.views.counts import show_report
from domain.tokens.model import SpecialTokens, TokenizerSelector
from ports.inbound.use_cases import TokenUseCases


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOptions(SharedOptions):
    """What is counted, and how."""

    paths: Paths = None
    model: Model = ""
    encoding: Encoding = ""
    special: Annotated[
        bool, typer.Option("--special", help="Count <|endoftext|> and the like as special tokens.")
    ] = False
    strict: Strict = False
    no_progress: Annotated[bool, typer.Option("--no-progress", help="Show no progress.")] = False

    @property
    def special_tokens(self) -> SpecialTokens:
        """What text that spells a special token counts as."""
        return SpecialTokens.AS_SPECIAL if self.special else SpecialTokens.AS_TEXT


def count(call: Call, options: CountOptions) -> ExitCode:
    """Count the tokens of files, trees or input.

    Where counts are not exact, each line in a pipe goes on with the upper bound and the method.
    """
    selector = selector_of(call, options)
    if not options.paths and (not sys.stdin or sys.stdin.isatty()):
        call.fail("name a file or a directory, or give a text on standard input")
    with call.dependencies.use_cases(options.server) as use_cases:
        # Counting nothing tells what counts, and at once whether the request is refused.
        label = use_cases.tokens.texts.count_tokens(
            selector=selector, text="", special_tokens=options.special_tokens
        )
        unknown = tell_unknown(use_cases.tokens.models, [(options.model, label.count.method)])
        report = CountReport(options.model, label, _outcomes(use_cases.tokens, selector, options))
    show_report(report, unknown, as_json=options.as_json)
    return report.exit_code


def _outcomes(
    use_cases: TokenUseCases, selector: TokenizerSelector, options: CountOptions
) -> tuple[Outcome, ...]:
    inputs = list(list_inputs(options.paths or [STANDARD_INPUT]))
    with shown_progress(inputs, wanted=not options.no_progress) as advance:
        counter = InputCounter(
            use_cases.texts,
            selector=selector,
            special_tokens=options.special_tokens,
            advance=advance,
        )
        return tuple(counter.count_all(inputs))
