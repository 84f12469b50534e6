"""Compression jobs, kept and done by a server."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing, suppress

import steelyard_client as client
from steelyard_client.kept_arguments import JobFilter as Filtering

from adapters.outbound.grpc_client import job_values
from adapters.outbound.grpc_client.errors import domain_errors
from domain.compression.jobs.faults import (
    JobNotFound,
)
from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.items import JobItem
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.shared.pages import Page, PageRequest
from ports.inbound.jobs import JobReport

_MS = 1_000


class RemoteJobs:
    """Implements ports.inbound.jobs.CompressionJobs by calling a server.

    A job that is made without a request id gets one, so that the client may try again.

    Args:
        client: Calls the server.
    """

    def __init__(self, client: client.Steelyard) -> None:
        self._client = client

    def create_compression_job(
        self, *, request_id: str, items: Sequence[JobItem], priority: int, lifetime_ms: int
    ) -> CompressionJob:
        """See the port."""
        with domain_errors():
            job = self._client.create_compression_job(
                [job_values.from_item(each) for each in items],
                job_request_id=request_id,
                priority=priority,
                lifetime_seconds=lifetime_ms / _MS,
            )
        return job_values.to_job(job)

    def get_compression_job(self, *, job_id: str, request: PageRequest) -> JobReport:
        """See the port."""
        with domain_errors():
            report = self._client.get_compression_job(
                job_id, page_size=request.size, page_token=request.token
            )
        outcomes = {each.index: job_values.to_outcome(each.outcome) for each in report.results}
        return JobReport(job_values.to_job(report.job), outcomes, report.next_page_token)

    def list_compression_jobs(
        self, *, wanted: JobFilter, request: PageRequest
    ) -> Page[CompressionJob]:
        """See the port."""
        how = Filtering(
            page_size=request.size,
            states=[client.JobState(state.value) for state in wanted.states],
            job_request_id=wanted.request_id,
        )
        with domain_errors():
            page = self._client.list_compression_jobs_page(page_token=request.token, **how)
        return Page(tuple(map(job_values.to_job, page.jobs)), page.next_page_token)

    def cancel_compression_job(self, *, job_id: str) -> CompressionJob:
        """See the port."""
        with domain_errors():
            return job_values.to_job(self._client.cancel_compression_job(job_id))

    def watch_compression_job(self, *, job_id: str, after: int) -> Sequence[JobEvent]:
        """See the port; what happens from now on is not waited for."""
        latest = self._sequence(job_id)
        if latest <= after:
            return ()
        events: list[JobEvent] = []
        watched = self._client.watch_compression_job(job_id, after_sequence=after)
        with domain_errors(), closing(watched) as changes:
            for change in changes:
                events.append(job_values.to_event(change))
                if change.sequence >= latest:
                    break
        return events

    def latest_sequences(self, job_ids: Collection[str]) -> Mapping[str, int]:
        """See the port."""
        found: dict[str, int] = {}
        for job_id in job_ids:
            with suppress(JobNotFound):
                found[job_id] = self._sequence(job_id)
        return found

    def _sequence(self, job_id: str) -> int:
        """How far a job has come."""
        with domain_errors():
            return self._client.get_compression_job(job_id, page_size=1).job.sequence
