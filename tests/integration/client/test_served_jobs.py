"""Jobs over the real service: what the client asks is what the server understands."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

import grpc
import pytest
from steelyard.v1 import compression_service_pb2_grpc
from steelyard_client import (
    CompressedMessages,
    CompressedText,
    CompressionFailure,
    JobItem,
    JobState,
    Steelyard,
)

from adapters.inbound.grpc.compression_servicer import CompressionServicer, JobAccess
from adapters.inbound.grpc.storage_work import StorageWork
from adapters.inbound.grpc.watching import JobWatches
from adapters.inbound.grpc.work import Work
from adapters.outbound.grpc_client.remote import remote_use_cases
from domain.compression.jobs.items import TextItem
from domain.compression.requests import CompressionRules, TextToCompress
from domain.shared.pages import PageRequest
from domain.tokens.model import TokenizerSelector
from ports.inbound.use_cases import CompressionUseCases
from tests.fakes.compression import BeginningKept, OldMessagesDropped
from tests.integration.client.scripted_server import WAIT_S
from tests.unit.cli.fake_jobs import BusyJobs

CHAT = {"messages": [{"role": "user", "content": "hello"}]}


async def _serve(jobs: BusyJobs, address: "Future[str]", stop: threading.Event) -> None:
    server = grpc.aio.server()
    work, storage = Work(1), StorageWork(1, waiting=100, timeout_ms=10_000)
    access = JobAccess(jobs, storage, JobWatches(jobs, storage, limit=10))
    servicer = CompressionServicer(
        CompressionUseCases(BeginningKept(), OldMessagesDropped()), work, access
    )
    compression_service_pb2_grpc.add_CompressionServiceServicer_to_server(servicer, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    address.set_result(f"127.0.0.1:{port}")
    await asyncio.to_thread(stop.wait)
    await server.stop(None)
    storage.close()
    work.close()


@contextmanager
def serving(jobs: BusyJobs) -> Iterator[str]:
    """The address of the service over some jobs."""
    address: Future[str] = Future()
    stop = threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_serve(jobs, address, stop)))
    thread.start()
    try:
        yield address.result(WAIT_S)
    finally:
        stop.set()
        thread.join(WAIT_S)


@pytest.fixture
def served() -> Iterator[str]:
    """The address of a service with a worker."""
    with serving(BusyJobs()) as address:
        yield address


def test_job_is_made_done_and_read(served: str) -> None:
    """A text, a text that cannot be kept to its budget, and a chat have their outcomes in order."""
    items = [
        JobItem.text("hello, world", token_budget=5, model="known"),
        JobItem.text("hello", token_budget=1, model="known", pins=[(0, 5)]),
        JobItem.messages(token_budget=100, openai=CHAT, model="known"),
    ]
    expected = [CompressedText, CompressionFailure, CompressedMessages]

    with Steelyard(served) as client:
        made = client.create_compression_job(items, job_request_id="r", priority=3)
        job = client.wait_for_compression_job(made.job_id, deadline_seconds=WAIT_S)
        results = list(client.list_compression_results(made.job_id, page_size=1))
        listed = list(client.list_compression_jobs(states=[JobState.SUCCEEDED]))

    assert (JobState.SUCCEEDED, 3, 1) == (
        job.state,
        job.completed_item_count,
        job.failed_item_count,
    )
    assert expected == [type(result.outcome) for result in results]
    assert [job] == listed


def test_job_of_a_name_is_found_again(served: str) -> None:
    """The same name and items give the same job, through the port of this process too."""
    item = TextItem(
        selector=TokenizerSelector(model="known"),
        content=TextToCompress("hello"),
        rules=CompressionRules(token_budget=5),
    )
    here = JobItem.text("hello", token_budget=5, model="known")

    with Steelyard(served) as client, remote_use_cases(served) as remote:
        first = client.create_compression_job([here], job_request_id="r")
        second = remote.kept.jobs.create_compression_job(
            request_id="r", items=[item], priority=0, lifetime_ms=0
        )

    assert first.job_id == second.job_id


def test_cancelled_job_is_told_through_the_port(served: str) -> None:
    """A job that waits is cancelled at once, and its changes end with that."""
    here = JobItem.text("hello", token_budget=5, model="known")
    expected = [1, 2]

    with Steelyard(served) as client, remote_use_cases(served) as remote:
        job_id = client.create_compression_job([here]).job_id
        remote.kept.jobs.cancel_compression_job(job_id=job_id)
        events = remote.kept.jobs.watch_compression_job(job_id=job_id, after=0)
        report = remote.kept.jobs.get_compression_job(job_id=job_id, request=PageRequest())

    assert expected == [event.sequence for event in events]
    assert report.job.state.is_final
