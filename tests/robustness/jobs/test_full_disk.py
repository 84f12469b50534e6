"""The disk is full: jobs are refused by name, nothing is damaged, and counting goes on."""

import sqlite3
import uuid
from contextlib import closing
from pathlib import Path

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status
from steelyard.v1 import compression_service_pb2 as pb

from tests.e2e.requests import by_encoding, count_request
from tests.e2e.running import RunningServer, eventually, running_server
from tests.robustness.jobs.crews import SETTINGS
from tests.robustness.jobs.history import violations
from tests.robustness.jobs.stores import JobStore, small_text

BALLAST_BYTES = 400_000
MOST = 2_000


def create(server: RunningServer) -> str:
    """Have one job accepted; return its id."""
    item = pb.CompressTextRequest(
        tokenizer=by_encoding(), text=uuid.uuid4().hex + small_text(1) * 4, token_budget=40
    )
    request = pb.CreateCompressionJobRequest(
        request_id=uuid.uuid4().hex, items=[pb.CompressionItem(text=item)]
    )
    return server.compression.CreateCompressionJob(request, timeout=6).job.job_id


def create_until_full(server: RunningServer) -> tuple[list[str], grpc.RpcError]:
    """Have jobs accepted until one is refused."""
    accepted: list[str] = []
    for _ in range(MOST):
        try:
            accepted.append(create(server))
        except grpc.RpcError as error:
            return accepted, error
    raise AssertionError("the disk is never full")


def reason_of(error: grpc.RpcError) -> str:
    """The reason that the server gives."""
    status = rpc_status.from_call(error)  # type: ignore[arg-type]  # a call that failed is both
    assert status is not None
    for detail in status.details:
        info = error_details_pb2.ErrorInfo()
        if detail.Unpack(info):
            return str(info.reason)
    return ""


def integrity(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute("PRAGMA integrity_check").fetchone()[0])


def test_a_full_disk_refuses_and_damages_nothing(small_disk: Path) -> None:
    """What was accepted is done once there is room again; new jobs are accepted then."""
    ballast, file = small_disk / "ballast", small_disk / "steelyard.db"
    ballast.write_bytes(bytes(BALLAST_BYTES))
    store = JobStore(f"sqlite:///{file}")
    settings = SETTINGS | {"storage_url": store.url, "job_processes": 1}
    with running_server(**settings) as server:  # type: ignore[arg-type]  # by name
        before = server.children()
        accepted, error = create_until_full(server)
        counted = server.stub.CountTokens(count_request("one two three")).count.token_count
        sound = integrity(file)
        health = server.get("/livez")[0]

        ballast.unlink()
        again = eventually(lambda: created(server), within_s=10)
        accepted.append(again)
        is_done = eventually(lambda: store.final_count() >= len(accepted), within_s=60)
        after = server.children()
    jobs = store.histories()
    store.close()

    print(f"{len(accepted)} jobs accepted on 1 MB")  # noqa: T201 - for the reader of -s
    assert (error.code(), reason_of(error)) == (grpc.StatusCode.RESOURCE_EXHAUSTED, "STORAGE_FULL")
    assert (counted, sound, health) == (3, "ok", 200)
    assert (bool(again), is_done, before) == (True, True, after)
    assert violations(jobs, accepted=accepted) == []
    assert [job for job in jobs if not job.is_success] == []
    assert integrity(file) == "ok"


def created(server: RunningServer) -> str:
    """The id of a job that is accepted; empty where the disk is still full."""
    try:
        return create(server)
    except grpc.RpcError as error:
        return "" if reason_of(error) == "STORAGE_FULL" else f"refused: {error.code()}"
