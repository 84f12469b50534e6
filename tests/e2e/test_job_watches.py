"""Watching a job: every change once and in order, whoever does the work and whoever is asked."""

import threading
import time
from collections.abc import Iterator

import grpc
import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import compression_service_pb2_grpc as pb_grpc

from tests.e2e.jobs import (
    DONE_WITHIN_S,
    cancelled,
    chat_item,
    created,
    finished,
    named_at_once,
    report,
    text_item,
    watched,
)
from tests.e2e.running import RunningServer, open_channel, running_server
from tests.e2e.statuses import failure_of
from tests.e2e.workers import started_worker

Job = pb.CompressionJob
WATCHERS = 8
QUEUED, RUNNING, SUCCEEDED = Job.STATE_QUEUED, Job.STATE_RUNNING, Job.STATE_SUCCEEDED


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{tmp_path_factory.mktemp('storage') / 'steelyard.db'}"


@pytest.fixture(scope="module")
def idle(database: str) -> Iterator[RunningServer]:
    """A server that does no jobs."""
    with running_server(storage_url=database, limit_watchers=WATCHERS) as running:
        yield running


@pytest.fixture(scope="module")
def busy(idle: RunningServer, database: str) -> Iterator[RunningServer]:
    """Another server on the same file, which does them."""
    assert idle.process.poll() is None
    with running_server(storage_url=database, job_processes=1, limit_watchers=WATCHERS) as running:
        yield running


class Watch:
    """A stream of a job's changes that is read on a thread of its own.

    Args:
        server: Who is asked.
        job_id: What is watched.
    """

    def __init__(self, server: RunningServer, job_id: str) -> None:
        request = pb.WatchCompressionJobRequest(job_id=job_id)
        self._channel = open_channel(server)
        stub = pb_grpc.CompressionServiceStub(self._channel)
        self._call = stub.WatchCompressionJob(request, timeout=DONE_WITHIN_S)
        self.events = [next(self._call)]
        self._thread = threading.Thread(target=lambda: self.events.extend(self._call))
        self._thread.start()

    def end(self) -> list[pb.WatchCompressionJobResponse]:
        """All changes, once there are no more."""
        self._thread.join(DONE_WITHIN_S)
        self._channel.close()
        return self.events


def test_a_finished_job_is_told_from_its_beginning(busy: RunningServer) -> None:
    """Who comes late is told everything, and the stream ends."""
    job = finished(busy, created(busy).job_id)

    events = watched(busy, job.job_id)

    assert [(1, QUEUED), (2, RUNNING), (3, SUCCEEDED)] == [
        (event.sequence, event.state) for event in events
    ]
    assert (job.create_time, job.finish_time) == (events[0].time, events[-1].time)
    assert (1, 1, 0) == (
        events[-1].attempt_count,
        events[-1].completed_item_count,
        events[-1].failed_item_count,
    )


@pytest.mark.parametrize(
    ("after", "expected"), [(0, [1, 2, 3]), (1, [2, 3]), (2, [3]), (3, []), (99, [])]
)
def test_a_watch_goes_on_where_it_broke_off(
    busy: RunningServer, after: int, expected: list[int]
) -> None:
    """Behind the last change that is known; behind the end there is none, and no waiting."""
    job = finished(busy, created(busy).job_id)

    events = watched(busy, job.job_id, after=after)

    assert expected == [event.sequence for event in events]


def test_a_watch_that_began_before_the_work_sees_all_of_it(
    idle: RunningServer, database: str
) -> None:
    """A job that waits is told of at once, and its changes as a worker of its own makes them."""
    job = created(idle, *[text_item()] * 3)
    watch = Watch(idle, job.job_id)

    with started_worker(database):
        events = watch.end()

    assert [(1, QUEUED), (2, RUNNING), (3, SUCCEEDED)] == [
        (event.sequence, event.state) for event in events
    ]
    assert 3 == events[-1].completed_item_count


def test_work_of_another_server_is_noticed(idle: RunningServer, busy: RunningServer) -> None:
    """Whoever accepted a job, whoever did it, any server tells the same of it."""
    here = created(idle, *[text_item()] * 100)
    there = created(busy, *[text_item()] * 100)

    told = [[watched(server, job.job_id) for server in (idle, busy)] for job in (here, there)]

    for by_idle, by_busy in told:
        assert by_idle == by_busy
        assert SUCCEEDED == by_idle[-1].state


def test_a_cancellation_elsewhere_ends_a_watch(idle: RunningServer, busy: RunningServer) -> None:
    """A watch at one server ends when the job is cancelled at another one."""
    job = created(busy, *[chat_item(budget=100 + number % 50) for number in range(1_000)])
    watch = Watch(idle, job.job_id)

    cancelled(busy, job.job_id)

    assert Job.STATE_CANCELLED == watch.end()[-1].state


def test_many_watch_one_job(busy: RunningServer) -> None:
    """Each is told the same."""
    job = created(busy, *[text_item()] * 300)
    watches = [Watch(busy, job.job_id) for _ in range(6)]

    told = [watch.end() for watch in watches]

    assert [watched(busy, job.job_id)] * 6 == told


def test_more_watches_than_allowed_are_refused() -> None:
    """One more is refused with a time to come back; a watch that ends makes room."""
    with running_server(limit_watchers=1) as server:
        job = created(server)
        watch = Watch(server, job.job_id)
        failed = failure_of(lambda: watched(server, job.job_id))
        cancelled(server, job.job_id)
        watch.end()

        again = watched(server, job.job_id)

    assert (grpc.StatusCode.RESOURCE_EXHAUSTED, "TOO_MANY_WATCHERS") == (failed.code, failed.reason)
    assert failed.retry_after_ms > 0
    assert 2 == len(again)


def test_a_watch_that_is_given_up_leaves_its_place(idle: RunningServer) -> None:
    """A client that goes away in the middle counts no longer."""
    job = created(idle, lifetime_ms=3_600_000)
    request = pb.WatchCompressionJobRequest(job_id=job.job_id)

    for _ in range(3 * WATCHERS):
        call = idle.compression.WatchCompressionJob(request, timeout=DONE_WITHIN_S)
        assert 1 == next(call).sequence
        call.cancel()
        time.sleep(0.02)

    assert job.job_id == report(idle, job.job_id).job.job_id


def test_two_servers_make_one_job_of_a_request(idle: RunningServer, busy: RunningServer) -> None:
    """A request that reaches both many times at once makes one job, which both tell of."""
    names = named_at_once([idle, busy] * 8, request_id="both")

    [job_id] = set(names)

    assert SUCCEEDED == finished(idle, job_id).state
    assert report(idle, job_id) == report(busy, job_id)
