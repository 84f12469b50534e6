"""What may be wrong with jobs, and with what is asked of them."""

from domain.shared.errors import Conflict, FailedPrecondition, NotFound, Unavailable

_TOLD_CHARACTERS = 64


class JobNotFound(NotFound):
    """There is no such job, or it is not remembered any more."""

    reason = "JOB_NOT_FOUND"

    @classmethod
    def named(cls, job_id: str) -> "JobNotFound":
        """The error for an id; of one that is longer than ours are, the beginning is told."""
        return cls("there is no such job, or no longer", job_id=job_id[:_TOLD_CHARACTERS])


class RequestIdReused(Conflict):
    """The request id belongs to a job with other content."""

    reason = "REQUEST_ID_REUSED"


class JobChanged(Conflict):
    """Somebody else changed the job since it was read."""

    reason = "JOB_CHANGED"


class JobFinished(FailedPrecondition):
    """The job has come to its end, so that it cannot be changed."""

    reason = "JOB_FINISHED"


class AttemptSuperseded(Conflict):
    """Another worker has taken the job over; what this one found out does not count."""

    reason = "ATTEMPT_SUPERSEDED"


class JobAttemptsExhausted(Unavailable):
    """Every worker that took the job was lost on it."""

    reason = "JOB_ATTEMPTS_EXHAUSTED"


class JobDeadlineExceeded(FailedPrecondition):
    """The job was not done by its deadline."""

    reason = "JOB_DEADLINE_EXCEEDED"
