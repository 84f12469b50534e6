"""Each RPC about jobs asks its use case with what the request says, and answers what that found."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from steelyard.v1 import compression_service_pb2 as pb

from adapters.inbound.grpc.compression_servicer import CompressionServicer, JobAccess
from adapters.inbound.grpc.storage_work import StorageWork
from adapters.inbound.grpc.watching import JobWatches
from adapters.inbound.grpc.work import Work
from domain.compression.jobs.faults import (
    JobNotFound,
    RequestIdReused,
)
from domain.shared.errors import InvalidValue
from ports.inbound.use_cases import CompressionUseCases
from tests.fakes.compression import BeginningKept, OldMessagesDropped
from tests.fakes.jobs import JobsInMemory
from tests.unit.grpc.job_requests import creation, text_item

NO_CONTEXT: Any = None
"""What the gRPC library knows of a call; no RPC looks at it."""
WATCHERS = 10


@pytest.fixture
def jobs() -> JobsInMemory:
    return JobsInMemory()


@pytest.fixture
def servicer(jobs: JobsInMemory) -> Iterator[CompressionServicer]:
    work, storage = Work(1), StorageWork(1, waiting=WATCHERS, timeout_ms=5_000)
    access = JobAccess(jobs, storage, JobWatches(jobs, storage, limit=WATCHERS))
    yield CompressionServicer(
        CompressionUseCases(BeginningKept(), OldMessagesDropped()), work, access
    )
    work.close()
    storage.close()


def answer[Answer](call: Awaitable[Answer]) -> Answer:
    async def run() -> Answer:
        return await call

    return asyncio.run(run())


def created(servicer: CompressionServicer, **fields: Any) -> pb.CompressionJob:
    """The job that a creation answers."""
    request = creation(text_item(), text_item("other"), **fields)
    return answer(servicer.CreateCompressionJob(request, NO_CONTEXT)).job


def watched(servicer: CompressionServicer, job_id: str, *, after: int = 0) -> list[int]:
    """The numbers of all changes that a watch tells."""
    request = pb.WatchCompressionJobRequest(job_id=job_id, after_sequence=after)

    async def run() -> list[int]:
        return [each.sequence async for each in servicer.WatchCompressionJob(request, NO_CONTEXT)]

    return asyncio.run(run())


def test_a_creation_is_repeatable(servicer: CompressionServicer) -> None:
    """The same request names the same job; another one with its id is refused."""
    first = created(servicer, request_id="r", priority=3, lifetime_ms=1_000)
    second = created(servicer, request_id="r", priority=3, lifetime_ms=1_000)

    assert (first, 3, 2, 1_000) == (
        second,
        first.priority,
        first.item_count,
        first.deadline.ToMilliseconds() - first.create_time.ToMilliseconds(),
    )
    with pytest.raises(RequestIdReused):
        created(servicer, request_id="r", priority=4, lifetime_ms=1_000)


def test_a_bad_item_is_refused(servicer: CompressionServicer, jobs: JobsInMemory) -> None:
    """Before anything is kept."""
    request = creation(text_item(), text_item(token_budget=-1))

    with pytest.raises(InvalidValue):
        answer(servicer.CreateCompressionJob(request, NO_CONTEXT))

    assert {} == jobs.jobs


def test_results_come_in_pages(servicer: CompressionServicer, jobs: JobsInMemory) -> None:
    """Each result once, in order, with the job on each page."""
    job_id = jobs.finish(created(servicer).job_id).job_id
    request = pb.GetCompressionJobRequest(job_id=job_id, page_size=1)

    first = answer(servicer.GetCompressionJob(request, NO_CONTEXT))
    request.page_token = first.next_page_token
    second = answer(servicer.GetCompressionJob(request, NO_CONTEXT))

    assert [["hél"], ["oth"]] == [
        [each.text.text for each in page.results] for page in (first, second)
    ]
    assert (job_id, "") == (second.job.job_id, second.next_page_token)


def test_jobs_are_listed_as_asked_for(servicer: CompressionServicer, jobs: JobsInMemory) -> None:
    """State, request, size and token are those of the request."""
    one, two, three = [created(servicer, request_id=name).job_id for name in "abc"]
    jobs.finish(two)
    waiting = pb.ListCompressionJobsRequest(states=[pb.CompressionJob.STATE_QUEUED], page_size=1)

    first = answer(servicer.ListCompressionJobs(waiting, NO_CONTEXT))
    waiting.page_token = first.next_page_token
    second = answer(servicer.ListCompressionJobs(waiting, NO_CONTEXT))
    of_request = pb.ListCompressionJobsRequest(request_id="b")
    third = answer(servicer.ListCompressionJobs(of_request, NO_CONTEXT))

    assert [[three], [one], [two]] == [
        [job.job_id for job in page.jobs] for page in (first, second, third)
    ]


def test_a_job_that_waits_is_cancelled_at_once(servicer: CompressionServicer) -> None:
    """And once more with the same answer."""
    job_id = created(servicer).job_id
    request = pb.CancelCompressionJobRequest(job_id=job_id)

    first = answer(servicer.CancelCompressionJob(request, NO_CONTEXT)).job
    second = answer(servicer.CancelCompressionJob(request, NO_CONTEXT)).job

    assert (first, pb.CompressionJob.STATE_CANCELLED) == (second, first.state)


def test_a_watch_begins_where_it_is_told_to(
    servicer: CompressionServicer, jobs: JobsInMemory
) -> None:
    """Behind the change that the client knows."""
    job_id = jobs.finish(created(servicer).job_id).job_id

    assert [3, 4] == watched(servicer, job_id, after=2)


def test_unknown_jobs_are_refused_by_every_rpc(servicer: CompressionServicer) -> None:
    """With the id that was asked for."""
    calls: list[Callable[[], object]] = [
        lambda: answer(
            servicer.GetCompressionJob(pb.GetCompressionJobRequest(job_id="x"), NO_CONTEXT)
        ),
        lambda: answer(
            servicer.CancelCompressionJob(pb.CancelCompressionJobRequest(job_id="x"), NO_CONTEXT)
        ),
        lambda: watched(servicer, "x"),
    ]

    for call in calls:
        with pytest.raises(JobNotFound) as caught:
            call()
        assert {"job_id": "x"} == caught.value.metadata
