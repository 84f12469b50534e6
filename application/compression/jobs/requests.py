"""The use cases of whoever wants something compressed that may outlive the call."""

from collections.abc import Callable, Collection, Mapping, Sequence

from application.compression.jobs.room import OpenJobs
from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.items import JobItem, fingerprint
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Outcome
from domain.compression.jobs.policy import JobLimits, JobPolicy
from domain.shared.pages import Page, PageRequest, page_token
from domain.shared.storage import RequestIdTaken
from ports.inbound.jobs import JobReport
from ports.outbound.storage import Storage, UnitOfWork
from ports.outbound.telemetry import JobTelemetry

_EVENTS = 1_000
"""The most events of one answer."""
_REPORT_BYTES = 3_000_000
"""About the most results of one answer; clients take messages of 4 MiB."""


class JobDesk:
    """Implements ports.inbound.jobs.CompressionJobs.

    Args:
        storage: Where jobs are kept.
        new_id: Makes ids that nobody can guess.
        limits: How much may be asked for.
        policy: How jobs are tried.
        telemetry: Told of jobs that end.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        new_id: Callable[[], str],
        limits: JobLimits,
        policy: JobPolicy,
        telemetry: JobTelemetry,
    ) -> None:
        self._storage = storage
        self._new_id = new_id
        self._limits = limits
        self._policy = policy
        self._telemetry = telemetry
        self._open_jobs = OpenJobs(limits.open_jobs)

    def create_compression_job(
        self, *, request_id: str, items: Sequence[JobItem], priority: int, lifetime_ms: int
    ) -> CompressionJob:
        """See the port."""
        self._limits.check_items(items)
        content = fingerprint(items, priority=priority, lifetime_ms=lifetime_ms)
        with self._storage.begin() as unit:
            known = unit.jobs.find_by_request(request_id)
            if known is not None:
                known.check_same_request(content)
                return known
            at = unit.now()
            job = CompressionJob(
                job_id=self._new_id(),
                request_id=request_id,
                fingerprint=content,
                item_count=len(items),
                priority=priority,
                maximum_attempts=self._policy.attempts,
                created_at=at,
                deadline=self._policy.deadline(at, asked_ms=lifetime_ms),
                updated_at=at,
            )
            self._open_jobs.admit(unit.jobs)
            return self._accept(unit, job, items)

    def get_compression_job(self, *, job_id: str, request: PageRequest) -> JobReport:
        """See the port."""
        start = request.after_index()
        with self._storage.begin(is_read_only=True) as unit:
            job = unit.jobs.get(job_id)
            outcomes = unit.jobs.outcomes(
                job_id, start=start, limit=request.limit(), byte_limit=_REPORT_BYTES
            )
        return JobReport(job, outcomes, _next_token(job, outcomes))

    def list_compression_jobs(
        self, *, wanted: JobFilter, request: PageRequest
    ) -> Page[CompressionJob]:
        """See the port."""
        with self._storage.begin(is_read_only=True) as unit:
            return unit.jobs.page(wanted, request)

    def cancel_compression_job(self, *, job_id: str) -> CompressionJob:
        """See the port."""
        with self._storage.begin() as unit:
            job = unit.jobs.get(job_id, is_locked=True)
            cancelled = job.request_cancel(unit.now())
            if cancelled is job:
                return job
            unit.jobs.save(cancelled)
            if job.state is JobState.QUEUED:
                unit.queue.withdraw(job_id)
            unit.commit()
        if cancelled.state.is_final:
            self._telemetry.job_ended(cancelled)
        return cancelled

    def watch_compression_job(self, *, job_id: str, after: int) -> Sequence[JobEvent]:
        """See the port."""
        with self._storage.begin(is_read_only=True) as unit:
            unit.jobs.get(job_id)
            return unit.jobs.events(job_id, after=after, limit=_EVENTS)

    def latest_sequences(self, job_ids: Collection[str]) -> Mapping[str, int]:
        """See the port."""
        with self._storage.begin(is_read_only=True) as unit:
            return unit.jobs.sequences(job_ids)

    def _accept(
        self, unit: UnitOfWork, job: CompressionJob, items: Sequence[JobItem]
    ) -> CompressionJob:
        try:
            unit.jobs.add(job, items)
        except RequestIdTaken:
            # Another one came first, between our look and our writing.
            known = unit.jobs.find_by_request(job.request_id)
            if known is None:
                raise
            known.check_same_request(job.fingerprint)
            return known
        unit.queue.put(job.job_id, priority=job.priority)
        unit.commit()
        return job


def _next_token(job: CompressionJob, outcomes: Mapping[int, Outcome]) -> str:
    """Where the page behind these outcomes begins; items get theirs in order."""
    behind = max(outcomes, default=job.done_count - 1) + 1
    return page_token(str(behind)) if behind < job.done_count else ""
