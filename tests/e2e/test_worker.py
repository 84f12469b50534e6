"""The worker as an operator runs it: what it tells, and how it begins and ends."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from steelyard.v1 import compression_service_pb2 as pb

from adapters.outbound.sql.migration import migrate
from adapters.outbound.sql.schema import REVISIONS
from tests.e2e.jobs import PROSE, cancelled, created, finished, listed, report, text_item
from tests.e2e.requests import count_request
from tests.e2e.running import RunningServer, eventually, is_alive, run_to_its_end, running_server
from tests.e2e.statuses import failure_of
from tests.e2e.workers import started_worker

STATE = pb.CompressionJob.State
LONG_JOB = 160
"""So many items take a second or more."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A storage that a server and its workers share."""
    return f"sqlite:///{tmp_path_factory.mktemp('kept') / 'steelyard.db'}"


@pytest.fixture(scope="module")
def accepting(url: str) -> Iterator[RunningServer]:
    """A server that accepts jobs and does none."""
    with running_server(storage_url=url) as running:
        yield running


def long_job(server: RunningServer) -> str:
    """A job that takes a second or more, once it is accepted."""
    items = [text_item(f"{number}. {PROSE}") for number in range(LONG_JOB)]
    return created(server, *items).job_id


def test_a_worker_tells_how_it_is(accepting: RunningServer, url: str) -> None:
    """It lives, it is ready, and its ready file says where and who."""
    with started_worker(url) as worker:
        statuses = [worker.get(path)[0] for path in ("/livez", "/readyz", "/metrics")]
        ready = dict(worker.ready)
        children = worker.children()
        code = worker.stop()

    assert accepting.process.poll() is None
    assert [200] * 3 == statuses
    assert {"http_address", "pid"} == ready.keys()
    assert worker.process.pid == ready["pid"]
    assert 2 == len(children)
    assert 0 == code


def test_jobs_are_measured(accepting: RunningServer, url: str) -> None:
    """How many ended and how, how long they took, and how many are waiting."""
    job_ids = [created(accepting).job_id for _ in range(3)]

    with started_worker(url) as worker:
        for job_id in job_ids:
            finished(accepting, job_id)
        ended_count = worker.reached(3, "steelyard_jobs_ended_total")
        timed = worker.metric("steelyard_job_duration_seconds_count")
        waiting = worker.reached(0, "steelyard_jobs_waiting")

    assert (3, 3, 0) == (ended_count, timed, waiting)


def test_jobs_that_wait_are_seen(accepting: RunningServer, url: str) -> None:
    """Where there is more to do than is done, an operator sees how much."""
    for _ in range(10):
        long_job(accepting)

    with started_worker(url, drain_job_ms=0) as worker:
        seen = eventually(lambda: worker.metric("steelyard_jobs_waiting"), within_s=20)
        worker.stop()
    for job in listed(accepting):
        if job.state == STATE.STATE_QUEUED:
            cancelled(accepting, job.job_id)

    assert seen
    assert 1 <= seen < 10


def test_a_job_at_hand_is_given_back_and_done_by_the_next(
    accepting: RunningServer, url: str
) -> None:
    """A worker that is told to stop ends soon, and no attempt is counted as failed."""
    job_id = long_job(accepting)
    with started_worker(url, drain_job_ms=0) as worker:
        eventually(lambda: report(accepting, job_id).job.completed_item_count > 0, within_s=20)
        code = worker.stop()
    given_back = report(accepting, job_id).job

    with started_worker(url, processes=2):
        job = finished(accepting, job_id)

    assert 0 == code
    assert STATE.STATE_QUEUED == given_back.state
    assert 0 < given_back.completed_item_count < LONG_JOB
    assert STATE.STATE_SUCCEEDED == job.state
    assert LONG_JOB == job.completed_item_count


def test_a_job_at_hand_is_completed_in_time(accepting: RunningServer, url: str) -> None:
    """A worker that may take its time ends after its job."""
    job_id = long_job(accepting)

    with started_worker(url, drain_job_ms=60_000) as worker:
        eventually(lambda: report(accepting, job_id).job.completed_item_count > 0, within_s=20)
        code = worker.stop()

    assert 0 == code
    assert STATE.STATE_SUCCEEDED == report(accepting, job_id).job.state


def test_a_process_that_is_killed_is_replaced(accepting: RunningServer, url: str) -> None:
    """Its place is taken, and jobs are done."""
    with started_worker(url) as worker:
        doing = worker.children()[0]
        os.kill(doing, signal.SIGKILL)
        eventually(lambda: doing not in worker.children() and len(worker.children()) == 2)
        job = finished(accepting, created(accepting).job_id)
        written = worker.written()

    assert STATE.STATE_SUCCEEDED == job.state
    assert "child died and is replaced" in written


def test_nothing_is_left_of_a_worker_whose_parent_is_killed(url: str) -> None:
    """Its processes end by themselves, so that nobody works unseen."""
    with started_worker(url, processes=2) as worker:
        children = worker.children()
        os.kill(worker.process.pid, signal.SIGKILL)
        is_over = eventually(lambda: not any(map(is_alive, children)), within_s=10)

    assert 3 == len(children)
    assert is_over


def test_no_prompt_is_in_the_log(accepting: RunningServer, url: str) -> None:
    """What a worker writes says nothing of what it works on."""
    with started_worker(url, log_level="debug") as worker:
        finished(accepting, created(accepting, text_item(PROSE), text_item("x", budget=0)).job_id)
        worker.stop()
        written = worker.written()

    assert "lighthouse" not in written


def test_a_port_in_use_is_a_sentence(url: str) -> None:
    """A worker that cannot tell how it is does not start."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        actual = run_to_its_end("worker", storage_url=url, http_port=port)

    assert 5 == actual.returncode
    assert f"steelyard: 127.0.0.1:{port} is in use by another process\n" == actual.stderr
    assert "" == actual.stdout


def test_wrong_settings_are_told_together() -> None:
    """Each mistake is named before anything is loaded."""
    actual = run_to_its_end("worker", jobs_attempts=0, storage_timeout_ms="soon", limit_job_items=0)

    assert 2 == actual.returncode
    for name in ("JOBS_ATTEMPTS", "STORAGE_TIMEOUT_MS", "LIMIT_JOB_ITEMS"):
        assert f"STEELYARD_{name} must be" in actual.stderr
    assert 1 == actual.stderr.count("\n")


@pytest.mark.parametrize("command", ["worker", "serve"])
@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"storage_url": "mysql://example.test/steelyard"}, "the store is named by sqlite:///path"),
        ({"storage_key_file": "nowhere"}, "the file with the storage keys cannot be used"),
    ],
)
def test_a_storage_that_cannot_be_is_a_sentence(
    command: str, settings: dict[str, str], expected: str
) -> None:
    """What names no storage, or no keys, ends the start, for a worker and for a server."""
    actual = run_to_its_end(command, **settings)

    assert 5 == actual.returncode
    assert actual.stderr.startswith(f"steelyard: {expected}")
    assert 1 == actual.stderr.count("\n")


def test_tables_go_forward_and_back_by_command(tmp_path: Path) -> None:
    """To a revision, to none and to the latest."""
    storage = f"sqlite:///{tmp_path / 'steelyard.db'}"
    latest = f"the tables are those of {REVISIONS[-1]}\n"
    steps: list[list[str]] = [[], ["--to", REVISIONS[0]], ["--to", "base"], [], []]

    actual = [run_to_its_end("migrate", *step, storage_url=storage).stdout for step in steps]

    first = f"the tables are those of {REVISIONS[0]}\n"
    assert [latest, first, "there are no tables\n", latest, latest] == actual


def test_a_revision_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    """Whoever mistypes it is told so without a traceback."""
    actual = run_to_its_end(
        "migrate", "--to", "nonsense", storage_url=f"sqlite:///{tmp_path / 'a.db'}"
    )

    assert 3 == actual.returncode
    assert "nonsense" in actual.stderr
    assert "Traceback" not in actual.stderr


def refused(server: RunningServer) -> str:
    """The reason for which no job is accepted."""
    return failure_of(lambda: created(server)).reason


@pytest.mark.parametrize("name", ["file/steelyard.db", "file"])
def test_a_storage_that_is_away_lets_texts_be_counted(tmp_path: Path, name: str) -> None:
    """Neither a folder that cannot be made nor a file that is no database holds a server up."""
    (tmp_path / "file").write_text("no database and no folder" * 100)

    with running_server(storage_url=f"sqlite:///{tmp_path / name}", job_processes=1) as server:
        counted = server.stub.CountTokens(count_request("one two three")).count.token_count
        reason = refused(server)

    assert 3 == counted
    assert "STORAGE_UNAVAILABLE" == reason


def test_tables_that_are_gone_are_outdated(tmp_path: Path) -> None:
    """Where somebody took them back while a server runs, texts are counted and jobs refused."""
    storage = f"sqlite:///{tmp_path / 'steelyard.db'}"

    with running_server(storage_url=storage) as server:
        migrate(storage, to="base")
        reason = refused(server)
        migrate(storage)
        job_id = created(server).job_id

    assert "STORAGE_OUTDATED" == reason
    assert job_id


def test_a_worker_waits_for_its_storage(tmp_path: Path) -> None:
    """One that is started before the storage is there works as soon as it is."""
    folder = tmp_path / "mounted"
    folder.write_text("not yet")
    storage = f"sqlite:///{folder / 'steelyard.db'}"

    with started_worker(storage) as worker:
        is_told = eventually(lambda: "STORAGE_UNAVAILABLE" in worker.written())
        folder.unlink()
        with running_server(storage_url=storage) as server:
            job = finished(server, created(server).job_id)

    assert is_told
    assert STATE.STATE_SUCCEEDED == job.state
