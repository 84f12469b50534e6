"""Compression jobs that a worker does while somebody looks."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.shared.errors import SteelyardError
from tests.fakes.jobs import JobsInMemory


@dataclass
class BusyJobs(JobsInMemory):
    """Implements ports.inbound.jobs.CompressionJobs; each look at a job has its worker go on.

    Args:
        is_working: Whether there is a worker at all.
        outages: What the looks after the first one raise.
    """

    is_working: bool = True
    outages: list[SteelyardError] = field(default_factory=list)

    def watch_compression_job(self, *, job_id: str, after: int) -> Sequence[JobEvent]:
        told = super().watch_compression_job(job_id=job_id, after=after)
        if after and self.outages:
            raise self.outages.pop(0)
        if self.is_working:
            self._work(job_id)
        return told

    def do(self, job_id: str) -> None:
        """Do all that is left of a job."""
        while not self.jobs[job_id].state.is_final:
            self._work(job_id)

    def _work(self, job_id: str) -> None:
        """Do the next thing that a worker would."""
        job, made = self.jobs[job_id], self.outcomes[job_id]
        if job.state.is_final:
            return
        if job.state is JobState.QUEUED:
            self.save(job.begin(self.now()))
        elif job.is_cancel_requested:
            self.save(job.cancel(self.now()))
        elif len(made) < job.item_count:
            self.advance(job_id)
        else:
            problem = next((each for each in made.values() if isinstance(each, Problem)), None)
            self.save(job.conclude(self.now(), done=0, failed=0, problem=problem))
