"""Jobs over a real channel: accepted once, shown, listed, cancelled, and never accepted wrongly."""

from collections.abc import Iterator
from typing import Any

import grpc
import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import types_pb2

from tests.e2e.jobs import (
    cancelled,
    chat_item,
    created,
    finished,
    listed,
    report,
    results,
    text_item,
    watched,
)
from tests.e2e.requests import by_model
from tests.e2e.running import RunningServer, running_server
from tests.e2e.statuses import Failure, failure_of

Job = pb.CompressionJob
INVALID, NOT_FOUND = grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.NOT_FOUND
BAD_NAMES = ["", "unknown", "a\0b", "' OR 1=1 --", "ไทย 😀", "x" * 100_000]
DAY_S, WEEK_S = 86_400, 604_800


@pytest.fixture(scope="module")
def idle() -> Iterator[RunningServer]:
    """A server that nobody works for, with two processes that answer."""
    with running_server(workers=2, limit_job_items=5, limit_job_characters=100_000) as running:
        yield running


@pytest.fixture(scope="module")
def busy() -> Iterator[RunningServer]:
    """A server with a process that does jobs."""
    with running_server(job_processes=1) as running:
        yield running


def told(failed: Failure) -> tuple[grpc.StatusCode, str, tuple[str, ...]]:
    """What programs go by."""
    return failed.code, failed.reason, failed.fields


def test_a_job_is_accepted_as_it_was_asked(idle: RunningServer) -> None:
    """The answer says what was asked, and that the job waits."""
    job = created(idle, text_item(), chat_item(), request_id="asked", priority=9, lifetime_ms=5_000)

    assert ("asked", 9, 2) == (job.request_id, job.priority, job.item_count)
    assert (Job.STATE_QUEUED, 0, 5, 1) == (
        job.state,
        job.attempt_count,
        job.maximum_attempt_count,
        job.sequence,
    )
    assert 5_000 == (job.deadline.ToMilliseconds() - job.create_time.ToMilliseconds())
    assert (False, False) == (job.HasField("finish_time"), job.HasField("error"))
    assert job == report(idle, job.job_id).job


@pytest.mark.parametrize(("asked_ms", "seconds"), [(0, DAY_S), (2**62, WEEK_S)])
def test_lifetimes_are_the_servers_where_they_are_none(
    idle: RunningServer, asked_ms: int, seconds: int
) -> None:
    """A job lives for a day where nothing is asked, and for a week at most."""
    job = created(idle, lifetime_ms=asked_ms)

    assert seconds == job.deadline.seconds - job.create_time.seconds


def test_names_cannot_be_guessed(idle: RunningServer) -> None:
    """A job's name has 128 random bits, so that it can be a secret."""
    one, other = created(idle).job_id, created(idle).job_id

    assert one != other
    assert (32, 32) == (len(one), len(other))
    assert 0 <= int(one, 16)


def test_a_repeated_request_gives_the_same_job(idle: RunningServer) -> None:
    """Whichever process answers."""
    request_id = "größer 😀" + "x" * 120
    expected = created(idle, request_id=request_id)

    actual = [created(idle, request_id=request_id) for _ in range(8)]

    assert [expected] * 8 == actual
    assert [expected] == listed(idle, request_id=request_id)


@pytest.mark.parametrize(
    ("items", "fields"),
    [
        ([text_item("other")], {}),
        ([text_item(), text_item()], {}),
        ([chat_item()], {}),
        ([text_item()], {"priority": 1}),
        ([text_item()], {"lifetime_ms": 1}),
        ([text_item(options=pb.CompressionOptions(query="why?"))], {}),
    ],
    ids=["text", "items", "chat", "priority", "lifetime", "options"],
)
def test_a_request_id_is_not_used_for_something_else(
    idle: RunningServer, items: list[pb.CompressionItem], fields: dict[str, Any]
) -> None:
    """Another content under the same id is a conflict, with the name of the job."""
    job = created(idle, request_id="used")

    failed = failure_of(lambda: created(idle, *items, request_id="used", **fields))

    assert (grpc.StatusCode.ABORTED, "REQUEST_ID_REUSED") == (failed.code, failed.reason)
    assert {"request_id": "used", "job_id": job.job_id} == failed.metadata


@pytest.mark.parametrize(
    ("item", "field"),
    [
        (pb.CompressionItem(), "items[1]"),
        (text_item(tokenizer=None), "items[1].text.tokenizer"),
        (text_item(tokenizer=by_model("m" * 129)), "items[1].text.tokenizer.model"),
        (text_item(budget=-1), "items[1].text.token_budget"),
        (text_item(options={"strategy": 99}), "items[1].text.options.strategy"),
        (text_item(options={"accuracy": 99}), "items[1].text.options.accuracy"),
        (text_item(kind=99), "items[1].text.kind"),
        (text_item(pins=[types_pb2.TextRange(start=3, end=1)]), "items[1].text.pins[0]"),
        (text_item(pins=[types_pb2.TextRange(end=10_000)]), "items[1].text.pins[0]"),
        (chat_item(chat=None), "items[1].messages.chat"),
        (chat_item(unknown_model=99), "items[1].messages.unknown_model"),
        (chat_item(budget=-1), "items[1].messages.token_budget"),
        (chat_item(frozen_message_count=-1), "items[1].messages.frozen_message_count"),
        (chat_item(pinned_messages=[-1]), "items[1].messages.pinned_messages"),
    ],
)
def test_a_mistake_in_an_item_is_told_at_once(
    idle: RunningServer, item: pb.CompressionItem, field: str
) -> None:
    """What is wrong by itself is no problem of a later attempt; the path begins at the top."""
    before = len(listed(idle))

    failed = failure_of(lambda: created(idle, text_item(), item))

    assert (INVALID, (field,)) == (failed.code, failed.fields)
    assert before == len(listed(idle))


@pytest.mark.parametrize(
    ("items", "fields", "reason", "field"),
    [
        ([text_item()], {"request_id": "x" * 129}, "VALUE_INVALID", "request_id"),
        ([text_item()], {"priority": -1}, "VALUE_INVALID", "priority"),
        ([text_item()], {"priority": 10}, "VALUE_INVALID", "priority"),
        ([text_item()], {"lifetime_ms": -1}, "VALUE_INVALID", "lifetime_ms"),
        ([text_item("a")] * 6, {}, "JOB_TOO_LARGE", "items"),
        ([text_item("a" * 50_001), text_item("b" * 50_000)], {}, "JOB_TOO_LARGE", "items"),
    ],
    ids=["request id", "priority", "higher priority", "lifetime", "items", "characters"],
)
def test_a_job_that_may_not_be_is_refused(
    idle: RunningServer,
    items: list[pb.CompressionItem],
    fields: dict[str, Any],
    reason: str,
    field: str,
) -> None:
    """One above a limit, or below, is an error of its field."""
    failed = failure_of(lambda: created(idle, *items, **fields))

    assert (INVALID, reason, (field,)) == told(failed)


def test_a_job_without_items_is_refused(idle: RunningServer) -> None:
    """Nothing to do is a mistake."""
    request = pb.CreateCompressionJobRequest()

    failed = failure_of(lambda: idle.compression.CreateCompressionJob(request))

    assert (INVALID, "VALUE_INVALID", ("items",)) == told(failed)


def test_a_job_may_be_as_large_as_its_limits(idle: RunningServer) -> None:
    """So many items, and so many characters, are accepted."""
    assert 5 == created(idle, *[text_item("a" * 20_000)] * 5).item_count


def test_no_more_jobs_are_kept_than_allowed() -> None:
    """One job more is refused with a time to come back, until another one has ended."""
    with running_server(limit_open_jobs=2) as server:
        first = created(server)
        created(server, request_id="r")

        failed = failure_of(lambda: created(server))
        repeated = created(server, request_id="r")
        cancelled(server, first.job_id)
        accepted = created(server)

    assert (grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_JOBS") == (failed.code, failed.reason)
    assert failed.retry_after_ms > 0
    assert "r" == repeated.request_id
    assert Job.STATE_QUEUED == accepted.state


@pytest.mark.parametrize("job_id", BAD_NAMES)
def test_an_unknown_name_finds_nothing(idle: RunningServer, job_id: str) -> None:
    """Whatever it is, and whatever is asked."""
    asked = [
        lambda: report(idle, job_id),
        lambda: cancelled(idle, job_id),
        lambda: watched(idle, job_id),
    ]

    failures = [failure_of(ask) for ask in asked]

    assert [(NOT_FOUND, "JOB_NOT_FOUND")] * 3 == [(each.code, each.reason) for each in failures]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"page_size": -1}, "page_size"),
        ({"page_token": "?"}, "page_token"),
        ({"page_token": "bm9uZQ=="}, "page_token"),
    ],
)
@pytest.mark.parametrize("rpc", ["get", "list"])
def test_a_page_that_cannot_be_is_refused(
    idle: RunningServer, rpc: str, fields: dict[str, Any], field: str
) -> None:
    """Of results as of jobs; a token is one that such a page gave."""
    job = created(idle)

    failed = failure_of(
        lambda: report(idle, job.job_id, **fields) if rpc == "get" else listed(idle, **fields)
    )

    reason = "PAGE_TOKEN_INVALID" if field == "page_token" else "VALUE_INVALID"
    assert (INVALID, reason, (field,)) == told(failed)


@pytest.mark.parametrize(("states", "field"), [([0], "states[0]"), ([1, 99], "states[1]")])
def test_a_state_that_is_none_is_refused(
    idle: RunningServer, states: list[int], field: str
) -> None:
    """The field is named."""
    failed = failure_of(lambda: listed(idle, states=states))

    assert (INVALID, "VALUE_INVALID", (field,)) == told(failed)


def test_a_change_that_never_is_cannot_be_watched_from(idle: RunningServer) -> None:
    """Changes are counted from 1."""
    job = created(idle)

    failed = failure_of(lambda: watched(idle, job.job_id, after=-1))

    assert (INVALID, "VALUE_INVALID", ("after_sequence",)) == told(failed)


def test_jobs_are_listed_by_state_and_request(busy: RunningServer) -> None:
    """Newest first, page after page."""
    done = [
        finished(busy, created(busy, request_id=f"listed-{number}").job_id) for number in range(3)
    ]
    states = [Job.STATE_SUCCEEDED]

    everything = listed(busy, states=states, page_size=2)
    one = listed(busy, states=states, request_id="listed-1")
    none = listed(busy, states=[Job.STATE_EXPIRED, Job.STATE_CANCELLED], request_id="listed-1")

    assert done[::-1] == [job for job in everything if job.request_id.startswith("listed")]
    assert ([done[1]], []) == (one, none)


def test_a_waiting_job_is_cancelled_at_once(idle: RunningServer) -> None:
    """It has ended when the answer comes, and a second cancellation changes nothing."""
    job_id = created(idle).job_id

    first, second = cancelled(idle, job_id), cancelled(idle, job_id)

    assert first == second == report(idle, job_id).job
    assert (Job.STATE_CANCELLED, True, 2) == (first.state, first.cancel_requested, first.sequence)
    assert first.HasField("finish_time")


def test_a_finished_job_is_not_cancelled(busy: RunningServer) -> None:
    """Who comes too late is told how it ended."""
    job = finished(busy, created(busy).job_id)

    failed = failure_of(lambda: cancelled(busy, job.job_id))

    assert (grpc.StatusCode.FAILED_PRECONDITION, "JOB_FINISHED") == (failed.code, failed.reason)
    assert {"job_id": job.job_id, "state": "succeeded"} == failed.metadata


def test_a_running_job_is_cancelled_soon(busy: RunningServer) -> None:
    """Its worker notices in the middle of a long job; what was done until then can be had."""
    job_id = created(busy, *[chat_item(budget=100 + number % 50) for number in range(1_000)]).job_id
    request = pb.WatchCompressionJobRequest(job_id=job_id)
    states = busy.compression.WatchCompressionJob(request, timeout=30)
    assert Job.STATE_RUNNING in (next(states).state, next(states).state)

    asked = cancelled(busy, job_id)
    job = finished(busy, job_id)

    assert asked.cancel_requested
    assert Job.STATE_CANCELLED == job.state
    assert job.completed_item_count < 1_000
    assert job.completed_item_count == sum(map(len, results(busy, job_id)))
    states.cancel()


def test_a_late_job_expires(idle: RunningServer, busy: RunningServer) -> None:
    """A job that nobody takes stays; where somebody works, it ends and says why."""
    waiting = created(idle, lifetime_ms=1)
    late = finished(busy, created(busy, lifetime_ms=1).job_id)

    assert (Job.STATE_EXPIRED, "JOB_DEADLINE_EXCEEDED") == (late.state, late.error.reason)
    assert Job.STATE_QUEUED == report(idle, waiting.job_id).job.state
