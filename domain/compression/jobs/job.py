"""A compression job: work that outlives the call that asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from domain.compression.jobs.faults import (
    AttemptSuperseded,
    JobAttemptsExhausted,
    JobChanged,
    JobDeadlineExceeded,
    JobFinished,
    RequestIdReused,
)
from domain.compression.jobs.outcomes import Problem
from domain.shared.errors import InvalidValue

REQUEST_ID_LIMIT = 128
"""The most characters of a request id."""
PRIORITY_LIMIT = 9
"""The highest priority."""


class JobState(Enum):
    """Where a job stands.

    QUEUED ──> RUNNING ──> SUCCEEDED
      │  ^        │  └───> FAILED
      │  └────────┤
      ├───────────┼──────> CANCELLED
      └───────────┴──────> EXPIRED
    """

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        """Whether nothing comes after it."""
        return self not in _OPEN


_OPEN = frozenset({JobState.QUEUED, JobState.RUNNING})


@dataclass(frozen=True, slots=True, kw_only=True)
class CompressionJob:
    """A job and where it stands. Each transition gives a new one with the next sequence number.

    A job is stored after each transition, so that whoever watches misses none, and a transition of
    what somebody else has changed meanwhile is refused. The number of an attempt is its fencing
    token: only the latest one may report.

    Args:
        job_id: Its name, given by the server.
        request_id: The name that its creator gave the request; empty for none.
        fingerprint: Tells requests with the same id apart (see items.fingerprint).
        item_count: How many texts and chats it consists of.
        priority: Higher ones are taken first; 0 to PRIORITY_LIMIT.
        maximum_attempts: How many attempts may fail or be lost before the job does.
        created_at: When it was accepted.
        deadline: When it expires.
        updated_at: When it last changed.
        state: Where it stands.
        attempts: How often it was started; the number of the latest attempt.
        releases: How many attempts were given back in order, as when a worker is shut down.
        done_count: Items with an outcome.
        failed_count: Those whose outcome is a problem.
        is_cancel_requested: Whether somebody wants it to end.
        finished_at: When it came to its end; None before.
        problem: Why it failed, or why its latest attempt did; None otherwise.
        sequence: Counts its changes, from 1.

    Raises:
        InvalidValue: The request id is too long, the priority is none, or there are no items.
    """

    job_id: str
    request_id: str
    fingerprint: str
    item_count: int
    priority: int
    maximum_attempts: int
    created_at: datetime
    deadline: datetime
    updated_at: datetime
    state: JobState = JobState.QUEUED
    attempts: int = 0
    releases: int = 0
    done_count: int = 0
    failed_count: int = 0
    is_cancel_requested: bool = False
    finished_at: datetime | None = None
    problem: Problem | None = None
    sequence: int = 1

    def __post_init__(self) -> None:
        if len(self.request_id) > REQUEST_ID_LIMIT:
            raise InvalidValue(
                f"a request id has at most {REQUEST_ID_LIMIT} characters",
                field="request_id",
                limit=REQUEST_ID_LIMIT,
            )
        if not 0 <= self.priority <= PRIORITY_LIMIT:
            raise InvalidValue(
                f"a priority is from 0 to {PRIORITY_LIMIT}", field="priority", limit=PRIORITY_LIMIT
            )
        if self.item_count < 1:
            raise InvalidValue("a job has at least one item", field="items")

    @property
    def is_exhausted(self) -> bool:
        """Whether no further attempt is allowed."""
        return self.failed_attempts >= self.maximum_attempts

    @property
    def failed_attempts(self) -> int:
        """How many attempts failed or were lost; the one that runs now is counted too."""
        return self.attempts - self.releases

    def check_same_request(self, fingerprint: str) -> None:
        """Refuse a request that has this one's id and other content.

        Raises:
            RequestIdReused: The content is another one.
        """
        if self.fingerprint != fingerprint:
            raise RequestIdReused(
                "this request_id was used for a job with other content",
                request_id=self.request_id,
                job_id=self.job_id,
            )

    def check_attempt(self, attempt: int) -> None:
        """Refuse whoever does not hold the latest attempt.

        Raises:
            AttemptSuperseded: The job is not running, or another attempt has begun.
        """
        if self.state is not JobState.RUNNING or self.attempts != attempt:
            raise AttemptSuperseded(
                "another worker has taken the job over, or it has ended",
                job_id=self.job_id,
                attempt=attempt,
            )

    def begin(self, at: datetime) -> "CompressionJob":
        """Begin the next attempt of a job that was handed to a worker.

        Where it is running, its worker was lost. It ends instead where its deadline has passed,
        somebody wants it to end, or workers were lost on it too often.

        Raises:
            JobFinished: It has ended before.
        """
        self._check_open()
        ended = self.unwanted(at)
        if ended is not None:
            return ended
        if self.is_exhausted:
            return self.fail(at, Problem.of(self._lost()))
        return self._next(at, state=JobState.RUNNING, attempts=self.attempts + 1)

    def advance(self, at: datetime, *, done: int, failed: int) -> "CompressionJob":
        """Take note of outcomes.

        Args:
            at: Now.
            done: Further items with an outcome.
            failed: Those of them whose outcome is a problem.

        Raises:
            JobFinished: It has ended.
            JobChanged: It does not run.
        """
        self._check_running()
        return self._next(
            at, done_count=self.done_count + done, failed_count=self.failed_count + failed
        )

    def is_late(self, at: datetime) -> bool:
        """Whether its deadline has passed."""
        return at >= self.deadline

    def conclude(
        self, at: datetime, *, done: int, failed: int, problem: Problem | None
    ) -> "CompressionJob":
        """Take note of the last outcomes; the job has succeeded if any of its items has.

        Args:
            at: Now.
            done: Further items with an outcome; none is without one then.
            failed: Those of them whose outcome is a problem.
            problem: That of the first item, where all of them have one.

        Raises:
            JobFinished: It has ended.
            JobChanged: It does not run, or an item is without an outcome.
        """
        self._check_running()
        counted = replace(
            self, done_count=self.done_count + done, failed_count=self.failed_count + failed
        )
        if counted.done_count != counted.item_count:
            raise JobChanged("an item of the job has no outcome", job_id=self.job_id)
        if counted.failed_count == counted.item_count:
            return counted._end(at, JobState.FAILED, problem=problem)  # noqa: SLF001 - one of ours
        return counted._end(at, JobState.SUCCEEDED, problem=None)  # noqa: SLF001 - one of ours

    def postpone(self, at: datetime, problem: Problem) -> "CompressionJob":
        """Put it back into the queue after a failed attempt.

        It ends instead where that was the last one, or it is not to be gone on with anyway.

        Raises:
            JobFinished: It has ended.
            JobChanged: It does not run.
        """
        self._check_running()
        ended = self.unwanted(at)
        if ended is None and self.is_exhausted:
            ended = self.fail(at, problem)
        return ended or self._next(at, state=JobState.QUEUED, problem=problem)

    def release(self, at: datetime) -> "CompressionJob":
        """Put it back into the queue because its worker is shut down; that is no failed attempt.

        It ends instead where it is not to be gone on with.

        Raises:
            JobFinished: It has ended.
            JobChanged: It does not run.
        """
        self._check_running()
        again = self.unwanted(at)
        return again or self._next(at, state=JobState.QUEUED, releases=self.releases + 1)

    def fail(self, at: datetime, problem: Problem) -> "CompressionJob":
        """End it without success."""
        return self._end(at, JobState.FAILED, problem=problem)

    def unwanted(self, at: datetime) -> "CompressionJob | None":
        """The end of a job that is not to be gone on with; None for one that is."""
        if self.is_late(at):
            return self.expire(at)
        return self.cancel(at) if self.is_cancel_requested else None

    def expire(self, at: datetime) -> "CompressionJob":
        """End it because its deadline has passed."""
        late = JobDeadlineExceeded("the job was not done by its deadline", job_id=self.job_id)
        return self._end(at, JobState.EXPIRED, problem=Problem.of(late))

    def cancel(self, at: datetime) -> "CompressionJob":
        """End it because somebody wants it to.

        Raises:
            JobFinished: The job has ended.
        """
        return self._end(at, JobState.CANCELLED, problem=None, is_cancel_requested=True)

    def request_cancel(self, at: datetime) -> "CompressionJob":
        """Cancel it at once if it waits; otherwise ask its worker to.

        Raises:
            JobFinished: The job has ended in another way.
        """
        if self.state is JobState.CANCELLED:
            return self
        self._check_open()
        if self.state is JobState.QUEUED:
            return self.cancel(at)
        return self if self.is_cancel_requested else self._next(at, is_cancel_requested=True)

    def _end(
        self,
        at: datetime,
        state: JobState,
        *,
        problem: Problem | None,
        is_cancel_requested: bool | None = None,
    ) -> "CompressionJob":
        self._check_open()
        wanted = self.is_cancel_requested if is_cancel_requested is None else is_cancel_requested
        return self._next(
            at, state=state, problem=problem, finished_at=at, is_cancel_requested=wanted
        )

    def _check_open(self) -> None:
        if self.state.is_final:
            raise JobFinished(
                f"the job has {_ENDS[self.state]}", job_id=self.job_id, state=self.state.value
            )

    def _check_running(self) -> None:
        self._check_open()
        if self.state is not JobState.RUNNING:
            raise JobChanged("the job does not run", job_id=self.job_id)

    def _lost(self) -> JobAttemptsExhausted:
        return JobAttemptsExhausted(
            f"{self.failed_attempts} workers were lost on the job", job_id=self.job_id
        )

    def _next(self, at: datetime, **changes: object) -> "CompressionJob":
        return replace(self, updated_at=at, sequence=self.sequence + 1, **changes)  # type: ignore[arg-type]  # fields by name


_ENDS: Mapping[JobState, str] = {
    JobState.SUCCEEDED: "succeeded",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "been cancelled",
    JobState.EXPIRED: "expired",
}
