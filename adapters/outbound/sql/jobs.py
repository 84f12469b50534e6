"""The CompressionJobRepository port over tables."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import batched

from sqlalchemy import bindparam, func, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from adapters.outbound.sql.columns import microseconds
from adapters.outbound.sql.forgetting import FORGET_ITEMS, FORGET_JOBS, FORGET_OUTCOMES, Forgetting
from adapters.outbound.sql.job_listing import page_of_jobs
from adapters.outbound.sql.job_rows import EVENTS, JOBS, EventRow, JobRow
from adapters.outbound.sql.sealed_contents import SealedContents
from adapters.outbound.sql.transaction import Transaction
from domain.compression.jobs.faults import (
    JobChanged,
    JobNotFound,
)
from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.items import JobItem
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Outcome
from domain.shared.pages import Page, PageRequest
from domain.shared.storage import RequestIdTaken
from ports.outbound.seals import Seal

_OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)
_MOST_NAMES = 1_000
"""How many ids one statement names."""

# To ask before would leave a gap for others, and an error would end the transaction.
_ADD_SQLITE, _ADD_POSTGRES = (
    make(JOBS).on_conflict_do_nothing(index_elements=["request_id"]).returning(JOBS.c.job_id)
    for make in (sqlite.insert, postgresql.insert)
)
_ADD_EVENT = insert(EVENTS)
_GET = select(JOBS).where(JOBS.c.job_id == bindparam("of_job"))
_GET_LOCKED = _GET.with_for_update()
_BY_REQUEST = select(JOBS).where(JOBS.c.request_id == bindparam("of_request"))
_SAVE = update(JOBS).where(
    JOBS.c.job_id == bindparam("of_job"), JOBS.c.sequence == bindparam("before")
)
_EVENTS = (
    select(EVENTS)
    .where(EVENTS.c.job_id == bindparam("of_job"), EVENTS.c.sequence > bindparam("behind"))
    .order_by(EVENTS.c.sequence)
    .limit(bindparam("most"))
)
_SEQUENCES = select(JOBS.c.job_id, JOBS.c.sequence).where(
    JOBS.c.job_id.in_(bindparam("of_jobs", expanding=True))
)
_OPEN_COUNT = select(func.count()).select_from(JOBS).where(JOBS.c.state.in_(_OPEN))
_OVERDUE = (
    select(JOBS.c.job_id)
    .where(text("state = 'queued'"), JOBS.c.deadline_us <= bindparam("at_us"))
    .order_by(JOBS.c.deadline_us)
    .limit(bindparam("most"))
)


class SqlCompressionJobs:
    """Implements ports.outbound.jobs.CompressionJobRepository.

    Args:
        transaction: That of the unit of work.
        seal: Protects prompts and results.
    """

    def __init__(self, transaction: Transaction, seal: Seal) -> None:
        self._transaction = transaction
        self._contents = SealedContents(transaction, seal)
        self._forgetting = Forgetting(transaction)

    def add(self, job: CompressionJob, items: Sequence[JobItem]) -> None:
        """See the port."""
        statement = _ADD_POSTGRES if self._transaction.is_postgres else _ADD_SQLITE
        values = {**JobRow.from_domain(job), "has_items": True}
        if self._transaction.first(statement, values) is None:
            raise RequestIdTaken("there is a job with this request_id", request_id=job.request_id)
        self._contents.add_items(job.job_id, items)
        self._transaction.change(_ADD_EVENT, EventRow.from_domain(job))

    def get(self, job_id: str, *, is_locked: bool = False) -> CompressionJob:
        """See the port. SQLite locks by itself: there is one unit of work that writes."""
        row = self._transaction.first(_GET_LOCKED if is_locked else _GET, {"of_job": job_id})
        if row is None:
            raise JobNotFound.named(job_id)
        return JobRow.to_domain(row)

    def find_by_request(self, request_id: str) -> CompressionJob | None:
        """See the port."""
        if not request_id:
            return None
        row = self._transaction.first(_BY_REQUEST, {"of_request": request_id})
        return None if row is None else JobRow.to_domain(row)

    def save(self, job: CompressionJob) -> None:
        """See the port."""
        key = {"of_job": job.job_id, "before": job.sequence - 1}
        if not self._transaction.change(_SAVE, {**JobRow.from_domain(job), **key}):
            raise JobChanged("somebody else changed the job first", job_id=job.job_id)
        self._transaction.change(_ADD_EVENT, EventRow.from_domain(job))

    def page(self, wanted: JobFilter, request: PageRequest) -> Page[CompressionJob]:
        """See the port."""
        return page_of_jobs(self._transaction, wanted, request)

    def items(self, job_id: str, *, start: int, limit: int) -> Sequence[JobItem]:
        """See the port."""
        return self._contents.items(job_id, start=start, limit=limit)

    def add_outcomes(self, job_id: str, outcomes: Mapping[int, Outcome]) -> None:
        """See the port."""
        self._contents.add_outcomes(job_id, outcomes)

    def outcomes(
        self, job_id: str, *, start: int, limit: int, byte_limit: int
    ) -> Mapping[int, Outcome]:
        """See the port."""
        return self._contents.outcomes(job_id, start=start, limit=limit, byte_limit=byte_limit)

    def next_item(self, job_id: str) -> int:
        """See the port."""
        return self._contents.next_item(job_id)

    def events(self, job_id: str, *, after: int, limit: int) -> Sequence[JobEvent]:
        """See the port."""
        rows = self._transaction.rows(_EVENTS, {"of_job": job_id, "behind": after, "most": limit})
        return [EventRow.to_domain(row) for row in rows]

    def sequences(self, job_ids: Collection[str]) -> Mapping[str, int]:
        """See the port."""
        found: dict[str, int] = {}
        for names in batched(job_ids, _MOST_NAMES):
            rows = self._transaction.rows(_SEQUENCES, {"of_jobs": list(names)})
            found.update({row.job_id: row.sequence for row in rows})
        return found

    def open_count(self) -> int:
        """See the port."""
        return self._transaction.number(_OPEN_COUNT)

    def overdue(self, at: datetime, *, limit: int) -> Sequence[str]:
        """See the port."""
        rows = self._transaction.rows(_OVERDUE, {"at_us": microseconds(at), "most": limit})
        return [row.job_id for row in rows]

    def forget_items(self, *, finished_before: datetime, limit: int) -> int:
        """See the port."""
        return self._forgetting.run(FORGET_ITEMS, finished_before, limit)

    def forget_outcomes(self, *, finished_before: datetime, limit: int) -> int:
        """See the port."""
        return self._forgetting.run(FORGET_OUTCOMES, finished_before, limit)

    def forget(self, *, finished_before: datetime, limit: int) -> int:
        """See the port."""
        return self._forgetting.run(FORGET_JOBS, finished_before, limit)
