"""One attempt at a job: item after item, with what came of it kept as it goes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.compression.jobs.faults import (
    AttemptSuperseded,
    JobNotFound,
)
from domain.compression.jobs.items import JobItem, TextItem
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.compression.jobs.outcomes import Outcome, Problem, without_sources
from domain.compression.jobs.policy import JobPolicy
from domain.compression.results import CompressedChat, CompressedText
from domain.shared.errors import DeadlineExceeded, Exhausted, SteelyardError, Unavailable
from domain.shared.steps import Stepwise
from domain.shared.storage import SealBroken
from ports.inbound.compression import ChatCompressions, TextCompressions
from ports.inbound.job_work import Assignment
from ports.inbound.steps import Steps
from ports.outbound.clock import Clock
from ports.outbound.storage import Storage, UnitOfWork
from ports.outbound.telemetry import JobTelemetry

_LOOK_EVERY_S = 1.0
"""How often it is looked whether the job is still wanted, and what came of it is kept."""
_KEPT_TOGETHER = 64
"""How many outcomes are kept in one transaction at most."""
_PASSING = (Unavailable, Exhausted, DeadlineExceeded)
"""Errors that another attempt may not meet."""


@dataclass(frozen=True, slots=True)
class Compressors:
    """What compresses the items of jobs.

    Args:
        texts: Texts.
        chats: Chat requests.
    """

    texts: TextCompressions
    chats: ChatCompressions

    def begin(self, item: JobItem) -> Steps[CompressedText] | Steps[CompressedChat]:
        """Begin to compress an item."""
        if isinstance(item, TextItem):
            return self.texts.compress_text(
                selector=item.selector, content=item.content, rules=item.rules
            )
        return self.chats.compress_messages(
            model=item.model,
            chat=item.chat,
            rules=item.rules,
            staying=item.staying,
            unknown_model=item.unknown_model,
        )


class Attempt:
    """An attempt at a job.

    Args:
        assignment: The job, and who does it.
        storage: Where jobs are kept.
        compressors: What compresses.
        policy: How jobs are tried.
        clock: Tells when it is time to look at the store again.
        telemetry: Told when the job ends.
    """

    def __init__(
        self,
        assignment: Assignment,
        *,
        storage: Storage,
        compressors: Compressors,
        policy: JobPolicy,
        clock: Clock,
        telemetry: JobTelemetry,
    ) -> None:
        self._assignment = assignment
        self._storage = storage
        self._compressors = compressors
        self._policy = policy
        self._clock = clock
        self._telemetry = telemetry
        self._looked_at = clock.now()
        self._next = 0
        self._found: dict[int, Outcome] = {}

    def run(self) -> Stepwise[bool]:
        """Do what is left of the job; whether the attempt came to an end of its own."""
        yield False
        try:
            return (yield from self._work())
        except (AttemptSuperseded, JobNotFound):
            return False

    def _work(self) -> Stepwise[bool]:
        try:
            items = self._left()
        except SealBroken as error:
            # Another worker may have the key.
            self._put_off(Problem.of(error))
            return True
        for item in items:
            outcome = yield from self._compressed(item)
            if outcome is None:
                return False
            if isinstance(outcome, _Setback):
                self._put_off(outcome.problem)
                return True
            self._note(without_sources(outcome))
            yield False
            if self._is_time() and not self._look():
                return False
        self._conclude()
        return True

    def _left(self) -> Sequence[JobItem]:
        """The items that have no outcome yet."""
        job_id = self._assignment.job_id
        with self._storage.begin(is_read_only=True) as unit:
            self._next = unit.jobs.next_item(job_id)
            count = unit.jobs.get(job_id).item_count
            return unit.jobs.items(job_id, start=self._next, limit=count)

    def _compressed(self, item: JobItem) -> "Stepwise[Outcome | _Setback | None]":
        """What becomes of an item; None where the job is not wanted any more."""
        steps = _safely(lambda: self._compressors.begin(item))
        if isinstance(steps, Problem | _Setback):
            return steps
        while True:
            result = _safely(steps.step)
            if result is not None:
                return result
            yield False
            if self._is_time() and not self._look():
                return None

    def _note(self, outcome: Outcome) -> None:
        self._found[self._next] = outcome
        self._next += 1

    def _is_time(self) -> bool:
        """Whether enough was found, or enough time has passed, to look at the store."""
        # A clock that is set back must not stop us from looking.
        waited_s = abs((self._clock.now() - self._looked_at).total_seconds())
        return len(self._found) >= _KEPT_TOGETHER or waited_s >= _LOOK_EVERY_S

    def _look(self) -> bool:
        """Keep what was found so far; whether the job is still wanted."""
        with self._storage.begin() as unit:
            job, at = self._mine(unit), unit.now()
            if self._found:
                unit.jobs.add_outcomes(job.job_id, self._found)
                job = job.advance(at, done=len(self._found), failed=self._failed())
                unit.jobs.save(job)
            ended = job.unwanted(at)
            if ended is not None:
                requeue(unit, ended, assignment=self._assignment)
            unit.commit()
        self._found = {}
        self._looked_at = self._clock.now()
        return not self._is_end(ended)

    def _conclude(self) -> None:
        with self._storage.begin() as unit:
            job, at = self._mine(unit), unit.now()
            unit.jobs.add_outcomes(job.job_id, self._found)
            done, failed = len(self._found), self._failed()
            problem = None
            if job.failed_count + failed == job.item_count:
                problem = _first_problem(unit, job.job_id)
            ended = job.conclude(at, done=done, failed=failed, problem=problem)
            requeue(unit, ended, assignment=self._assignment)
            unit.commit()
        self._is_end(ended)

    def _put_off(self, problem: Problem) -> None:
        if not self._look():
            return
        with self._storage.begin() as unit:
            job = self._mine(unit)
            left = job.postpone(unit.now(), problem)
            delay_s = self._policy.backoff_s(job.failed_attempts)
            requeue(unit, left, assignment=self._assignment, delay_s=delay_s)
            unit.commit()
        self._is_end(left)

    def _is_end(self, job: CompressionJob | None) -> bool:
        """Whether a job that was kept has ended; then it is told."""
        if job is None or not job.state.is_final:
            return False
        self._telemetry.job_ended(job)
        return True

    def _mine(self, unit: UnitOfWork) -> CompressionJob:
        """The job, which stays this attempt's until the end of the unit of work.

        Raises:
            AttemptSuperseded: It is another one's.
        """
        job = unit.jobs.get(self._assignment.job_id, is_locked=True)
        job.check_attempt(self._assignment.attempt)
        return job

    def _failed(self) -> int:
        return sum(isinstance(outcome, Problem) for outcome in self._found.values())


@dataclass(frozen=True, slots=True)
class _Setback:
    """What keeps an attempt from going on.

    Args:
        problem: What it met; another attempt may not.
    """

    problem: Problem


def requeue(
    unit: UnitOfWork, left: CompressionJob, *, assignment: Assignment, delay_s: float = 0.0
) -> None:
    """Keep a job as an attempt leaves it: it goes back into the queue, or out of it for good.

    Args:
        unit: Where it is kept.
        left: The job after the attempt.
        assignment: The attempt.
        delay_s: How long it waits in the queue at least, in seconds.
    """
    unit.jobs.save(left)
    if left.state.is_final:
        unit.queue.complete(assignment.worker, left.job_id)
    else:
        unit.queue.give_back(assignment.worker, left.job_id, delay_s=delay_s)


def _first_problem(unit: UnitOfWork, job_id: str) -> Problem | None:
    """The problem of the first item, where all of them have one."""
    first = unit.jobs.outcomes(job_id, start=0, limit=1, byte_limit=1)
    return next((each for each in first.values() if isinstance(each, Problem)), None)


def _safely[Result](call: Callable[[], Result]) -> "Result | Problem | _Setback":
    """What a call returns, or the anticipated error that it raises."""
    try:
        return call()
    except _PASSING as error:
        return _Setback(Problem.of(error))
    except SteelyardError as error:
        return Problem.of(error)
