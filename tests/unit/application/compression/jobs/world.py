"""Servers and workers over a storage in memory, with compressors that do what a test says."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from application.compression.jobs.attempts import Compressors
from application.compression.jobs.requests import JobDesk
from application.compression.jobs.work import JobShift
from domain.compression.jobs.items import ChatItem, JobItem, TextItem
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Outcome
from domain.compression.jobs.policy import JobLimits, JobPolicy
from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.compression.results import CompressedChat, CompressedText
from domain.shared.errors import Unavailable
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import TokenizerSelector, UnknownModel
from domain.tokens.truncation import TextRange
from ports.inbound.compression import ChatCompressions
from ports.inbound.job_work import Assignment
from ports.outbound.storage import Storage
from tests.fakes.compression import BeginningKept, OldMessagesDropped, TwoSteps
from tests.fakes.storage import RememberedStorage
from tests.fakes.telemetry import RecordingTelemetry
from tests.unit.application.world import result_of

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
POLICY = JobPolicy(
    attempts=3,
    lifetime_default_seconds=3_600,
    lease_seconds=15,
    backoff_ms=1_000,
    backoff_maximum_ms=1_500,
    prompt_seconds=0,
    result_seconds=60,
    record_seconds=600,
)


@dataclass
class WoundClock:
    """Plays ports.outbound.clock.Clock; time passes when it is told to."""

    moment: datetime = NOON

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class ScriptedTexts(BeginningKept):
    """Texts keep their beginning, unless a test says what happens at them.

    Args:
        happenings: What is done in the first step of a text; it may raise.
        compressed: The texts whose compression was begun.
    """

    happenings: dict[str, Callable[[], object]] = field(default_factory=dict)
    compressed: list[str] = field(default_factory=list)

    def compress_text(
        self, *, selector: TokenizerSelector, content: TextToCompress, rules: CompressionRules
    ) -> TwoSteps[CompressedText]:
        self.compressed.append(content.text)
        made = super().compress_text(selector=selector, content=content, rules=rules)
        return EventfulSteps(made.result, happening=self.happenings.get(content.text))


@dataclass
class EventfulSteps[Result](TwoSteps[Result]):
    """Work in whose first step something happens."""

    happening: Callable[[], object] | None = None

    def step(self) -> Result | None:
        if self.left and self.happening is not None:
            self.happening()
        return super().step()


def numbered() -> Callable[[], str]:
    """Makes the ids job-1, job-2 and so on."""
    numbers = count(1)
    return lambda: f"job-{next(numbers)}"


@dataclass
class JobWorld:
    """A storage, and those who use it.

    Args:
        policy: How jobs are tried.
        limits: How much may be asked for.
        clock: The time of everybody.
        texts: What compresses texts.
        chats: What compresses chats.
        telemetry: What is told of jobs.
        new_id: Makes the ids of jobs.
        memory: Where all is kept.
        storage: Through what it is kept there.
    """

    policy: JobPolicy = POLICY
    limits: JobLimits = field(default_factory=JobLimits)
    clock: WoundClock = field(default_factory=WoundClock)
    texts: ScriptedTexts = field(default_factory=ScriptedTexts)
    chats: ChatCompressions = field(default_factory=OldMessagesDropped)
    telemetry: RecordingTelemetry = field(default_factory=RecordingTelemetry)
    new_id: Callable[[], str] = field(default_factory=numbered)
    memory: RememberedStorage = field(init=False)
    storage: Storage = field(init=False)

    def __post_init__(self) -> None:
        self.memory = RememberedStorage(clock=self.clock, patience_s=0)
        self.storage = self.memory

    def beside(self, other: "JobWorld") -> "JobWorld":
        """This world, on the storage of another one."""
        self.memory, self.storage = other.memory, other.storage
        return self

    def desk(self) -> JobDesk:
        """A server."""
        return JobDesk(
            self.storage,
            new_id=self.new_id,
            limits=self.limits,
            policy=self.policy,
            telemetry=self.telemetry,
        )

    def shift(self) -> JobShift:
        """What workers ask."""
        return JobShift(
            self.storage,
            compressors=Compressors(self.texts, self.chats),
            policy=self.policy,
            clock=self.clock,
            telemetry=self.telemetry,
        )

    def created(
        self, *items: JobItem, request_id: str = "", priority: int = 0, lifetime_ms: int = 0
    ) -> CompressionJob:
        """A job; of one text where nothing is given."""
        return self.desk().create_compression_job(
            request_id=request_id,
            items=items or [text("a text")],
            priority=priority,
            lifetime_ms=lifetime_ms,
        )

    def taken(self) -> Assignment:
        """The next job, in the hands of a new worker."""
        shift = self.shift()
        assignment = shift.take(shift.join())
        assert assignment is not None, "there is nothing to do"
        return assignment

    def lose_workers(self) -> None:
        """No worker is heard of for long, and their jobs are handed out again."""
        self.clock.pass_by(self.policy.lease_seconds)
        self.shift().tend()

    def worked(self, assignment: Assignment | None = None) -> bool:
        """What becomes of an attempt; a new one at the next job where none is given."""
        return result_of(self.shift().work(assignment or self.taken()))

    @property
    def ends(self) -> list[JobState]:
        """How jobs ended, as it was told."""
        return [job.state for job in self.telemetry.jobs]

    def job(self, job_id: str = "job-1") -> CompressionJob:
        """A job as it is stored."""
        return self.memory.tables.jobs[job_id]

    def outcomes(self, job_id: str = "job-1") -> dict[int, Outcome]:
        """What became of its items, as it is stored."""
        return self.memory.tables.outcomes.get(job_id, {})

    def is_queued(self, job_id: str = "job-1") -> bool:
        """Whether the queue knows of it, held by a worker or not."""
        return job_id in self.memory.tables.queue


def text(content: str, *, budget: int = 4, pins: Sequence[TextRange] = ()) -> TextItem:
    """A text of which four characters are to be left."""
    return TextItem(
        selector=TokenizerSelector(model="m", unknown_model=UnknownModel.REFUSE),
        content=TextToCompress(content, tuple(pins)),
        rules=CompressionRules(token_budget=budget),
    )


def texts(number: int) -> list[TextItem]:
    """So many texts, each another one."""
    return [text(f"text {index}") for index in range(number)]


def infeasible(content: str) -> TextItem:
    """A text that has to stay and is longer than it may be."""
    return text(content, pins=[TextRange(0, len(content))])


def chat(content: str) -> ChatItem:
    """A chat that is over its budget: all that is said in it may go."""
    said = [{"role": role, "content": content} for role in ("user", "assistant", "user")]
    return ChatItem(
        model="m",
        chat=ChatRequest(ChatShape.OPENAI, json.dumps({"messages": said})),
        rules=CompressionRules(token_budget=1),
        staying=StayingMessages(),
        unknown_model=UnknownModel.ESTIMATE,
    )


class RewriterAway(Unavailable):
    reason = "REWRITER_UNAVAILABLE"


def raising(error: Exception) -> Callable[[], None]:
    """Something that does not work."""

    def happen() -> None:
        raise error

    return happen


def left_of(outcome: Outcome) -> str:
    """What is left of a text or a chat."""
    if isinstance(outcome, CompressedText):
        return outcome.text
    assert isinstance(outcome, CompressedChat), f"a problem: {outcome}"
    return outcome.chat.body
