"""Processes come and go, and calls are answered; a start that cannot work says why."""

import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from tests.e2e.jobs import created, finished, text_item
from tests.e2e.requests import count_request
from tests.e2e.running import (
    RunningServer,
    children_of,
    eventually,
    is_alive,
    open_channel,
    run_to_its_end,
    running_server,
)
from tests.e2e.statuses import trailing

BACK_WITHIN_S = 1.0


def answering_worker(server: RunningServer) -> str:
    """What the request ids of the worker that answers now begin with; empty when none answers."""
    with open_channel(server) as channel:
        stub = pb_grpc.TokenServiceStub(channel)
        try:
            _, call = stub.CountTokens.with_call(count_request("x"), timeout=1)
        except grpc.RpcError:
            return ""
        return trailing(call)["x-request-id"].partition("-")[0]


def workers_seen(server: RunningServer, number: int) -> set[str]:
    """The workers that answer, once there are so many."""
    seen: set[str] = set()

    def enough() -> bool:
        seen.add(answering_worker(server))
        seen.discard("")
        return len(seen) >= number

    eventually(enough)
    return seen


class Family:
    """A server with one child of each kind, and who is who after some were replaced."""

    def __init__(self, server: RunningServer) -> None:
        self.server = server
        self.pids = {name: pids[0] for name, pids in server.children().items()}

    def kill(self, name: str) -> None:
        """Kill a child and wait for the one that takes its place."""
        before = set(children_of(self.server.pid))
        os.kill(self.pids[name], signal.SIGKILL)
        fresh = eventually(lambda: set(children_of(self.server.pid)) - before)
        (self.pids[name],) = fresh


@pytest.fixture(scope="module")
def family() -> Iterator[Family]:
    """One worker and its company, to be killed one by one."""
    with running_server(shadow_sample_every=1, drain_notice_ms=1_000, job_processes=1) as running:
        yield Family(running)


def test_a_killed_worker_is_back_within_a_second(pair: RunningServer) -> None:
    """Of two workers one dies; the other answers, and soon a new one does too."""
    before = workers_seen(pair, 2)
    killed = pair.children()["workers"][0]

    os.kill(killed, signal.SIGKILL)
    began = time.monotonic()
    fresh = eventually(lambda: {answering_worker(pair)} - before - {""}, within_s=5)
    took_s = time.monotonic() - began

    assert fresh
    assert took_s < BACK_WITHIN_S
    assert pair.log(event="child died and is replaced", child="worker-0", status="SIGKILL")


def test_a_lone_worker_is_back_within_a_second(family: Family) -> None:
    """With one worker there is a pause, of less than a second."""
    before = answering_worker(family.server)

    began = time.monotonic()
    family.kill("workers")
    fresh = eventually(lambda: answering_worker(family.server))
    took_s = time.monotonic() - began

    assert before != fresh != ""
    assert took_s < BACK_WITHIN_S


def test_counters_outlive_their_worker(family: Family) -> None:
    """What a killed worker had counted stays in the sums."""
    server, name = family.server, "steelyard_tokens_counted_total"
    server.stub.CountTokens(count_request("one two three"), wait_for_ready=True)
    before = server.settled(name)

    family.kill("workers")

    assert 0 < before == server.settled(name)


def test_metrics_are_back_when_their_process_was_killed(family: Family) -> None:
    """The process behind the HTTP port is replaced like a worker, and answers."""
    family.kill("operator")

    assert eventually(lambda: _is_ready(family.server))
    assert family.server.log(event="child died and is replaced", child="operator")


def test_shadow_checks_are_back_when_their_process_was_killed(family: Family) -> None:
    """So is the one that checks counts, which goes on checking."""
    family.kill("shadow")

    family.server.stub.CountTokens(count_request("one"), wait_for_ready=True)

    assert eventually(
        lambda: family.server.metric("steelyard_engine_checks_total", outcome="equal") > 3
    )


def test_long_texts_for_claude_are_counted_when_their_process_was_killed(family: Family) -> None:
    """A process that counts is replaced; calls meanwhile are answered by the other one."""
    stub, request = family.server.stub, count_request("word " * 5_000, "claude-v3")
    expected = stub.CountTokens(request).count

    family.kill("counters")
    answers = [stub.CountTokens(request).count for _ in range(4)]

    assert [expected] * 4 == answers
    assert family.server.log(event="child died and is replaced", child="counter-0")


def _is_ready(server: RunningServer) -> bool:
    try:
        return server.get("/readyz")[0] == 200
    except OSError:
        return False


def test_a_server_that_was_suspended_goes_on(family: Family) -> None:
    """Stopping all of it and continuing, as a debugger does, is no request to end."""
    everyone = [family.server.pid, *children_of(family.server.pid)]

    for _ in range(5):
        for signal_number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in everyone:
                os.kill(pid, signal_number)
            time.sleep(0.1)

    assert answering_worker(family.server)
    assert everyone[1:] == children_of(family.server.pid)


def test_jobs_are_done_when_their_process_was_killed(family: Family) -> None:
    """Whoever takes its place does the jobs that come next."""
    family.kill("jobs")

    job = created(family.server, text_item())

    assert pb.CompressionJob.STATE_SUCCEEDED == finished(family.server, job.job_id).state


def test_children_do_not_outlive_their_parent(family: Family) -> None:
    """When the parent is killed, every child ends within two seconds. The end of this family."""
    children = children_of(family.server.pid)

    os.kill(family.server.pid, signal.SIGKILL)
    ended = eventually(lambda: not any(map(is_alive, children)), within_s=2)

    assert len(children) == 5
    assert ended


@contextmanager
def taken_port(*, shared: bool) -> Iterator[int]:
    """A port that somebody listens on, alone or ready to share it."""
    with socket.socket() as listening:
        option = socket.SO_REUSEPORT if shared else socket.SO_REUSEADDR
        listening.setsockopt(socket.SOL_SOCKET, option, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.mark.parametrize(("setting", "shared"), [("grpc_port", True), ("http_port", False)])
def test_a_port_in_use_is_a_sentence(setting: str, *, shared: bool) -> None:
    """A port that somebody listens on, even one who shares it, ends the start with exit code 5."""
    with taken_port(shared=shared) as port:
        arguments = ["--port", str(port)] if setting == "grpc_port" else []
        settings = {"http_port": port} if setting == "http_port" else {}
        ended = run_to_its_end("serve", *arguments, **settings)

    assert ended.returncode == 5
    assert ended.stderr == f"steelyard: 127.0.0.1:{port} is in use by another process\n"
    assert ended.stdout == ""


def test_a_second_server_cannot_join_the_first(server: RunningServer) -> None:
    """The port of a running server is taken, although its own workers share it."""
    port = server.address.rpartition(":")[2]

    ended = run_to_its_end("serve", "--port", port)

    assert ended.returncode == 5
    assert ended.stderr == f"steelyard: 127.0.0.1:{port} is in use by another process\n"


def test_other_hosts_need_leave() -> None:
    """Listening for other machines, without knowing who calls, needs an explicit flag."""
    ended = run_to_its_end("serve", "--host", "0.0.0.0")  # noqa: S104 - the point

    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "'0.0.0.0' is not loopback and callers are not authenticated" in ended.stderr
    assert "--allow-remote" in ended.stderr


def test_wrong_settings_are_told_together() -> None:
    """Every mistake is named, in one sentence each, before anything is loaded."""
    ended = run_to_its_end(
        "serve", limit_open_streams="many", access_log="loud", reflection="perhaps", nonsense=1
    )

    assert ended.returncode == 2
    assert ended.stderr == (
        "steelyard: STEELYARD_REFLECTION must be true or false, not 'perhaps'; "
        "STEELYARD_ACCESS_LOG must be one of all, errors, none, not 'loud'; "
        "STEELYARD_LIMIT_OPEN_STREAMS must be a whole number of at least 0, not 'many'; "
        "STEELYARD_NONSENSE is no setting\n"
    )


def test_limits_that_let_nothing_through_are_wrong_settings() -> None:
    """A server that could answer nothing does not start."""
    names = ("limit_threads", "limit_calls_in_flight", "limit_message_bytes")

    ended = run_to_its_end("serve", **dict.fromkeys(names, 0))

    assert ended.returncode == 2
    assert [name for name in names if f"STEELYARD_{name.upper()}" not in ended.stderr] == []
