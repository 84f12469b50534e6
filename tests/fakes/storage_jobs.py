"""Compression jobs in memory."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice

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
from domain.shared.pages import MomentKey, Page, PageRequest
from domain.shared.storage import RequestIdTaken
from tests.fakes.storage_tables import Unit

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RememberedJobs:
    """Implements ports.outbound.jobs.CompressionJobRepository.

    Args:
        unit: The unit of work that it belongs to.
    """

    unit: Unit

    def add(self, job: CompressionJob, items: Sequence[JobItem]) -> None:
        """See the port."""
        tables = self.unit.changing()
        if job.request_id in tables.requests:
            raise RequestIdTaken("there is a job with this request_id", request_id=job.request_id)
        if job.request_id:
            tables.requests[job.request_id] = job.job_id
        tables.jobs[job.job_id] = job
        tables.items[job.job_id] = tuple(items)
        tables.events[job.job_id] = (JobEvent.of(job),)

    def get(self, job_id: str, *, is_locked: bool = False) -> CompressionJob:
        """See the port."""
        tables = self.unit.changing() if is_locked else self.unit.seen()
        if job_id not in tables.jobs:
            raise JobNotFound.named(job_id)
        return tables.jobs[job_id]

    def find_by_request(self, request_id: str) -> CompressionJob | None:
        """See the port."""
        tables = self.unit.seen()
        return tables.jobs.get(tables.requests.get(request_id, ""))

    def save(self, job: CompressionJob) -> None:
        """See the port."""
        tables = self.unit.changing()
        before = tables.jobs.get(job.job_id)
        if before is None or before.sequence != job.sequence - 1:
            raise JobChanged("somebody else changed the job first", job_id=job.job_id)
        tables.jobs[job.job_id] = job
        tables.events[job.job_id] += (JobEvent.of(job),)

    def page(self, wanted: JobFilter, request: PageRequest) -> Page[CompressionJob]:
        """See the port."""
        found = [
            (age_key(job.created_at, job.job_id), job)
            for job in self.unit.seen().jobs.values()
            if (not wanted.states or job.state in wanted.states)
            and wanted.request_id in ("", job.request_id)
        ]
        return newest_first(found, request)

    def items(self, job_id: str, *, start: int, limit: int) -> Sequence[JobItem]:
        """See the port."""
        return self.unit.seen().items.get(job_id, ())[start : start + limit]

    def add_outcomes(self, job_id: str, outcomes: Mapping[int, Outcome]) -> None:
        """See the port."""
        tables = self.unit.changing()
        known = tables.outcomes.get(job_id, {})
        if job_id not in tables.jobs or known.keys() & outcomes.keys():
            raise JobChanged("another transaction came first")
        tables.outcomes[job_id] = dict(sorted({**known, **outcomes}.items()))

    def outcomes(
        self, job_id: str, *, start: int, limit: int, byte_limit: int
    ) -> Mapping[int, Outcome]:
        """See the port."""
        chosen: dict[int, Outcome] = {}
        byte_count = 0
        known = self.unit.seen().outcomes.get(job_id, {})
        behind = ((index, outcome) for index, outcome in known.items() if index >= start)
        for index, outcome in islice(behind, limit):
            byte_count += len(repr(outcome))
            if chosen and byte_count > byte_limit:
                break
            chosen[index] = outcome
        return chosen

    def next_item(self, job_id: str) -> int:
        """See the port."""
        return max(self.unit.seen().outcomes.get(job_id, {}), default=-1) + 1

    def events(self, job_id: str, *, after: int, limit: int) -> Sequence[JobEvent]:
        """See the port."""
        events = self.unit.seen().events.get(job_id, ())
        return [event for event in events if event.sequence > after][:limit]

    def sequences(self, job_ids: Collection[str]) -> Mapping[str, int]:
        """See the port."""
        jobs = self.unit.seen().jobs
        return {job_id: jobs[job_id].sequence for job_id in job_ids if job_id in jobs}

    def open_count(self) -> int:
        """See the port."""
        return sum(not job.state.is_final for job in self.unit.seen().jobs.values())

    def overdue(self, at: datetime, *, limit: int) -> Sequence[str]:
        """See the port."""
        late = [
            job
            for job in self.unit.seen().jobs.values()
            if job.state is JobState.QUEUED and job.deadline <= at
        ]
        return [job.job_id for job in sorted(late, key=lambda job: job.deadline)[:limit]]

    def forget_items(self, *, finished_before: datetime, limit: int) -> int:
        """See the port."""
        items = self.unit.changing().items
        return _forgotten(self._ended(items, finished_before), items, limit=limit)

    def forget_outcomes(self, *, finished_before: datetime, limit: int) -> int:
        """See the port."""
        outcomes = self.unit.changing().outcomes
        return _forgotten(self._ended(outcomes, finished_before), outcomes, limit=limit)

    def forget(self, *, finished_before: datetime, limit: int) -> int:
        """See the port."""
        tables = self.unit.changing()
        ended = self._ended(tables.jobs, finished_before)[:limit]
        for job_id in ended:
            tables.requests.pop(tables.jobs.pop(job_id).request_id, None)
            for table in (tables.items, tables.outcomes, tables.events):
                table.pop(job_id, None)
        return len(ended)

    def _ended(self, names: Iterable[str], before: datetime) -> list[str]:
        jobs = self.unit.seen().jobs
        ends = sorted((jobs[name].finished_at or before, name) for name in names)
        return [name for end, name in ends if end < before]


def _forgotten[Kept](ended: list[str], table: dict[str, Kept], *, limit: int) -> int:
    for job_id in ended[:limit]:
        del table[job_id]
    return len(ended[:limit])


def age_key(created_at: datetime, name: str) -> MomentKey:
    """Where something stands in a listing by age."""
    return MomentKey((created_at - _EPOCH) // timedelta(microseconds=1), name)


def newest_first[Item](found: Sequence[tuple[MomentKey, Item]], request: PageRequest) -> Page[Item]:
    """Cut a page out of a listing by age."""
    after = request.after()
    behind = MomentKey.parse(after) if after else None
    ordered = sorted(found, key=lambda each: each[0], reverse=True)
    rest = [(str(key), item) for key, item in ordered if behind is None or key < behind]
    return Page.first_of(rest, request)
