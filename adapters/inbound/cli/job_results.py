"""Results of jobs: where they are written, and what is said of those that there are not."""

from collections.abc import Iterator
from pathlib import Path

from adapters.inbound.cli.exit_codes import ExitCode
from adapters.inbound.cli.output import (
    OutputFailed,
    complain,
    is_terminal,
    show_line,
    show_text,
)
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Outcome, Problem
from domain.compression.results import CompressedChat, CompressedText
from domain.shared.pages import PageRequest
from ports.inbound.jobs import CompressionJobs


def outcomes_of(jobs: CompressionJobs, job_id: str) -> Iterator[tuple[int, Outcome]]:
    """What became of the items of a job so far, with their indices, page by page."""
    report = jobs.get_compression_job(job_id=job_id, request=PageRequest())
    yield from report.outcomes.items()
    while report.next_token:
        request = PageRequest(token=report.next_token)
        report = jobs.get_compression_job(job_id=job_id, request=request)
        yield from report.outcomes.items()


def write_results(jobs: CompressionJobs, job: CompressionJob, folder: Path) -> None:
    """Write a file for each result, named for the index of its item, and tell what has none.

    Args:
        jobs: Knows the job.
        job: The job.
        folder: Where the files go; it is made where it is missing.

    Raises:
        OutputFailed: A file cannot be written.
    """
    digits = len(str(job.item_count - 1))
    count = 0
    for index, outcome in outcomes_of(jobs, job.job_id):
        count += 1
        match outcome:
            case CompressedText():
                _write(folder / f"{index:0{digits}}.txt", outcome.text)
            case CompressedChat():
                _write(folder / f"{index:0{digits}}.json", outcome.chat.body)
            case Problem():
                complain(f"item {index}: {outcome.message}")
    tell_forgotten(job, count)


def show_result(jobs: CompressionJobs, job: CompressionJob) -> None:
    """Write the result of a job of one item, and nothing else, to standard output."""
    count = 0
    for _index, outcome in outcomes_of(jobs, job.job_id):
        count += 1
        match outcome:
            case CompressedText():
                _show(outcome.text)
            case CompressedChat():
                _show(outcome.chat.body)
            case Problem():
                complain(outcome.message)
    tell_forgotten(job, count)


def tell_forgotten(job: CompressionJob, count: int) -> None:
    """Tell a person that results are not kept any more.

    Args:
        job: The job.
        count: How many there are.
    """
    if job.state.is_final and count < job.done_count:
        complain(f"{job.done_count - count:,} results are not kept any more")


def code_of(job: CompressionJob) -> ExitCode:
    """COMPLETE if every item of a job has its result."""
    is_complete = job.state is JobState.SUCCEEDED and not job.failed_count
    return ExitCode.COMPLETE if is_complete else ExitCode.PARTIAL


def _show(text: str) -> None:
    """Write a text as it is to a pipe, and on lines of its own to a terminal."""
    if is_terminal():
        show_line(text)
    else:
        show_text(text)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    except OSError as error:
        raise OutputFailed(f"{path} cannot be written: {error.strerror}") from None
