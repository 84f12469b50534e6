"""Jobs in every state, and items of every kind."""

from datetime import UTC, datetime, timedelta

from domain.compression.jobs.items import ChatItem, TextItem
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.compression.model import SegmentKind
from domain.compression.requests import (
    Accuracy,
    CompressionRules,
    StayingMessages,
    Strategy,
    TextToCompress,
)
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import TokenizerSelector, UnknownModel
from domain.tokens.truncation import TextRange

CREATED = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = CREATED + timedelta(minutes=1)
DEADLINE = CREATED + timedelta(hours=1)
PROBLEM = Problem("MODEL_NOT_FOUND", "nobody knows the model", {"model": "x"})
FINAL = tuple(state for state in JobState if state.is_final)


def a_job(
    *, request_id: str = "", item_count: int = 3, priority: int = 0, maximum_attempts: int = 3
) -> CompressionJob:
    """A job that was just accepted."""
    return CompressionJob(
        job_id="job",
        request_id=request_id,
        fingerprint="f1",
        item_count=item_count,
        priority=priority,
        maximum_attempts=maximum_attempts,
        created_at=CREATED,
        deadline=DEADLINE,
        updated_at=CREATED,
    )


def running(*, item_count: int = 3, maximum_attempts: int = 3) -> CompressionJob:
    """A job in its first attempt."""
    return a_job(item_count=item_count, maximum_attempts=maximum_attempts).begin(CREATED)


def in_state(state: JobState) -> CompressionJob:
    """A job that came to a state as jobs do."""
    match state:
        case JobState.QUEUED:
            return a_job()
        case JobState.RUNNING:
            return running()
        case JobState.SUCCEEDED:
            return running().conclude(CREATED, done=3, failed=1, problem=PROBLEM)
        case JobState.FAILED:
            return running().fail(CREATED, PROBLEM)
        case JobState.CANCELLED:
            return a_job().cancel(CREATED)
        case JobState.EXPIRED:
            return a_job().expire(CREATED)


def text_item(text: str = "keep this", query: str = "") -> TextItem:
    """A text with nothing set that may be left out."""
    return TextItem(
        selector=TokenizerSelector(model="gpt-5"),
        content=TextToCompress(text),
        rules=CompressionRules(token_budget=7, query=query),
    )


def full_text_item() -> TextItem:
    """A text with everything set."""
    return TextItem(
        selector=TokenizerSelector(encoding="o200k_base", unknown_model=UnknownModel.REFUSE),
        content=TextToCompress(
            "größer 😀 als", (TextRange(0, 6), TextRange(7, 8)), SegmentKind.PROSE
        ),
        rules=CompressionRules(
            token_budget=4_096,
            query="warum?",
            strategy=Strategy.EXTRACTIVE,
            accuracy=Accuracy.HIGH,
            literal_keep_tags=True,
            expandable=True,
        ),
    )


def chat_item(body: str = '{"messages": []}', query: str = "") -> ChatItem:
    """A chat with everything set."""
    return ChatItem(
        model="claude-opus-4-5",
        chat=ChatRequest(ChatShape.ANTHROPIC, body),
        rules=CompressionRules(token_budget=0, query=query),
        staying=StayingMessages(frozen=2, pinned=frozenset({11, 3}), last_question=False),
        unknown_model=UnknownModel.ESTIMATE,
    )
