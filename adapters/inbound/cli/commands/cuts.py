"""The commands that cut texts to a number of tokens."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import (
    Encoding,
    File,
    Model,
    SharedOptions,
    Strict,
    TokenLimit,
    selector_of,
)
from adapters.inbound.cli.output import (
    complain,
    is_terminal,
    show_json,
    show_line,
    show_table,
    show_text,
)
from adapters.inbound.cli.paths import shown
from adapters.inbound.cli.pieces import is_free, piece_paths, write_pieces
from adapters.inbound.cli.texts import read_text
from adapters.inbound.cli.unknown import tell_unknown, unknown_data
from adapters.inbound.cli.views.cuts import (
    chunk_table,
    piece_table,
    split_data,
    truncation_data,
    truncation_sentence,
)
from domain.tokens.boundaries import Boundary
from domain.tokens.truncation import Side


@dataclass(frozen=True, slots=True, kw_only=True)
class TruncateOptions(SharedOptions):
    """What is shortened, to what, and how."""

    file: File
    limit: TokenLimit
    model: Model = ""
    encoding: Encoding = ""
    side: Annotated[Side, typer.Option(case_sensitive=False, help="The part to keep.")] = Side.HEAD
    marker: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Stands where text was removed; its tokens count.",
            show_default=False,
        ),
    ] = ""
    strict: Strict = False


def truncate(call: Call, options: TruncateOptions) -> ExitCode:
    """Write as much of a text as fits a number of tokens.

    Standard output gets the text that is left and nothing else; what became of it is said on
    standard error.
    """
    selector = selector_of(call, options)
    text = read_text(options.file)
    with call.dependencies.use_cases(options.server) as use_cases:
        analysis = use_cases.tokens.cuts.truncate_text(
            selector=selector,
            text=text,
            token_limit=options.limit,
            side=options.side,
            marker=options.marker,
        )
        unknown = tell_unknown(use_cases.tokens.models, [(options.model, analysis.count.method)])
    if options.as_json:
        show_json({**truncation_data(analysis), "unknown_models": unknown_data(unknown)})
        return ExitCode.COMPLETE
    show_text(analysis.left.text)
    if is_terminal() and not analysis.left.text.endswith("\n"):
        show_line("", to_error=True)
    complain(truncation_sentence(analysis, character_count=len(text)))
    return ExitCode.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitOptions(SharedOptions):
    """What is divided, into what, and where."""

    file: File
    limit: TokenLimit
    model: Model = ""
    encoding: Encoding = ""
    overlap: Annotated[
        int,
        typer.Option(
            metavar="N", min=0, help="The most tokens that a chunk repeats of the one before."
        ),
    ] = 0
    boundary: Annotated[
        Boundary, typer.Option(case_sensitive=False, help="Where chunks should end.")
    ] = Boundary.TOKEN
    output: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Write each chunk into a file of this directory, which is new or empty.",
            show_default=False,
        ),
    ] = None
    strict: Strict = False


def split(call: Call, options: SplitOptions) -> ExitCode:
    """Divide a text into chunks of a number of tokens.

    In a pipe each line has the tokens of a chunk, where it starts and ends in the text, in
    characters, and how it begins; or its tokens and its file. Tokens that are not counted exactly
    are upper bounds.
    """
    selector = selector_of(call, options)
    folder = options.output
    if folder and options.as_json:
        call.fail("give either --output or --json")
    if folder and not is_free(folder):
        call.fail(f"{shown(folder)} is no empty or new directory")
    text = read_text(options.file)
    with call.dependencies.use_cases(options.server) as use_cases:
        analysis = use_cases.tokens.cuts.split_text(
            selector=selector,
            text=text,
            token_limit=options.limit,
            overlap_token_count=options.overlap,
            boundary=options.boundary,
        )
        unknown = tell_unknown(use_cases.tokens.models, [(options.model, analysis.method)])
    if options.as_json:
        show_json({**split_data(analysis, text), "unknown_models": unknown_data(unknown)})
    elif folder:
        paths = piece_paths(folder, count=len(analysis.chunks), like=options.file)
        write_pieces(paths, (text[each.start : each.end] for each in analysis.chunks))
        show_table(piece_table(analysis, paths))
    else:
        show_table(chunk_table(analysis, text))
    return ExitCode.COMPLETE
