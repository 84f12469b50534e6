"""Compression jobs as people and programs read them."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.views.compressions import chat_data, text_data
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.compression.jobs.outcomes import Outcome, Problem
from domain.compression.results import CompressedChat, CompressedText

_COLUMNS = (
    Column("Job"),
    Column("State"),
    Column("Items", is_number=True),
    Column("Done", is_number=True),
    Column("Failed", is_number=True),
    Column("Priority", is_number=True, is_minor=True),
    Column("Created"),
    Column("Finished", is_minor=True),
)


def jobs_table(jobs: Sequence[CompressionJob], *, has_more: bool) -> Table:
    """A row for each job."""
    notes = ("there are more; --limit shows them",) if has_more else ()
    return Table(columns=_COLUMNS, rows=tuple(map(_row, jobs)), notes=notes)


def job_table(job: CompressionJob) -> Table:
    """A row for each fact about a job."""
    rows = tuple((name, value) for name, value in _facts(job) if value not in (None, ""))
    return Table(columns=(Column("Fact"), Column("Value")), rows=rows)


def job_sentence(job: CompressionJob) -> str:
    """How a job ended, or where it stands, on one line."""
    progress = _progress(job.done_count, job.item_count, job.failed_count)
    why = f"; {job.problem.message}" if job.problem else ""
    return f"{job.state.value}: {progress}{why}"


def event_line(event: JobEvent, *, item_count: int) -> str:
    """A change for a person."""
    progress = _progress(event.done_count, item_count, event.failed_count)
    facts = [progress]
    if event.attempts > 1:
        facts.append(f"attempt {event.attempts:,}")
    if event.is_cancel_requested and not event.state.is_final:
        facts.append("to be cancelled")
    if event.problem:
        facts.append(event.problem.message)
    return f"{_time_text(event.at)}  {event.state.value:<9}  {'; '.join(facts)}"


def event_cells(event: JobEvent) -> tuple[Cell, ...]:
    """A change for a pipe."""
    return (
        event.sequence,
        _time_text(event.at),
        event.state.value,
        event.done_count,
        event.failed_count,
        event.attempts,
        event.problem.reason if event.problem else None,
    )


def job_data(job: CompressionJob) -> dict[str, Any]:
    """A job for programs; times are in UTC."""
    return {
        "job_id": job.job_id,
        "request_id": job.request_id,
        "state": job.state.value,
        "priority": job.priority,
        "item_count": job.item_count,
        "completed_item_count": job.done_count,
        "failed_item_count": job.failed_count,
        "attempt_count": job.attempts,
        "maximum_attempt_count": job.maximum_attempts,
        "cancel_requested": job.is_cancel_requested,
        "error": _problem_data(job.problem) if job.problem else None,
        "create_time": job.created_at.isoformat(),
        "update_time": job.updated_at.isoformat(),
        "finish_time": job.finished_at.isoformat() if job.finished_at else None,
        "deadline": job.deadline.isoformat(),
        "sequence": job.sequence,
    }


def event_data(event: JobEvent) -> dict[str, Any]:
    """A change for programs."""
    return {
        "sequence": event.sequence,
        "time": event.at.isoformat(),
        "state": event.state.value,
        "attempt_count": event.attempts,
        "completed_item_count": event.done_count,
        "failed_item_count": event.failed_count,
        "cancel_requested": event.is_cancel_requested,
        "error": _problem_data(event.problem) if event.problem else None,
    }


def results_data(outcomes: Iterable[tuple[int, Outcome]]) -> list[dict[str, Any]]:
    """What became of items, for programs."""
    return [{"index": index, **_outcome_data(outcome)} for index, outcome in outcomes]


def _outcome_data(outcome: Outcome) -> dict[str, Any]:
    match outcome:
        case CompressedText():
            return {"text": text_data(outcome)}
        case CompressedChat():
            return {"messages": chat_data(outcome)}
        case Problem():
            return {"error": _problem_data(outcome)}


def _problem_data(problem: Problem) -> dict[str, Any]:
    return {
        "reason": problem.reason,
        "message": problem.message,
        "metadata": dict(problem.metadata),
    }


def _row(job: CompressionJob) -> tuple[Cell, ...]:
    return (
        job.job_id,
        job.state.value,
        job.item_count,
        job.done_count,
        job.failed_count,
        job.priority,
        _time_text(job.created_at),
        _time_text(job.finished_at) if job.finished_at else None,
    )


def _facts(job: CompressionJob) -> Iterator[tuple[str, Cell]]:
    yield "job", job.job_id
    yield "request id", job.request_id
    yield "state", job.state.value
    is_waiting = job.is_cancel_requested and not job.state.is_final
    yield "to be cancelled", "as soon as its worker notices" if is_waiting else None
    yield "items", job.item_count
    yield "done", job.done_count
    yield "failed", job.failed_count or None
    yield "attempts", f"{job.attempts:,} of {job.maximum_attempts:,}"
    yield "priority", job.priority
    yield "created", _time_text(job.created_at)
    yield "changed", _time_text(job.updated_at)
    yield "finished", _time_text(job.finished_at) if job.finished_at else None
    yield "expires", None if job.state.is_final else _time_text(job.deadline)
    if job.problem:
        yield "reason", job.problem.reason
        yield "error", job.problem.message


def _progress(done: int, items: int, failed: int) -> str:
    told = f"{done:,} of {items:,} done"
    return f"{told}, {failed:,} of them without a result" if failed else told


def _time_text(at: datetime) -> str:
    """A time to the second, in UTC like all times here."""
    return f"{at:%Y-%m-%d %H:%M:%SZ}"
