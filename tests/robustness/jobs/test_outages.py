"""PostgreSQL is away for a while, or hangs; whoever does not need it notices nothing."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from tests.e2e.running import RunningServer, children_of, eventually, running_server
from tests.postgres import PostgresServer
from tests.robustness.conftest import Caller, Scaled
from tests.robustness.jobs.callers import DEADLINE_S, all_done, attempts_of, creating
from tests.robustness.jobs.crews import SETTINGS, crew
from tests.robustness.jobs.history import violations
from tests.robustness.jobs.stores import JobStore

CLIENTS = 3
BACK_WITHIN_S = 5.0
GRACE_S = 0.5
DRAINED_WITHIN_S = 60.0
FAULTS = ("stop", "suspend")


def health(server: RunningServer) -> tuple[int, int]:
    """What the operator's port and the health service of gRPC say."""
    stub: Any = health_pb2_grpc.HealthStub(server.channel)
    status = stub.Check(health_pb2.HealthCheckRequest(), timeout=5).status
    return server.get("/livez")[0], status


def healthy_for(server: RunningServer, seconds: float) -> set[tuple[int, int]]:
    """All that was said in this time."""
    until, said = time.monotonic() + seconds, set()
    while time.monotonic() < until:
        said.add(health(server))
        time.sleep(0.2)
    return said


def seconds_until(is_so: Callable[[], bool]) -> float:
    """How long it takes until something is so; more than may be where it never is."""
    began = time.monotonic()
    eventually(is_so, within_s=4 * BACK_WITHIN_S)
    return time.monotonic() - began


@pytest.mark.parametrize("fault", FAULTS)
def test_an_outage_loses_nothing_and_holds_nobody_up(
    fault: str, postgres: PostgresServer, pg_store: JobStore, tmp_path: Path, scaled: Scaled
) -> None:
    """Calls that need the store are UNAVAILABLE in time; all is as before soon after it is back."""
    settings = SETTINGS | {"storage_url": pg_store.url, "job_processes": 1}
    with (
        running_server(**settings) as server,  # type: ignore[arg-type]  # by name
        crew(pg_store.url, tmp_path / "crew", processes=2) as workers,
        creating(server.address, CLIENTS) as creators,
    ):
        caller, before = Caller(server), (children_of(server.pid), workers.workers())
        with caller.calling():
            time.sleep(1)
            began = time.monotonic()
            postgres.stop("immediate") if fault == "stop" else postgres.suspend()
            said = healthy_for(server, scaled(5, 30))
            postgres.start() if fault == "stop" else postgres.resume()
            back = time.monotonic()
            created_s = seconds_until(
                lambda: any(each.ended_at > back and each.code is grpc.StatusCode.OK
                            for each in attempts_of(creators))
            )  # fmt: skip
            known = pg_store.final_count()
            worked_s = created_s + seconds_until(lambda: pg_store.final_count() > known)
        for creator in creators:
            creator.stop()
        jobs = eventually(lambda: all_done(pg_store, creators), within_s=DRAINED_WITHIN_S)
        after = (children_of(server.pid), workers.workers())

    calls = attempts_of(creators)
    refused = [
        each for each in calls if each.ended_at > began and each.code is not grpc.StatusCode.OK
    ]
    slowest = max(each.took_s for each in refused), max(caller.took_s)
    print(  # noqa: T201 - for the reader of -s
        f"{fault}: {len(refused)} calls refused, longest {slowest[0]:.2f} s;"
        f" {len(caller.took_s)} counts, longest {slowest[1] * 1_000:.0f} ms;"
        f" accepted again after {created_s:.2f} s, worked on after {worked_s:.2f} s;"
        f" {len(jobs)} jobs"
    )
    assert {each.code for each in refused} == {grpc.StatusCode.UNAVAILABLE}
    assert slowest[0] < DEADLINE_S + GRACE_S
    assert (caller.noticed(), said) == ([], {(200, health_pb2.HealthCheckResponse.SERVING)})
    assert max(created_s, worked_s) < BACK_WITHIN_S
    assert before == after
    assert violations(pg_store.histories(), accepted=jobs) == []
    assert jobs
