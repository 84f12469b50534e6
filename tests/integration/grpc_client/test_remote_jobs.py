"""Jobs that a server keeps, behind the port of this process."""

from datetime import UTC, datetime

import grpc
import pytest
from google.protobuf.timestamp_pb2 import Timestamp
from google.rpc import status_pb2
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from domain.compression.jobs.faults import (
    JobFinished,
    JobNotFound,
    RequestIdReused,
)
from domain.compression.jobs.history import JobEvent, JobFilter
from domain.compression.jobs.items import ChatItem, JobTooLarge, TextItem
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from domain.compression.jobs.policy import TooManyJobs
from domain.compression.requests import CompressionRules, StayingMessages, TextToCompress
from domain.compression.results import CompressedChat, CompressedText
from domain.shared.errors import SteelyardError
from domain.shared.pages import PageRequest, page_token
from domain.shared.storage import StorageFull, StorageUnavailable
from domain.tokens.chat_requests import ChatRequest, ChatShape
from domain.tokens.model import (
    TokenizerSelector,
    UnknownModel,
)
from domain.tokens.truncation import TextRange
from ports.inbound.jobs import CompressionJobs
from ports.inbound.use_cases import UseCases
from tests.integration.client.scripted_server import ScriptedServicer, status

AT = datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)
SELECTOR = TokenizerSelector(model="m", unknown_model=UnknownModel.REFUSE)
SENT = types_pb2.TokenizerSelector(model="m", unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE")
USUAL = pb.CompressionOptions(
    strategy="COMPRESSION_STRATEGY_AUTO", accuracy="COMPRESSION_ACCURACY_STANDARD"
)
LOST = pb.CompressionError(reason="LOST", message="nobody came back", metadata={"a": "b"})
PROBLEM = Problem("LOST", "nobody came back", {"a": "b"})
TEXT = TextItem(
    selector=SELECTOR,
    content=TextToCompress("héllo", (TextRange(0, 2),)),
    rules=CompressionRules(token_budget=5),
)
CHAT = ChatItem(
    model="m",
    chat=ChatRequest(ChatShape.GEMINI, "{ }"),
    rules=CompressionRules(token_budget=7),
    staying=StayingMessages(frozen=2, pinned=frozenset({3})),
    unknown_model=UnknownModel.REFUSE,
)


SENT_TEXT = pb.CompressTextRequest(
    tokenizer=SENT,
    text="héllo",
    token_budget=5,
    options=USUAL,
    pins=[types_pb2.TextRange(start=0, end=2)],
    kind="SEGMENT_KIND_UNSPECIFIED",
)
SENT_CHAT = pb.CompressMessagesRequest(
    model="m",
    chat=types_pb2.ChatRequest(gemini_json="{ }"),
    token_budget=7,
    options=USUAL,
    frozen_message_count=2,
    pinned_messages=[3],
    unknown_model="UNKNOWN_MODEL_HANDLING_REFUSE",
)


def moment() -> Timestamp:
    """A moment as a message."""
    found = Timestamp()
    found.FromDatetime(AT)
    return found


def message(**facts: object) -> pb.CompressionJob:
    """A job as a message."""
    usual = pb.CompressionJob(
        job_id="j",
        state="STATE_QUEUED",
        item_count=2,
        maximum_attempt_count=3,
        create_time=moment(),
        update_time=moment(),
        deadline=moment(),
        sequence=1,
    )
    usual.MergeFrom(pb.CompressionJob(**facts))  # type: ignore[arg-type]  # fields by name
    return usual


@pytest.fixture
def jobs(remote_server: UseCases) -> CompressionJobs:
    return remote_server.kept.jobs


def test_job_is_made(jobs: CompressionJobs, servicer: ScriptedServicer) -> None:
    """Everything that is asked reaches the server, and everything that it knows comes back."""
    servicer.script["CreateCompressionJob"] = [
        pb.CreateCompressionJobResponse(
            job=message(
                request_id="r",
                state="STATE_EXPIRED",
                priority=4,
                completed_item_count=2,
                failed_item_count=1,
                attempt_count=2,
                cancel_requested=True,
                error=LOST,
                finish_time=moment(),
                sequence=9,
            )
        )
    ]
    asked = pb.CreateCompressionJobRequest(
        request_id="r",
        items=[pb.CompressionItem(text=SENT_TEXT), pb.CompressionItem(messages=SENT_CHAT)],
        priority=4,
        lifetime_ms=1_234_567,
    )
    expected = CompressionJob(
        job_id="j",
        request_id="r",
        fingerprint="",
        item_count=2,
        priority=4,
        maximum_attempts=3,
        created_at=AT,
        deadline=AT,
        updated_at=AT,
        state=JobState.EXPIRED,
        attempts=2,
        done_count=2,
        failed_count=1,
        is_cancel_requested=True,
        finished_at=AT,
        problem=PROBLEM,
        sequence=9,
    )

    job = jobs.create_compression_job(
        request_id="r", items=[TEXT, CHAT], priority=4, lifetime_ms=1_234_567
    )

    assert [asked] == servicer.requests
    assert expected == job


def test_outcomes_come_back(jobs: CompressionJobs, servicer: ScriptedServicer) -> None:
    """A text, a chat in its own shape, and a problem; the page is the one that was asked for."""
    token = page_token("7")
    servicer.script["GetCompressionJob"] = [
        pb.GetCompressionJobResponse(
            job=message(),
            results=[
                pb.CompressionItemResult(
                    index=7,
                    text=pb.CompressTextResponse(
                        text="hé",
                        spans=[
                            pb.CompressedSpan(source_bytes=pb.ByteRange(start=1, end=4)),
                        ],
                    ),
                ),
                pb.CompressionItemResult(
                    index=8,
                    messages=pb.CompressMessagesResponse(
                        chat=types_pb2.ChatRequest(gemini_json="{}")
                    ),
                ),
                pb.CompressionItemResult(index=9, error=LOST),
            ],
            next_page_token="10",  # noqa: S106 - no password
        )
    ]
    asked = pb.GetCompressionJobRequest(job_id="j", page_size=3, page_token=token)

    report = jobs.get_compression_job(job_id="j", request=PageRequest(3, token))

    text, chat, problem = report.outcomes.values()
    assert [asked] == servicer.requests
    assert ([7, 8, 9], "10") == ([*report.outcomes], report.next_token)
    assert isinstance(text, CompressedText)
    assert ("", "hé", 3) == (text.source, text.text, text.spans[0].byte_count)
    assert isinstance(chat, CompressedChat)
    assert ChatRequest(ChatShape.GEMINI, "{}") == chat.chat
    assert problem == PROBLEM


def test_jobs_are_listed(jobs: CompressionJobs, servicer: ScriptedServicer) -> None:
    """The filter reaches the server."""
    servicer.script["ListCompressionJobs"] = [
        pb.ListCompressionJobsResponse(jobs=[message()], next_page_token="next")  # noqa: S106 - no password
    ]
    asked = pb.ListCompressionJobsRequest(page_size=2, states=["STATE_FAILED"], request_id="r")
    expected = (["j"], "next")

    page = jobs.list_compression_jobs(
        wanted=JobFilter(states=frozenset({JobState.FAILED}), request_id="r"),
        request=PageRequest(2),
    )

    assert [asked] == servicer.requests
    assert expected == ([job.job_id for job in page.items], page.next_token)


def test_job_is_cancelled(jobs: CompressionJobs, servicer: ScriptedServicer) -> None:
    """What became of it comes back; a state of a newer server is one that goes on."""
    servicer.script["CancelCompressionJob"] = [
        pb.CancelCompressionJobResponse(job=message(state=99))
    ]
    expected = JobState.RUNNING

    job = jobs.cancel_compression_job(job_id="j")

    assert expected is job.state


def test_changes_so_far_are_told(jobs: CompressionJobs, servicer: ScriptedServicer) -> None:
    """What has happened is told at once; what will happen is not waited for."""
    servicer.script["GetCompressionJob"] = [pb.GetCompressionJobResponse(job=message(sequence=3))]
    change = pb.WatchCompressionJobResponse(
        sequence=3,
        time=moment(),
        state="STATE_QUEUED",
        attempt_count=1,
        completed_item_count=2,
        failed_item_count=1,
        cancel_requested=True,
        error=LOST,
    )
    servicer.changes = [[change, *[change] * 100]]
    expected = JobEvent(
        sequence=3,
        at=AT,
        state=JobState.QUEUED,
        attempts=1,
        done_count=2,
        failed_count=1,
        is_cancel_requested=True,
        problem=PROBLEM,
    )

    events = jobs.watch_compression_job(job_id="j", after=2)

    assert [expected] == events
    assert pb.WatchCompressionJobRequest(job_id="j", after_sequence=2) == servicer.requests[-1]


def test_nothing_new_is_told_at_once(jobs: CompressionJobs, servicer: ScriptedServicer) -> None:
    """Where nothing has happened no stream is opened."""
    servicer.script["GetCompressionJob"] = [pb.GetCompressionJobResponse(job=message(sequence=3))]
    expected = ((), 1)

    events = jobs.watch_compression_job(job_id="j", after=3)

    assert expected == (events, len(servicer.requests))


def test_sequences_of_unknown_jobs_are_missing(
    jobs: CompressionJobs, servicer: ScriptedServicer
) -> None:
    """What nobody knows is no error here."""
    servicer.script["GetCompressionJob"] = [
        pb.GetCompressionJobResponse(job=message(sequence=3)),
        status(grpc.StatusCode.NOT_FOUND, reason="JOB_NOT_FOUND"),
    ]
    expected = {"j": 3}

    found = jobs.latest_sequences(["j", "k"])

    assert expected == found


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (status(grpc.StatusCode.NOT_FOUND, reason="JOB_NOT_FOUND"), JobNotFound),
        (status(grpc.StatusCode.ABORTED, reason="REQUEST_ID_REUSED"), RequestIdReused),
        (status(grpc.StatusCode.FAILED_PRECONDITION, reason="JOB_FINISHED"), JobFinished),
        (status(grpc.StatusCode.INVALID_ARGUMENT, reason="JOB_TOO_LARGE"), JobTooLarge),
        (status(grpc.StatusCode.RESOURCE_EXHAUSTED, reason="TOO_MANY_JOBS"), TooManyJobs),
        (status(grpc.StatusCode.UNAVAILABLE, reason="STORAGE_UNAVAILABLE"), StorageUnavailable),
        (status(grpc.StatusCode.RESOURCE_EXHAUSTED, reason="STORAGE_FULL"), StorageFull),
    ],
)
def test_error_is_the_one_that_the_server_raised(
    jobs: CompressionJobs,
    servicer: ScriptedServicer,
    answer: status_pb2.Status,
    expected: type[SteelyardError],
) -> None:
    """A caller cannot tell a server from this process."""
    servicer.script["CancelCompressionJob"] = [answer] * 9

    with pytest.raises(expected) as raised:
        jobs.cancel_compression_job(job_id="j")

    assert expected is type(raised.value)
