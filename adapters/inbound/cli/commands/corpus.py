"""The commands that work on whole corpora."""

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.inbound.cli.budgets import Budget, read_budget
from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.corpora import Engine, corpus_files
from adapters.inbound.cli.corpus_progress import shown_corpus
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.options import (
    AccuracyChoice,
    Encoding,
    Json,
    Model,
    Query,
    Strict,
    selector_of,
)
from adapters.inbound.cli.output import complain, show_json, show_table
from adapters.inbound.cli.unknown import tell_unknown
from adapters.inbound.cli.views.corpora import corpus_data, corpus_table
from domain.compression.corpora import CorpusCompression
from domain.compression.model import SegmentKind
from domain.compression.requests import Accuracy, CompressionRules, Strategy
from domain.tokens.corpora import (
    CorpusCounting,
    CorpusFormat,
    CorpusPlan,
    CorpusQuestion,
    Reading,
)
from domain.tokens.model import CountMethod, SpecialTokens
from ports.inbound.corpora import CorpusProcessing, CorpusProgress, CorpusRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusOptions:
    """Which corpus, where the result goes, and who does the work."""

    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT...",
            help="Files of JSON lines (.jsonl, .ndjson, with .gz too) or Parquet, files of one "
            "text each, and directories of all these (without what .gitignore leaves out).",
            show_default=False,
        ),
    ]
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where the lines go.", show_default=False
        ),
    ]
    model: Model = ""
    encoding: Encoding = ""
    field: Annotated[
        str, typer.Option(metavar="NAME", help="The field or column that holds the text.")
    ] = "text"
    id_field: Annotated[
        str, typer.Option(metavar="NAME", help="The one that names a record, where it has one.")
    ] = "id"
    format: Annotated[
        CorpusFormat | None,
        typer.Option(
            case_sensitive=False,
            help="What the files are, whatever their names.",
            show_default=False,
        ),
    ] = None
    engine: Annotated[
        Engine,
        typer.Option(
            case_sensitive=False, help="Who does the work: this machine, or a Ray cluster."
        ),
    ] = Engine.LOCAL
    processes: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many processes; 0 for one for each CPU.")
    ] = 0
    restart: Annotated[
        bool, typer.Option("--restart", help="Throw away what an earlier run began.")
    ] = False
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False
    strict: Strict = False
    as_json: Json = False

    def request(self, call: Call, question: CorpusQuestion) -> CorpusRequest:
        """What is asked for."""
        files = corpus_files(call, self.inputs, output=self.output, as_format=self.format)
        reading = Reading(text_field=self.field, id_field=self.id_field)
        output = str(Path(self.output).absolute())
        return CorpusRequest(files, CorpusPlan(reading, question), output, restart=self.restart)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusCountOptions(CorpusOptions):
    """How a corpus is counted."""

    special: Annotated[
        bool, typer.Option("--special", help="Count <|endoftext|> and the like as special tokens.")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusCompressOptions(CorpusOptions):
    """To what, and how, a corpus is compressed."""

    budget: Annotated[
        Budget,
        typer.Option(
            "--budget",
            "-b",
            metavar="N|N%",
            parser=read_budget,
            help="The most tokens of each record, or a share of those that it has.",
            show_default=False,
        ),
    ]
    query: Query = ""
    strategy: Annotated[
        Strategy, typer.Option(case_sensitive=False, help="How texts are shortened.")
    ] = Strategy.AUTO
    accuracy: AccuracyChoice = Accuracy.STANDARD
    kind: Annotated[
        SegmentKind | None,
        typer.Option(
            case_sensitive=False,
            help="What the texts are; found out for each unless given.",
            show_default=False,
        ),
    ] = None
    literal_keep_tags: Annotated[
        bool,
        typer.Option(
            "--literal-keep-tags", help="Take <keep> and </keep> for text; they pin otherwise."
        ),
    ] = False

    def rules(self) -> CompressionRules:
        """How each record is compressed; a share takes the place of the budget later."""
        return CompressionRules(
            token_budget=0 if self.budget.is_share else int(self.budget.amount),
            query=self.query,
            strategy=self.strategy,
            accuracy=self.accuracy,
            literal_keep_tags=self.literal_keep_tags,
        )


def count_corpus(call: Call, options: CorpusCountOptions) -> ExitCode:
    """Count the tokens of every record of a corpus, on all cores.

    The output has a line of JSON for each record, in order, and a summary in FILE.summary.json. A
    run that was ended by anything goes on where it was when it is called again in the same way. A
    record that cannot be counted has its error in its line and makes the exit code 1.
    """
    special = SpecialTokens.AS_SPECIAL if options.special else SpecialTokens.AS_TEXT
    question = CorpusCounting(selector_of(call, options), special)
    return _process(call, options, question)


def compress_corpus(call: Call, options: CorpusCompressOptions) -> ExitCode:
    """Compress every record of a corpus to a budget, on all cores.

    The output has a line of JSON for each record, in order, and a summary in FILE.summary.json. A
    run that was ended by anything goes on where it was when it is called again in the same way. A
    record that cannot be compressed has its error in its line and makes the exit code 1.
    """
    question = CorpusCompression(
        selector=selector_of(call, options),
        rules=options.rules(),
        share=options.budget.amount if options.budget.is_share else None,
        kind=options.kind,
    )
    return _process(call, options, question)


CORPUS_COMMANDS: Mapping[str, tuple[Callable[..., int], type[Any]]] = {
    "count": (count_corpus, CorpusCountOptions),
    "compress": (compress_corpus, CorpusCompressOptions),
}
"""By the word that follows ``corpus``."""


def _process(call: Call, options: CorpusOptions, question: CorpusQuestion) -> ExitCode:
    request = options.request(call, question)
    use_cases = call.dependencies.corpora(options.engine.value, options.processes)
    if not options.strict:
        tell_unknown(use_cases.models, [(options.model, CountMethod.HEURISTIC)])
    began_at = time.monotonic()
    try:
        last = _run(use_cases.processing, request, is_quiet=options.quiet)
    except KeyboardInterrupt:
        complain("interrupted; the same command goes on where this one was")
        raise
    seconds = time.monotonic() - began_at
    if options.as_json:
        show_json(corpus_data(last, output=options.output, seconds=seconds))
    else:
        show_table(corpus_table(last, output=options.output, seconds=seconds))
    return ExitCode.PARTIAL if last.totals.failed_count else ExitCode.COMPLETE


def _run(processing: CorpusProcessing, request: CorpusRequest, *, is_quiet: bool) -> CorpusProgress:
    """Do it to the end; the last progress."""
    last: CorpusProgress | None = None
    with (
        shown_corpus(wanted=not is_quiet) as tell,
        closing(processing.process(request)) as run,
    ):
        for last in run:
            tell(last)
    if last is None:
        raise RuntimeError("a corpus was done without a word")
    return last
