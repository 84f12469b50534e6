"""Servers are killed with all of their processes while clients have jobs accepted."""

import os
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Sequence

from steelyard.v1 import compression_service_pb2 as pb

from tests.e2e.running import RunningServer, eventually, running_server
from tests.robustness.conftest import Scaled
from tests.robustness.jobs.callers import Creator, all_done, attempts_of, creating, text_request
from tests.robustness.jobs.crews import SETTINGS
from tests.robustness.jobs.history import takeovers, violations
from tests.robustness.jobs.stores import JobStore

CLIENTS = 4
DRAINED_WITHIN_S = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def kill(server: RunningServer) -> None:
    """Kill it as the machine would: no process of it gets to do anything more."""
    os.killpg(server.pid, signal.SIGKILL)
    server.process.wait()


def wrong_results(server: RunningServer, jobs: dict[str, int]) -> list[str]:
    """Jobs of which the result is not what the server answers when it is asked at once."""
    wrong = []
    for job_id, number in jobs.items():
        expected = server.compression.CompressText(text_request(number)).text
        request = pb.GetCompressionJobRequest(job_id=job_id)
        results = server.compression.GetCompressionJob(request).results
        if [result.text.text for result in results] != [expected]:
            wrong.append(job_id)
    return wrong


def doubled(creators: Sequence[Creator]) -> list[int]:
    """Requests that were answered with two different jobs."""
    return [
        number
        for creator in creators
        for number, job_ids in creator.accepted.items()
        if len(job_ids) != 1
    ]


def test_killed_servers_lose_and_double_nothing(store: JobStore, scaled: Scaled) -> None:
    """Each acknowledged request has exactly one job, which is done exactly once."""
    port, kills = free_port(), scaled(2, 20)
    settings = SETTINGS | {"storage_url": store.url, "grpc_port": port, "job_processes": 2}
    with creating(f"127.0.0.1:{port}", CLIENTS) as creators:
        for _ in range(kills):
            with running_server(**settings) as server:  # type: ignore[arg-type]  # by name
                time.sleep(1 + random.random())
                kill(server)
        with running_server(**settings) as server:  # type: ignore[arg-type]  # by name
            time.sleep(1)
            for creator in creators:
                creator.stop()
            known = eventually(lambda: all_done(store, creators), within_s=DRAINED_WITHIN_S)
            wrong = wrong_results(server, known)
    jobs = store.histories()

    codes = Counter(attempt.code.name for attempt in attempts_of(creators))
    lost = sum(len(takeovers(job)) for job in jobs)
    print(f"{kills} kills, {len(known)} jobs, {lost} lost attempts, calls: {dict(codes)}")  # noqa: T201 - for the reader of -s
    assert violations(jobs, accepted=known) == []
    assert len(jobs) == len(known) == sum(len(each.accepted) for each in creators)
    assert (doubled(creators), wrong) == ([], [])
    assert [job.job_id for job in jobs if not job.is_success] == []
    assert set(codes) <= {"OK", "UNAVAILABLE"}
    assert store.queue_length() == 0
