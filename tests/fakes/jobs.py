"""Compression jobs in memory: a test does the work of the workers."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain.compression.jobs.faults import (
    JobNotFound,
)
from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.items import ChatItem, JobItem, TextItem, fingerprint
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Outcome, Problem, without_sources
from domain.shared.errors import SteelyardError
from domain.shared.pages import Page, PageRequest
from ports.inbound.jobs import JobReport
from ports.inbound.steps import Steps
from tests.fakes.compression import BeginningKept, OldMessagesDropped

BEGIN = datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)
"""When the first job is accepted; each further change of any job is a second later."""
ATTEMPTS = 3
LIFETIME_MS = 3_600_000
_NEWEST_FIRST = 999_999


@dataclass
class JobsInMemory:
    """Implements ports.inbound.jobs.CompressionJobs: nothing happens to a job by itself.

    Args:
        jobs: As they stand, by id, the oldest first.
        items: What each consists of.
        outcomes: What became of them, by index.
        events: What happened to each.
        fault: What every method raises while it is set.
        asked: The ids of each question for latest sequence numbers.
        event_limit: The most events of an answer.
    """

    jobs: dict[str, CompressionJob] = field(default_factory=dict)
    items: dict[str, tuple[JobItem, ...]] = field(default_factory=dict)
    outcomes: dict[str, dict[int, Outcome]] = field(default_factory=dict)
    events: dict[str, list[JobEvent]] = field(default_factory=dict)
    fault: SteelyardError | None = None
    asked: list[frozenset[str]] = field(default_factory=list)
    event_limit: int = 100
    _ticks: int = 0

    def create_compression_job(
        self, *, request_id: str, items: Sequence[JobItem], priority: int, lifetime_ms: int
    ) -> CompressionJob:
        self._fail()
        told = fingerprint(items, priority=priority, lifetime_ms=lifetime_ms)
        for known in self.jobs.values():
            if request_id and known.request_id == request_id:
                known.check_same_request(told)
                return known
        now = self.now()
        job = CompressionJob(
            job_id=f"job-{len(self.jobs) + 1}",
            request_id=request_id,
            fingerprint=told,
            item_count=len(items),
            priority=priority,
            maximum_attempts=ATTEMPTS,
            created_at=now,
            deadline=now + timedelta(milliseconds=lifetime_ms or LIFETIME_MS),
            updated_at=now,
        )
        self.items[job.job_id], self.outcomes[job.job_id] = tuple(items), {}
        return self.save(job)

    def get_compression_job(self, *, job_id: str, request: PageRequest) -> JobReport:
        job = self._job(job_id)
        keyed = [
            (f"{index:06}", (index, outcome))
            for index, outcome in sorted(self.outcomes[job_id].items())
        ]
        page = Page.of(keyed, request)
        return JobReport(job, dict(page.items), page.next_token)

    def list_compression_jobs(
        self, *, wanted: JobFilter, request: PageRequest
    ) -> Page[CompressionJob]:
        self._fail()
        keyed = [
            (f"{_NEWEST_FIRST - number:06}", job)
            for number, job in enumerate(self.jobs.values())
            if not wanted.states or job.state in wanted.states
            if not wanted.request_id or job.request_id == wanted.request_id
        ]
        return Page.of(reversed(keyed), request)

    def cancel_compression_job(self, *, job_id: str) -> CompressionJob:
        job = self._job(job_id)
        changed = job.request_cancel(self.now())
        return job if changed is job else self.save(changed)

    def watch_compression_job(self, *, job_id: str, after: int) -> Sequence[JobEvent]:
        self._job(job_id)
        behind = [event for event in self.events[job_id] if event.sequence > after]
        return behind[: self.event_limit]

    def latest_sequences(self, job_ids: Collection[str]) -> Mapping[str, int]:
        self.asked.append(frozenset(job_ids))
        self._fail()
        return {each: self.jobs[each].sequence for each in job_ids if each in self.jobs}

    def now(self) -> datetime:
        """The time of the next change."""
        self._ticks += 1
        return BEGIN + timedelta(seconds=self._ticks - 1)

    def save(self, job: CompressionJob) -> CompressionJob:
        """Keep a job after one transition."""
        self.events.setdefault(job.job_id, []).append(JobEvent.of(job))
        self.jobs[job.job_id] = job
        return job

    def start(self, job_id: str) -> CompressionJob:
        """Begin an attempt."""
        return self.save(self.jobs[job_id].begin(self.now()))

    def advance(self, job_id: str) -> CompressionJob:
        """Do the next item, which is not the last one."""
        problem = self._do_next(job_id)
        job = self.jobs[job_id]
        return self.save(job.advance(self.now(), done=1, failed=int(problem is not None)))

    def finish(self, job_id: str) -> CompressionJob:
        """Do all that is left of a job: texts keep their beginning, chats what must stay."""
        if self.jobs[job_id].state is JobState.QUEUED:
            self.start(job_id)
        while len(self.outcomes[job_id]) < len(self.items[job_id]) - 1:
            self.advance(job_id)
        failed = int(self._do_next(job_id) is not None)
        made = self.outcomes[job_id].values()
        problem = next((each for each in made if isinstance(each, Problem)), None)
        job = self.jobs[job_id]
        return self.save(job.conclude(self.now(), done=1, failed=failed, problem=problem))

    def forget(self, job_id: str) -> None:
        """Keep nothing more of a job."""
        for kept in (self.jobs, self.items, self.outcomes, self.events):
            del kept[job_id]

    def _do_next(self, job_id: str) -> Problem | None:
        index = len(self.outcomes[job_id])
        outcome = without_sources(_compressed(self.items[job_id][index]))
        self.outcomes[job_id][index] = outcome
        return outcome if isinstance(outcome, Problem) else None

    def _job(self, job_id: str) -> CompressionJob:
        self._fail()
        if job_id not in self.jobs:
            raise JobNotFound.named(job_id)
        return self.jobs[job_id]

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


def _compressed(item: JobItem) -> Outcome:
    try:
        match item:
            case TextItem():
                texts = BeginningKept()
                return _result(
                    texts.compress_text(
                        selector=item.selector, content=item.content, rules=item.rules
                    )
                )
            case ChatItem():
                chats = OldMessagesDropped()
                return _result(
                    chats.compress_messages(
                        model=item.model,
                        chat=item.chat,
                        rules=item.rules,
                        staying=item.staying,
                        unknown_model=item.unknown_model,
                    )
                )
    except SteelyardError as error:
        return Problem.of(error)


def _result[Result](steps: Steps[Result]) -> Result:
    while (result := steps.step()) is None:
        pass
    return result
