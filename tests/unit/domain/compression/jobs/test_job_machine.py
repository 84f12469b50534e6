"""A job under any sequence of transitions, those that are refused included."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from domain.compression.jobs.faults import JobFinished
from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from tests.unit.domain.compression.jobs.samples import CREATED, DEADLINE, PROBLEM, a_job

STEPS = {
    JobState.QUEUED: {JobState.RUNNING, JobState.CANCELLED, JobState.EXPIRED},
    JobState.RUNNING: set(JobState),
}
"""Where one change leads from an open state; from the others it leads nowhere."""


class JobMachine(RuleBasedStateMachine):
    """What servers and workers do to a job, in any order and at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.job = a_job()
        self.history = [JobEvent.of(self.job)]
        self.now = CREATED
        self.setbacks = 0

    @initialize(item_count=st.integers(1, 4), maximum_attempts=st.integers(1, 3))
    def accept(self, item_count: int, maximum_attempts: int) -> None:
        """A job of some items."""
        self.job = a_job(item_count=item_count, maximum_attempts=maximum_attempts)
        self.history = [JobEvent.of(self.job)]

    @rule(seconds=st.sampled_from([0, 1, 600]))
    def wait(self, seconds: int) -> None:
        """Time passes; the seventh wait of ten minutes is behind the deadline."""
        self.now += timedelta(seconds=seconds)

    @precondition(lambda self: not self.job.state.is_final)
    @rule()
    def take(self) -> None:
        """A worker takes the job; where it is running, its worker was lost."""
        self.setbacks += self.job.state is JobState.RUNNING
        self.save(self.job.begin(self.now))

    @precondition(lambda self: self.job.state is JobState.RUNNING)
    @rule(done=st.integers(1, 4), share=st.integers(0, 4))
    def report(self, done: int, share: int) -> None:
        """The worker reports some outcomes, or the last ones."""
        done = min(done, self.job.item_count - self.job.done_count)
        failed = min(done, share)
        if self.job.done_count + done == self.job.item_count:
            self.save(self.job.conclude(self.now, done=done, failed=failed, problem=PROBLEM))
        elif done:
            self.save(self.job.advance(self.now, done=done, failed=failed))

    @precondition(lambda self: self.job.state is JobState.RUNNING)
    @rule()
    def look(self) -> None:
        """The worker looks whether the job is still wanted."""
        ended = self.job.unwanted(self.now)
        if ended is not None:
            self.save(ended)

    @precondition(lambda self: self.job.state is JobState.RUNNING)
    @rule()
    def postpone(self) -> None:
        """The attempt fails."""
        self.setbacks += 1
        self.save(self.job.postpone(self.now, PROBLEM))

    @precondition(lambda self: self.job.state is JobState.RUNNING)
    @rule()
    def release(self) -> None:
        """The worker is shut down."""
        self.save(self.job.release(self.now))

    @precondition(lambda self: self.job.state is JobState.QUEUED and self.now >= DEADLINE)
    @rule()
    def tend(self) -> None:
        """Some worker finds that the job is late."""
        self.save(self.job.expire(self.now))

    @rule()
    def ask_to_cancel(self) -> None:
        """Somebody does not want the job any more."""
        try:
            asked = self.job.request_cancel(self.now)
        except JobFinished:
            assert self.job.state.is_final
            return
        if asked is not self.job:
            self.save(asked)
        assert self.job.is_cancel_requested
        assert self.job.state in (JobState.RUNNING, JobState.CANCELLED)

    def save(self, job: CompressionJob) -> None:
        """Take note of one change."""
        before, self.job = self.job, job
        assert job.state in STEPS[before.state]
        self.history.append(JobEvent.of(job))

    @invariant()
    def events_have_no_gap(self) -> None:
        """Sequence numbers count from 1, and moments never go back."""
        moments = [event.at for event in self.history]
        assert [*range(1, len(self.history) + 1)] == [event.sequence for event in self.history]
        assert sorted(moments) == moments

    @invariant()
    def counts_only_grow(self) -> None:
        """No outcome is taken back, and none is one too many."""
        counts = [(event.done_count, event.failed_count) for event in self.history]
        assert sorted(counts) == counts
        assert 0 <= self.job.failed_count <= self.job.done_count <= self.job.item_count

    @invariant()
    def there_are_no_more_attempts_than_allowed(self) -> None:
        """So many attempts may fail or be lost, and no further one begins."""
        begun = self.job.attempts - self.job.releases
        assert begun <= self.job.maximum_attempts
        assert self.setbacks <= self.job.maximum_attempts

    @invariant()
    def an_end_has_its_reason(self) -> None:
        """Only an ended job has a moment of its end; what failed or expired says why."""
        job = self.job
        assert job.state.is_final == (job.finished_at is not None)
        if job.state in (JobState.FAILED, JobState.EXPIRED):
            assert job.problem is not None
        if job.state is JobState.SUCCEEDED:
            assert job.done_count == job.item_count
            assert job.failed_count < job.item_count

    @invariant()
    def what_is_cancelled_was_to_be(self) -> None:
        """Only who was asked to end is cancelled."""
        if self.job.state is JobState.CANCELLED:
            assert self.job.is_cancel_requested


TestJobMachine = JobMachine.TestCase
TestJobMachine.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
