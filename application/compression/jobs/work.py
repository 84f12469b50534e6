"""The use cases of a worker: to take jobs, to do them, and to look after what others left."""

from application.compression.jobs.attempts import Attempt, Compressors, requeue
from domain.compression.jobs.faults import (
    JobNotFound,
)
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.compression.jobs.policy import JobPolicy
from domain.shared.errors import InternalFault
from domain.shared.steps import Steps
from ports.inbound.job_work import Assignment
from ports.outbound.clock import Clock
from ports.outbound.storage import Storage, UnitOfWork
from ports.outbound.telemetry import JobTelemetry

_TENDED = 100
"""How many jobs one look expires or forgets at most, so that the transaction stays short."""


class JobShift:
    """Implements ports.inbound.job_work.CompressionWork.

    Args:
        storage: Where jobs are kept.
        compressors: What compresses.
        policy: How jobs are tried.
        clock: Tells when it is time to look at the store again.
        telemetry: Told of jobs that end.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        compressors: Compressors,
        policy: JobPolicy,
        clock: Clock,
        telemetry: JobTelemetry,
    ) -> None:
        self._storage = storage
        self._compressors = compressors
        self._policy = policy
        self._clock = clock
        self._telemetry = telemetry

    def join(self) -> str:
        """See the port."""
        with self._storage.begin() as unit:
            worker = unit.queue.join()
            unit.commit()
        return worker

    def stay(self, worker: str) -> None:
        """See the port."""
        with self._storage.begin() as unit:
            unit.queue.stay(worker)
            unit.commit()

    def leave(self, worker: str) -> None:
        """See the port."""
        with self._storage.begin() as unit:
            unit.queue.leave(worker)
            unit.commit()

    def take(self, worker: str) -> Assignment | None:
        """See the port."""
        while True:
            with self._storage.begin() as unit:
                job_id = unit.queue.take(worker)
                if job_id is None:
                    return None
                begun = _begin(unit, job_id)
                if begun is None or begun.state.is_final:
                    unit.queue.complete(worker, job_id)
                unit.commit()
            if begun is not None and begun.state is JobState.RUNNING:
                return Assignment(worker, job_id, begun.attempts)
            if begun is not None:
                self._tell(begun)

    def work(self, assignment: Assignment) -> Steps[bool]:
        """See the port."""
        attempt = Attempt(
            assignment,
            storage=self._storage,
            compressors=self._compressors,
            policy=self._policy,
            clock=self._clock,
            telemetry=self._telemetry,
        )
        return Steps(attempt.run())

    def release(self, assignment: Assignment) -> None:
        """See the port."""
        with self._storage.begin() as unit:
            job = unit.jobs.get(assignment.job_id, is_locked=True)
            job.check_attempt(assignment.attempt)
            left = job.release(unit.now())
            requeue(unit, left, assignment=assignment)
            unit.commit()
        self._tell(left)

    def set_back(self, assignment: Assignment) -> None:
        """See the port."""
        fault = Problem.of(InternalFault("internal error", job_id=assignment.job_id))
        with self._storage.begin() as unit:
            job = unit.jobs.get(assignment.job_id, is_locked=True)
            job.check_attempt(assignment.attempt)
            left = job.postpone(unit.now(), fault)
            delay_s = self._policy.backoff_s(job.failed_attempts)
            requeue(unit, left, assignment=assignment, delay_s=delay_s)
            unit.commit()
        self._tell(left)

    def tend(self) -> int:
        """See the port."""
        with self._storage.begin() as unit:
            recovered = unit.queue.recover(lease_s=self._policy.lease_seconds)
            at = unit.now()
            expired = []
            for job_id in unit.jobs.overdue(at, limit=_TENDED):
                job = unit.jobs.get(job_id, is_locked=True)
                if job.state is JobState.QUEUED:  # nobody was faster
                    expired.append(job.expire(at))
                    unit.jobs.save(expired[-1])
                    unit.queue.withdraw(job_id)
            unit.commit()
        for job in expired:
            self._telemetry.job_ended(job)
        return recovered + len(expired)

    def tidy(self) -> int:
        """See the port."""
        policy = self._policy
        with self._storage.begin() as unit:
            at, jobs = unit.now(), unit.jobs
            forgotten = sum(
                (
                    jobs.forget_items(
                        finished_before=policy.prompts_of_jobs_finished_before(at), limit=_TENDED
                    ),
                    jobs.forget_outcomes(
                        finished_before=policy.results_of_jobs_finished_before(at), limit=_TENDED
                    ),
                    jobs.forget(finished_before=policy.jobs_finished_before(at), limit=_TENDED),
                    unit.analyses.forget(expired_before=at, limit=_TENDED),
                )
            )
            waiting = unit.queue.waiting_count()
            unit.commit()
        self._telemetry.jobs_seen(waiting=waiting)
        return forgotten

    def _tell(self, job: CompressionJob) -> None:
        if job.state.is_final:
            self._telemetry.job_ended(job)


def _begin(unit: UnitOfWork, job_id: str) -> CompressionJob | None:
    """Begin an attempt at a job that was handed out, or end the job; None where it has ended."""
    try:
        job = unit.jobs.get(job_id, is_locked=True)
    except JobNotFound:
        return None
    if job.state.is_final:
        return None
    begun = job.begin(unit.now())
    unit.jobs.save(begun)
    return begun
