"""The tables of compression jobs. A row is never an entity."""

import json
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Row, Table, Text, text
from sqlmodel import Field, SQLModel

from adapters.outbound.sql.columns import AnyText, microseconds, moment
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Problem

_QUEUED = text("state = 'queued'")
_WITH_ITEMS = text("has_items")
_WITH_OUTCOMES = text("has_outcomes")

type Values = dict[str, object]
"""What is stored, by column."""


class JobRow(SQLModel, table=True):
    """A job, without what it consists of.

    ``request_id`` is NULL where there is none, so that only those that there are must differ.
    """

    __tablename__ = "compression_job"
    __table_args__ = (
        Index("compression_job_by_age", "created_at_us", "job_id"),
        Index("compression_job_by_state", "state", "created_at_us", "job_id"),
        Index(
            "compression_job_by_deadline",
            "deadline_us",
            sqlite_where=_QUEUED,
            postgresql_where=_QUEUED,
        ),
        Index("compression_job_by_end", "finished_at_us"),
        Index(
            "compression_job_with_items",
            "finished_at_us",
            sqlite_where=_WITH_ITEMS,
            postgresql_where=_WITH_ITEMS,
        ),
        Index(
            "compression_job_with_outcomes",
            "finished_at_us",
            sqlite_where=_WITH_OUTCOMES,
            postgresql_where=_WITH_OUTCOMES,
        ),
    )

    job_id: str = Field(primary_key=True, sa_type=AnyText)
    request_id: str | None = Field(unique=True, sa_type=AnyText)
    fingerprint: str = Field(sa_type=Text)
    item_count: int
    priority: int
    maximum_attempts: int
    created_at_us: int = Field(sa_type=BigInteger)
    deadline_us: int = Field(sa_type=BigInteger)
    updated_at_us: int = Field(sa_type=BigInteger)
    state: str = Field(sa_type=Text)
    attempts: int
    releases: int
    done_count: int
    failed_count: int
    is_cancel_requested: bool
    finished_at_us: int | None = Field(sa_type=BigInteger)
    problem: str | None = Field(sa_type=Text)
    sequence: int
    has_items: bool
    has_outcomes: bool

    @staticmethod
    def from_domain(job: CompressionJob) -> Values:
        """What is stored of a job."""
        return {
            "job_id": job.job_id,
            "request_id": job.request_id or None,
            "fingerprint": job.fingerprint,
            "item_count": job.item_count,
            "priority": job.priority,
            "maximum_attempts": job.maximum_attempts,
            "created_at_us": microseconds(job.created_at),
            "deadline_us": microseconds(job.deadline),
            "updated_at_us": microseconds(job.updated_at),
            "state": job.state.value,
            "attempts": job.attempts,
            "releases": job.releases,
            "done_count": job.done_count,
            "failed_count": job.failed_count,
            "is_cancel_requested": job.is_cancel_requested,
            "finished_at_us": microseconds(job.finished_at) if job.finished_at else None,
            "problem": _problem_text(job.problem),
            "sequence": job.sequence,
            "has_outcomes": job.done_count > 0,
        }

    @staticmethod
    def to_domain(row: Row[Any]) -> CompressionJob:
        """The job that a row stands for."""
        ended_us = row.finished_at_us
        return CompressionJob(
            job_id=row.job_id,
            request_id=row.request_id or "",
            fingerprint=row.fingerprint,
            item_count=row.item_count,
            priority=row.priority,
            maximum_attempts=row.maximum_attempts,
            created_at=moment(row.created_at_us),
            deadline=moment(row.deadline_us),
            updated_at=moment(row.updated_at_us),
            state=JobState(row.state),
            attempts=row.attempts,
            releases=row.releases,
            done_count=row.done_count,
            failed_count=row.failed_count,
            is_cancel_requested=row.is_cancel_requested,
            finished_at=None if ended_us is None else moment(ended_us),
            problem=_problem(row.problem),
            sequence=row.sequence,
        )


class ItemRow(SQLModel, table=True):
    """An item of a job, sealed."""

    __tablename__ = "compression_job_item"

    job_id: str = Field(
        primary_key=True,
        sa_type=AnyText,
        sa_column_args=[ForeignKey("compression_job.job_id", ondelete="CASCADE")],
    )
    item_index: int = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class OutcomeRow(SQLModel, table=True):
    """What became of an item, sealed; ``byte_count`` is its length before it was packed."""

    __tablename__ = "compression_job_outcome"

    job_id: str = Field(
        primary_key=True,
        sa_type=AnyText,
        sa_column_args=[ForeignKey("compression_job.job_id", ondelete="CASCADE")],
    )
    item_index: int = Field(primary_key=True)
    byte_count: int = Field(sa_type=BigInteger)
    content: bytes = Field(sa_type=LargeBinary)


class EventRow(SQLModel, table=True):
    """A change of a job."""

    __tablename__ = "compression_job_event"

    job_id: str = Field(
        primary_key=True,
        sa_type=AnyText,
        sa_column_args=[ForeignKey("compression_job.job_id", ondelete="CASCADE")],
    )
    sequence: int = Field(primary_key=True)
    at_us: int = Field(sa_type=BigInteger)
    state: str = Field(sa_type=Text)
    attempts: int
    done_count: int
    failed_count: int
    is_cancel_requested: bool
    problem: str | None = Field(sa_type=Text)

    @staticmethod
    def from_domain(job: CompressionJob) -> Values:
        """What is stored of the latest change of a job."""
        event = JobEvent.of(job)
        return {
            "job_id": job.job_id,
            "sequence": event.sequence,
            "at_us": microseconds(event.at),
            "state": event.state.value,
            "attempts": event.attempts,
            "done_count": event.done_count,
            "failed_count": event.failed_count,
            "is_cancel_requested": event.is_cancel_requested,
            "problem": _problem_text(event.problem),
        }

    @staticmethod
    def to_domain(row: Row[Any]) -> JobEvent:
        """The change that a row stands for."""
        return JobEvent(
            sequence=row.sequence,
            at=moment(row.at_us),
            state=JobState(row.state),
            attempts=row.attempts,
            done_count=row.done_count,
            failed_count=row.failed_count,
            is_cancel_requested=row.is_cancel_requested,
            problem=_problem(row.problem),
        )


JOBS: Table = SQLModel.metadata.tables["compression_job"]
ITEMS: Table = SQLModel.metadata.tables["compression_job_item"]
OUTCOMES: Table = SQLModel.metadata.tables["compression_job_outcome"]
EVENTS: Table = SQLModel.metadata.tables["compression_job_event"]


def _problem_text(problem: Problem | None) -> str | None:
    if problem is None:
        return None
    return json.dumps([problem.reason, problem.message, dict(problem.metadata)])


def _problem(kept: str | None) -> Problem | None:
    return None if kept is None else Problem(*json.loads(kept))
