"""The commands about compression jobs."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from adapters.inbound.cli.calling import Call
from adapters.inbound.cli.commands.submit import Results, SubmitOptions, submit
from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.following import follow
from adapters.inbound.cli.job_results import code_of, outcomes_of, write_results
from adapters.inbound.cli.options import SharedOptions
from adapters.inbound.cli.output import complain, is_terminal, show_json, show_line, show_table
from adapters.inbound.cli.tables import plain_line
from adapters.inbound.cli.views.jobs import (
    event_cells,
    event_data,
    event_line,
    job_data,
    job_sentence,
    job_table,
    jobs_table,
    results_data,
)
from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.shared.pages import MAXIMUM_PAGE_SIZE, PageRequest
from ports.inbound.jobs import CompressionJobs

JobId = Annotated[str, typer.Argument(metavar="JOB", help="The name that submit gave it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOptions(SharedOptions):
    """Which job is shown."""

    job: JobId
    results: Results = None

    def check(self, call: Call) -> None:
        """End the program where the options do not go together."""
        if self.results and self.as_json:
            call.fail("give either --results or --json")


def show(call: Call, options: ShowOptions) -> ExitCode:
    """Show where a job stands, and write the results that there are.

    With --json they are part of the output. An item without a result makes the exit code 1 where
    results are written.
    """
    options.check(call)
    with call.dependencies.use_cases(options.server) as use_cases:
        jobs = use_cases.kept.jobs
        job = _find(jobs, options.job)
        if options.as_json:
            results = results_data(outcomes_of(jobs, job.job_id))
            show_json({"job": job_data(job), "results": results})
            return ExitCode.COMPLETE
        show_table(job_table(job))
        if not options.results:
            return ExitCode.COMPLETE
        write_results(jobs, job, options.results)
        return code_of(job)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOptions(SharedOptions):
    """Which jobs are listed."""

    states: Annotated[
        list[JobState] | None,
        typer.Option(
            "--state",
            case_sensitive=False,
            help="Only jobs in this state; may be given several times.",
            show_default=False,
        ),
    ] = None
    request_id: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Only the job submitted under this name.", show_default=False
        ),
    ] = ""
    limit: Annotated[int, typer.Option(metavar="N", min=1, help="The most jobs.")] = 100

    def wanted(self) -> JobFilter:
        """Which jobs that is."""
        return JobFilter(states=frozenset(self.states or ()), request_id=self.request_id)


def list_jobs(call: Call, options: ListOptions) -> ExitCode:
    """List jobs, the newest first.

    In a pipe each line has the name, the state, the items, those with an outcome, those of them
    without a result, the priority, and when it was made and ended.
    """
    with call.dependencies.use_cases(options.server) as use_cases:
        found, has_more = _newest(use_cases.kept.jobs, options)
    if options.as_json:
        show_json({"jobs": [job_data(each) for each in found], "has_more": has_more})
    else:
        show_table(jobs_table(found, has_more=has_more))
    return ExitCode.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOptions(SharedOptions):
    """Which job is cancelled."""

    job: JobId


def cancel(call: Call, options: CancelOptions) -> ExitCode:
    """Cancel a job: at once where it waits, and as soon as its worker notices where it runs."""
    with call.dependencies.use_cases(options.server) as use_cases:
        job = use_cases.kept.jobs.cancel_compression_job(job_id=options.job)
    if options.as_json:
        show_json({"job": job_data(job)})
    elif job.state is JobState.CANCELLED:
        show_line(f"cancelled: {job.job_id}")
    else:
        show_line(f"will be cancelled as soon as its worker notices: {job.job_id}")
    return ExitCode.COMPLETE


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchOptions(SharedOptions):
    """Which job is watched."""

    job: JobId
    after: Annotated[
        int,
        typer.Option(metavar="N", min=0, help="Show only what happened after this change."),
    ] = 0


def watch(call: Call, options: WatchOptions) -> ExitCode:
    """Show each change of a job as it happens, a line each, until the job has ended.

    In a pipe each line has the number of the change, its time, the state, the items with an
    outcome, those of them without a result, the attempts, and the reason of an error. With --json
    each line is an object. The exit code is 1 unless every item has its result.
    """
    with call.dependencies.use_cases(options.server) as use_cases:
        jobs = use_cases.kept.jobs
        job = _find(jobs, options.job)
        if not (job.state.is_final and job.sequence <= options.after):
            for event in follow(jobs, job.job_id, after=options.after):
                show_line(_told(event, job, as_json=options.as_json))
            job = _find(jobs, options.job)
    if not options.as_json and not is_terminal():
        complain(job_sentence(job))
    return code_of(job)


JOB_COMMANDS: Mapping[str, tuple[Callable[..., int], type[Any]]] = {
    "submit": (submit, SubmitOptions),
    "show": (show, ShowOptions),
    "list": (list_jobs, ListOptions),
    "cancel": (cancel, CancelOptions),
    "watch": (watch, WatchOptions),
}
"""By the word that follows ``jobs``."""


def _find(jobs: CompressionJobs, job_id: str) -> CompressionJob:
    return jobs.get_compression_job(job_id=job_id, request=PageRequest(1)).job


def _told(event: JobEvent, job: CompressionJob, *, as_json: bool) -> str:
    """The line of a change."""
    if as_json:
        return json.dumps(event_data(event))
    if is_terminal():
        return event_line(event, item_count=job.item_count)
    return plain_line(event_cells(event))


def _newest(jobs: CompressionJobs, options: ListOptions) -> tuple[tuple[CompressionJob, ...], bool]:
    """The newest jobs, and whether there are more."""
    found: list[CompressionJob] = []
    token = ""
    while True:
        size = min(options.limit - len(found), MAXIMUM_PAGE_SIZE)
        page = jobs.list_compression_jobs(wanted=options.wanted(), request=PageRequest(size, token))
        found += page.items
        token = page.next_token
        if not token or len(found) >= options.limit:
            return tuple(found), bool(token)
