"""Jobs, items and outcomes for the suites of storages."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from domain.compression.jobs.items import ChatItem, JobItem, TextItem
from domain.compression.jobs.job import (
    CompressionJob,
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
from domain.compression.results import (
    CompressedChat,
    CompressedChatText,
    CompressedMessage,
    CompressedSpan,
    CompressedText,
    CompressionRatio,
    Fate,
    Reason,
)
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import (
    CountMethod,
    Provenance,
    TokenCount,
    TokenizerSelector,
    UnknownModel,
)
from domain.tokens.truncation import TextRange
from ports.outbound.storage import Storage, UnitOfWork

HOUR = timedelta(hours=1)
PROBLEM = Problem("TEXT_NOT_UNICODE", "no \x00 text", {"field": "items[0]", "größe": "😀"})
PROVENANCE = Provenance("o200k_base", "ab12", "toktok 0.3.0", "7", "openai 1")
COUNT = TokenCount(3, 4, CountMethod.CALIBRATED, ("tools",), 1)
SPAN = CompressedSpan(
    TextRange(0, 5), None, SegmentKind.LOG, Fate.DROP, Reason.OVER_BUDGET, "handle", 7
)


def text_item(text: str = "keep this") -> TextItem:
    """A text to compress."""
    return TextItem(
        selector=TokenizerSelector(model="gpt-5", unknown_model=UnknownModel.REFUSE),
        content=TextToCompress(text, (TextRange(0, len(text)),), SegmentKind.PROSE),
        rules=CompressionRules(
            token_budget=7,
            query="why?",
            strategy=Strategy.EXTRACTIVE,
            accuracy=Accuracy.HIGH,
            literal_keep_tags=True,
            expandable=True,
        ),
    )


def chat_item(body: str = "{}") -> ChatItem:
    """A chat to compress."""
    return ChatItem(
        model="",
        chat=ChatRequest(ChatShape.ANTHROPIC, body),
        rules=CompressionRules(token_budget=0),
        staying=StayingMessages(frozen=2, pinned=frozenset({3, 1}), last_question=False),
        unknown_model=UnknownModel.ESTIMATE,
    )


def compressed_text(text: str = "kept") -> CompressedText:
    """What became of a text."""
    return CompressedText(
        source="",
        text=text,
        count=COUNT,
        ratio=CompressionRatio(10, 3),
        is_lossless=False,
        spans=(SPAN, CompressedSpan(TextRange(5, 9), TextRange(0, 4), *_KEPT)),
        fates={Fate.DROP: 1, Fate.FULL: 2},
        strategy=Strategy.AUTO,
        provenance=PROVENANCE,
    )


_KEPT = (SegmentKind.CODE, Fate.FULL, Reason.FITS)


def compressed_chat(body: str = '{"messages":[]}') -> CompressedChat:
    """What became of a chat."""
    return CompressedChat(
        chat=ChatRequest(ChatShape.GEMINI, body),
        model="gemini-3",
        count=COUNT,
        ratio=CompressionRatio(10, 3),
        is_lossless=True,
        messages=(
            CompressedMessage(0, is_removed=True, reason=Reason.PROTECTED),
            CompressedMessage(
                1,
                is_removed=False,
                reason=Reason.TRUNCATED,
                texts=(CompressedChatText("messages[1].content", "", (SPAN,)),),
            ),
        ),
        message_count=1,
        fates={},
        provenance=PROVENANCE,
    )


def a_job(
    unit: UnitOfWork, job_id: str = "job", *, request_id: str = "", at: datetime | None = None
) -> CompressionJob:
    """A job that was accepted now, or at another moment."""
    at = at or unit.now()
    return CompressionJob(
        job_id=job_id,
        request_id=request_id,
        fingerprint="f1",
        item_count=2,
        priority=4,
        maximum_attempts=3,
        created_at=at,
        deadline=at + HOUR,
        updated_at=at,
    )


def kept_job(
    storage: Storage,
    job_id: str = "job",
    *,
    request_id: str = "",
    items: Sequence[JobItem] = (text_item(),),
    at: datetime | None = None,
) -> CompressionJob:
    """A job that is stored."""
    with storage.begin() as unit:
        job = a_job(unit, job_id, request_id=request_id, at=at)
        unit.jobs.add(job, items)
        unit.commit()
    return job


def changed(storage: Storage, *changes: CompressionJob) -> None:
    """Store transitions of a job."""
    with storage.begin() as unit:
        for job in changes:
            unit.jobs.save(job)
        unit.commit()


def stored(storage: Storage, job_id: str = "job") -> CompressionJob:
    """A job as it is stored."""
    with storage.begin(is_read_only=True) as unit:
        return unit.jobs.get(job_id)
