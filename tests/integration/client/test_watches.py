"""A job is watched to its end, whatever becomes of the stream."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing
from itertools import count

import grpc
import pytest
from google.rpc import status_pb2
from steelyard.v1 import compression_service_pb2 as pb
from steelyard_client import (
    AsyncSteelyard,
    DeadlineExceeded,
    JobState,
    NotFound,
    RetryPolicy,
    Steelyard,
    Unavailable,
)
from steelyard_client.calls.watches import OUTAGE_SECONDS, Watch
from steelyard_client.errors import Facts, SteelyardError

from tests.integration.client.asking import Ask, Kind, ask
from tests.integration.client.scripted_server import (
    WAIT_S,
    RunningServer,
    ScriptedServicer,
    serving,
    status,
)

QUICK = RetryPolicy(initial_backoff_seconds=0.01, max_backoff_seconds=0.05)
ROUNDED_S = 0.1
"""The library rounds a deadline up on its way."""
BROKEN = status(grpc.StatusCode.UNAVAILABLE)
OVER = status(grpc.StatusCode.DEADLINE_EXCEEDED, reason="DEADLINE_EXCEEDED")


def change(sequence: int, state: str = "STATE_RUNNING") -> pb.WatchCompressionJobResponse:
    """A change as a message."""
    return pb.WatchCompressionJobResponse(sequence=sequence, state=state)


END = change(3, "STATE_SUCCEEDED")


def watch(**how: float) -> Ask:
    """A call that watches a job."""
    return lambda client: client.watch_compression_job("j", **how)


def test_changes_are_told_to_the_end(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The watching ends with the stream, which ends with the job."""
    servicer.changes = [[change(1), change(2), END]]
    expected = [(1, JobState.RUNNING), (2, JobState.RUNNING), (3, JobState.SUCCEEDED)]

    changes = ask(kind, server.address, watch())

    assert expected == [(each.sequence, each.state) for each in changes]


@pytest.mark.parametrize("fault", [BROKEN, OVER, status(grpc.StatusCode.RESOURCE_EXHAUSTED)])
def test_watching_goes_on_where_the_stream_broke(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer, fault: status_pb2.Status
) -> None:
    """Another stream is asked for what happened behind the last change that was told."""
    servicer.changes = [[change(1), change(2), fault], [fault], [END]]
    expected = ([1, 2, 3], [("j", 0), ("j", 2), ("j", 2)])

    changes = ask(kind, server.address, watch(), retry=QUICK)

    asked = [(each.job_id, each.after_sequence) for each in servicer.requests]
    assert expected == ([each.sequence for each in changes], asked)


def test_watching_goes_on_at_a_server_that_was_restarted(kind: Kind, free_address: str) -> None:
    """A server that goes away in the middle is waited for."""
    first = ScriptedServicer(changes=[[change(1), None]])
    second = ScriptedServicer(changes=[[END]])
    expected = [1, 3]

    with ThreadPoolExecutor(max_workers=1) as thread:
        with serving(first, address=free_address):
            watching = thread.submit(ask, kind, free_address, watch(), retry=QUICK)
            assert first.silent.wait(WAIT_S)
        with serving(second, address=free_address):
            changes = watching.result(WAIT_S)

    assert expected == [each.sequence for each in changes]


def test_job_that_nobody_knows_is_not_looked_for_again(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """What another stream would end with too is raised."""
    servicer.changes = [[status(grpc.StatusCode.NOT_FOUND, reason="JOB_NOT_FOUND")]]
    expected = 1

    with pytest.raises(NotFound):
        ask(kind, server.address, watch(), retry=QUICK)

    assert expected == len(servicer.requests)


def test_server_that_never_answers_is_given_up(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A wrong address is told as soon as with any other call."""
    servicer.changes = [[BROKEN]] * 9
    expected = 4

    with pytest.raises(Unavailable):
        ask(kind, server.address, watch(), retry=QUICK)

    assert expected == len(servicer.requests)


def test_stream_is_not_opened_again_without_retries(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Who switched retries off hears of the first failure."""
    servicer.changes = [[change(1), BROKEN]]
    expected = 1

    with pytest.raises(Unavailable):
        ask(kind, server.address, watch(), retry=None)

    assert expected == len(servicer.requests)


def test_watching_ends_with_its_deadline(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The deadline is one for all streams together."""
    servicer.changes = [[change(1), BROKEN]]

    with pytest.raises(DeadlineExceeded):
        ask(kind, server.address, watch(deadline_seconds=0.3), retry=QUICK)

    first, second = servicer.deadlines_s
    assert first
    assert second
    assert second < first <= 0.3 + ROUNDED_S


def test_waiting_gives_the_job_as_it_ended(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The job is asked for once its end is known, within the same deadline."""
    servicer.changes = [[change(1), BROKEN], [END]]
    servicer.script["GetCompressionJob"] = [
        pb.GetCompressionJobResponse(job=pb.CompressionJob(job_id="j", state="STATE_SUCCEEDED"))
    ]
    expected = ("j", JobState.SUCCEEDED)

    job = ask(
        kind,
        server.address,
        lambda client: client.wait_for_compression_job("j", deadline_seconds=5),
        retry=QUICK,
    )

    assert expected == (job.job_id, job.state)
    assert all(each and each <= 5 + ROUNDED_S for each in servicer.deadlines_s)


def test_stream_ends_with_the_interest_in_it(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Who closes the iterator does not leave a stream open."""
    servicer.changes = [[change(1), None]]

    with Steelyard(server.address) as client:
        with closing(client.watch_compression_job("j")) as changes:
            next(changes)

        assert servicer.ended.wait(WAIT_S)


def test_awaited_stream_ends_with_the_interest_in_it(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The same for a task."""
    servicer.changes = [[change(1), None]]

    async def look() -> bool:
        async with AsyncSteelyard(server.address) as client:
            async with aclosing(client.watch_compression_job("j")) as changes:
                await anext(changes)
            return await asyncio.to_thread(servicer.ended.wait, WAIT_S)

    assert asyncio.run(look())


def away() -> SteelyardError:
    """A server that is not there."""
    return Unavailable("no", Facts("SERVER_UNREACHABLE", grpc.StatusCode.UNAVAILABLE))


def test_server_that_answered_is_waited_for_a_minute() -> None:
    """Without a deadline the watching is given up when nobody has answered for so long."""
    now = [0.0]
    watched = Watch(
        "j",
        after_sequence=0,
        retry=QUICK,
        deadline_seconds=None,
        clock=lambda: now[0],
    )
    watched.changed(change(1))
    pauses = []

    for second in count():
        now[0] = float(second)
        pause = watched.pause_seconds(away())
        if pause is None:
            break
        pauses.append(pause)

    assert OUTAGE_SECONDS + 1 == len(pauses)
    assert max(pauses) <= QUICK.max_backoff_seconds * 1.2


def test_change_ends_an_outage() -> None:
    """Each outage may take a minute."""
    now = [0.0]
    watched = Watch("j", after_sequence=1, retry=QUICK, deadline_seconds=None, clock=lambda: now[0])
    watched.pause_seconds(away())
    now[0] = OUTAGE_SECONDS
    watched.changed(change(2))
    now[0] += 1

    assert watched.pause_seconds(away()) is not None


def test_quiet_job_is_watched_for_hours() -> None:
    """Streams that last as long as their server allows are no outage, though nothing happens."""
    now = [0.0]
    watched = Watch("j", after_sequence=1, retry=QUICK, deadline_seconds=None, clock=lambda: now[0])
    ended = DeadlineExceeded("no", Facts("DEADLINE_EXCEEDED", grpc.StatusCode.DEADLINE_EXCEEDED))
    pauses = []

    for _ in range(5):
        watched.request()
        now[0] += 3_600
        pauses.append(watched.pause_seconds(ended))

    assert None not in pauses


def test_watching_ends_with_its_client(server: RunningServer, servicer: ScriptedServicer) -> None:
    """A client that is closed opens no further stream."""
    servicer.changes = [[change(1), None]]
    client = Steelyard(server.address, retry=QUICK)
    changes = client.watch_compression_job("j")
    next(changes)

    client.close()

    with pytest.raises(Unavailable, match="cancelled"):
        next(changes)
