"""The command that has texts or chats compressed later."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.compressing import RuleOptions
from adapters.inbound.cli.durations import read_duration_ms
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.following import follow, shown_job
from adapters.inbound.cli.job_items import JobInputs, read_items
from adapters.inbound.cli.job_results import code_of, outcomes_of, show_result, write_results
from adapters.inbound.cli.options import Paths
from adapters.inbound.cli.output import complain, show_json, show_line
from adapters.inbound.cli.unknown import UnknownName, tell_unknown, unknown_data
from adapters.inbound.cli.views.jobs import job_data, job_sentence, results_data
from domain.compression.jobs.job import (
    PRIORITY_LIMIT,
    CompressionJob,
)
from domain.shared.pages import PageRequest
from domain.tokens.model import CountMethod
from ports.inbound.jobs import CompressionJobs
from ports.inbound.models import ModelAnalyses

Results = Annotated[
    Path | None,
    typer.Option(
        "--results",
        metavar="DIR",
        file_okay=False,
        help="Write a file for each result into this folder, named for the index of its item.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitOptions(RuleOptions):
    """What is compressed later, and how the job is made."""

    paths: Paths = None
    request_id: Annotated[
        str,
        typer.Option(
            metavar="ID",
            help="Make the job once, however often it is submitted under this name.",
            show_default=False,
        ),
    ] = ""
    priority: Annotated[
        int, typer.Option(min=0, max=PRIORITY_LIMIT, help="Jobs with higher ones are begun first.")
    ] = 0
    lifetime_ms: Annotated[
        int | None,
        typer.Option(
            "--lifetime",
            metavar="N(s|m|h|d)",
            parser=read_duration_ms,
            help="How long it may take, such as 15m, before it expires; 1d on a usual server.",
            show_default=False,
        ),
    ] = None
    wait: Annotated[
        bool, typer.Option("--wait", help="Wait until it is done, and write the results.")
    ] = False
    results: Results = None

    def check(self, call: Call) -> None:
        """End the program where the options do not go together."""
        self.check_kind(call)
        self.check_budget(call)
        if self.results and not self.wait:
            call.fail("--results needs --wait")
        if self.results and self.as_json:
            call.fail("give either --results or --json")


def submit(call: Call, options: SubmitOptions) -> ExitCode:
    """Have files compressed later, each an item of one job, and show the name of the job.

    Whatever is stopped or fails in the meantime, the job is done. Without --server it is kept here
    until a 'steelyard worker' does it. With --wait the name is told on standard error, and standard
    output gets the shorter text where there is one item.
    """
    options.check(call)
    with call.dependencies.use_cases(options.server) as use_cases:
        inputs = read_items(call, use_cases.tokens, options.paths, options)
        if options.wait and not options.as_json and not options.results and len(inputs.items) > 1:
            call.fail("name a folder for the results of several items with --results")
        unknown = _check_models(use_cases.tokens.models, inputs, options)
        jobs = use_cases.kept.jobs
        job = jobs.create_compression_job(
            request_id=options.request_id,
            items=inputs.items,
            priority=options.priority,
            lifetime_ms=options.lifetime_ms or 0,
        )
        data = {"inputs": list(inputs.names), "unknown_models": unknown_data(unknown)}
        _tell_accepted(job, options)
        if options.wait:
            return _wait(jobs, job, options, data)
    if options.as_json:
        show_json({"job": job_data(job), **data})
    return ExitCode.COMPLETE


def _check_models(
    models: ModelAnalyses, inputs: JobInputs, options: SubmitOptions
) -> tuple[UnknownName, ...]:
    """Find the models that nobody knows; with --strict they are refused here, not in the job."""
    names = sorted(inputs.models)
    if options.strict:
        for name in names:
            models.get_model(name=name)
    # How they will be counted is not known yet; only an estimate is for a model nobody knows.
    return tell_unknown(models, [(name, CountMethod.HEURISTIC) for name in names])


def _tell_accepted(job: CompressionJob, options: SubmitOptions) -> None:
    if options.wait:
        complain(f"job {job.job_id} is accepted; it is done even if this program is stopped")
    elif not options.as_json:
        show_line(job.job_id)
    if not options.server and not job.state.is_final:
        complain("the job waits for a worker; 'steelyard worker' starts one")


def _wait(
    jobs: CompressionJobs, job: CompressionJob, options: SubmitOptions, data: dict[str, Any]
) -> ExitCode:
    """Wait until a job has ended, and write its results."""
    with shown_job(job.item_count, wanted=not options.as_json) as tell:
        for event in follow(jobs, job.job_id):
            tell(event)
    job = jobs.get_compression_job(job_id=job.job_id, request=PageRequest(1)).job
    if options.as_json:
        results = results_data(outcomes_of(jobs, job.job_id))
        show_json({"job": job_data(job), **data, "results": results})
        return code_of(job)
    if options.results:
        write_results(jobs, job, options.results)
    else:
        show_result(jobs, job)
    complain(job_sentence(job))
    return code_of(job)
