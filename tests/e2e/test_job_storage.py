"""What is kept of jobs: over restarts, by another process, sealed, and not for longer than told."""

import base64
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import grpc
import pytest
from steelyard.v1 import compression_service_pb2 as pb

from tests.e2e.jobs import (
    PROSE,
    cancelled,
    chat_item,
    created,
    finished,
    listed,
    named_at_once,
    report,
    results,
    text_item,
    watched,
)
from tests.e2e.running import ROOT, START_S, RunningServer, environment, eventually, running_server
from tests.e2e.statuses import failure_of
from tests.e2e.workers import started_worker
from tests.postgres import find_postgres, postgres_server

Job = pb.CompressionJob
CANARY = "zebra-canary-0451"
TEXT = f"{CANARY}. {PROSE}"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "steelyard.db"


def url_of(database: Path) -> str:
    return f"sqlite:///{database}"


def stored_bytes(database: Path) -> bytes:
    """All that is in the database's files."""
    return b"".join(path.read_bytes() for path in sorted(database.parent.glob("steelyard.db*")))


def row_counts(database: Path) -> tuple[int, ...]:
    """How many items, outcomes, events and jobs are in the database."""
    tables = ("compression_job" + part for part in ("_item", "_outcome", "_event", ""))
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        return tuple(
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - our tables
            for table in tables
        )


def test_jobs_outlive_the_server(database: Path) -> None:
    """What was accepted is done by whoever comes next, and what was done can still be had."""
    settings: dict[str, Any] = {"storage_url": url_of(database), "job_processes": 1}
    with running_server(**settings) as first:
        done = finished(first, created(first, text_item(), request_id="done").job_id)
        expected = results(first, done.job_id)
    with running_server(storage_url=url_of(database)) as second:
        waiting = created(second, request_id="waits")

    with running_server(**settings) as third:
        assert Job.STATE_SUCCEEDED == finished(third, waiting.job_id).state
        assert done == created(third, text_item(), request_id="done")
        assert expected == results(third, done.job_id)


def test_a_worker_of_its_own_does_the_jobs_of_a_server(database: Path) -> None:
    """A server without job processes accepts, and a worker on the same file does the work."""
    with running_server(storage_url=url_of(database)) as server:
        jobs = [created(server, text_item(), chat_item()) for _ in range(5)]

        with started_worker(url_of(database)):
            states = [finished(server, job.job_id).state for job in jobs]

        kinds = [
            result.WhichOneof("outcome")
            for [page] in [results(server, jobs[0].job_id)]
            for result in page
        ]

    assert [Job.STATE_SUCCEEDED] * 5 == states
    assert ["text", "messages"] == kinds


def test_a_job_whose_worker_is_shut_down_loses_nothing(database: Path) -> None:
    """A worker that is told to stop gives its job back, and the next one goes on with it."""
    with running_server(storage_url=url_of(database)) as server:
        items = [chat_item(budget=100 + number % 50) for number in range(500)]
        job_id = created(server, *items).job_id
        with started_worker(url_of(database), drain_job_ms=0):
            assert eventually(
                lambda: report(server, job_id).job.completed_item_count, within_s=30.0
            )
        given_back = report(server, job_id).job

        with started_worker(url_of(database)):
            job = finished(server, job_id)

    assert (Job.STATE_QUEUED, 1) == (given_back.state, given_back.attempt_count)
    assert (Job.STATE_SUCCEEDED, 2, 500) == (
        job.state,
        job.attempt_count,
        job.completed_item_count,
    )


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A file with one key."""
    path = tmp_path / "keys"
    path.touch(0o600)
    path.write_bytes(base64.b64encode(os.urandom(32)) + b"\n")
    return path


def test_what_is_sealed_cannot_be_read_in_the_files(database: Path, key_file: Path) -> None:
    """Neither a prompt nor its result stands in the database, its journal or a log."""
    settings: dict[str, Any] = {"storage_url": url_of(database), "storage_key_file": key_file}
    with running_server(**settings, jobs_prompt_seconds=600) as server:
        item = text_item(TEXT, budget=1_000, options=pb.CompressionOptions(query=CANARY))
        job = created(server, item, chat_item(TEXT, budget=1_000), request_id="seen-canary")
        waiting = stored_bytes(database)
        with started_worker(url_of(database), storage_key_file=key_file, jobs_prompt_seconds=600):
            finished(server, job.job_id)
        done = stored_bytes(database)
        one, two = (result for page in results(server, job.job_id) for result in page)
        output = server.output()

    assert all(b"seen-canary" in content for content in (waiting, done))
    assert not any(CANARY.encode() in content for content in (waiting, done))
    assert CANARY not in output
    assert CANARY in one.text.text
    assert CANARY in two.messages.chat.openai_json


def test_without_its_key_a_result_cannot_be_had(database: Path, key_file: Path) -> None:
    """Who has another key is told so; the job itself can be seen."""
    settings: dict[str, Any] = {"storage_url": url_of(database), "job_processes": 1}
    with running_server(**settings, storage_key_file=key_file) as server:
        job = finished(server, created(server).job_id)

    with running_server(**settings) as server:
        failed = failure_of(lambda: report(server, job.job_id))

        assert [job] == listed(server)
    assert (grpc.StatusCode.FAILED_PRECONDITION, "SEAL_BROKEN") == (failed.code, failed.reason)


def test_a_worker_without_the_key_says_so(database: Path, key_file: Path) -> None:
    """A job that cannot be read fails for that reason once its attempts are used up."""
    url = url_of(database)
    with running_server(storage_url=url, storage_key_file=key_file, jobs_attempts=1) as server:
        job_id = created(server).job_id

        with started_worker(url):
            job = finished(server, job_id)

    assert (Job.STATE_FAILED, "SEAL_BROKEN") == (job.state, job.error.reason)


def test_what_is_kept_is_forgotten_in_time(database: Path) -> None:
    """Prompts go at the end of a job, results after their time, and then the job itself."""

    def are_left(*expected: int) -> bool:
        return eventually(lambda: expected == row_counts(database), within_s=20.0)

    with running_server(storage_url=url_of(database)) as server:
        job_id = created(server, request_id="r").job_id
        with started_worker(url_of(database)):
            job = finished(server, job_id)
            assert are_left(0, 1, 3, 1)
        with started_worker(url_of(database), jobs_result_seconds=0):
            assert are_left(0, 0, 3, 1)
        assert (job, [[]]) == (report(server, job_id).job, results(server, job_id))
        with started_worker(url_of(database), jobs_result_seconds=0, jobs_record_seconds=0):
            assert are_left(0, 0, 0, 0)

        assert "JOB_NOT_FOUND" == failure_of(lambda: report(server, job_id)).reason
        assert job_id != created(server, request_id="r").job_id


def test_the_database_is_for_its_owner_alone(database: Path) -> None:
    """The journal too."""
    with running_server(storage_url=url_of(database)) as server:
        created(server)

        modes = {path.stat().st_mode & 0o777 for path in database.parent.glob("steelyard.db*")}

    assert {0o600} == modes


def command(server: RunningServer, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """A command about jobs, against a server."""
    return subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "bootstrap", "jobs", *arguments, "--server", server.address],
        cwd=ROOT,
        env=environment({}),
        capture_output=True,
        text=True,
        timeout=START_S,
        check=False,
    )


def test_the_command_line_has_a_job_done(database: Path, tmp_path: Path) -> None:
    """A file is submitted, waited for and written; the job is listed, shown and told of."""
    source = tmp_path / "prose.txt"
    source.write_text(TEXT, encoding="utf-8")
    with running_server(storage_url=url_of(database), job_processes=1) as server:
        asked = ("--model", "gpt-4o", "--budget", "40", "--request-id", "r", "--wait")

        submitted = command(server, "submit", *asked, str(source))
        [job] = listed(server)
        told = [command(server, what, job.job_id) for what in ("show", "watch")]
        told.append(command(server, "list"))
        refused = command(server, "cancel", job.job_id)

        [[result]] = results(server, job.job_id)

    assert (0, result.text.text) == (submitted.returncode, submitted.stdout.rstrip("\n"))
    assert [0, 0, 0] == [each.returncode for each in told]
    assert all("succeeded" in each.stdout.lower() for each in told)
    assert 3 == refused.returncode
    assert job.job_id in submitted.stderr


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database with our tables."""
    if find_postgres() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server() as running:
        url = running.url(running.create_database())
        subprocess.run(
            [sys.executable, "-m", "bootstrap", "migrate"],
            cwd=ROOT,
            env=environment({"storage_url": url}),
            capture_output=True,
            timeout=START_S,
            check=True,
        )
        yield url


def test_postgresql_keeps_jobs_as_well(postgres_url: str) -> None:
    """Jobs are accepted once, watched, done by workers of another process, paged and cancelled."""
    items = [text_item(), chat_item(), text_item(TEXT)]
    with running_server(storage_url=postgres_url) as server:
        job = created(server, *items, request_id="r")
        unwanted = created(server)
        cancelled(server, unwanted.job_id)
        with started_worker(postgres_url):
            events = watched(server, job.job_id)
        pages = results(server, job.job_id, page_size=2)

        assert job.job_id == created(server, *items, request_id="r").job_id
        assert [unwanted.job_id] == [
            each.job_id for each in listed(server, states=[Job.STATE_CANCELLED])
        ]
    assert [(1, Job.STATE_QUEUED), (2, Job.STATE_RUNNING), (3, Job.STATE_SUCCEEDED)] == [
        (event.sequence, event.state) for event in events
    ]
    assert [2, 1] == [len(page) for page in pages]


def test_servers_on_postgresql_share_their_jobs(postgres_url: str) -> None:
    """One does what the other accepted, both tell of it, and one request is one job at both."""
    with (
        running_server(storage_url=postgres_url) as idle,
        running_server(storage_url=postgres_url, job_processes=1) as busy,
    ):
        job = created(idle, *[text_item()] * 100)

        events = watched(idle, job.job_id)

        assert Job.STATE_SUCCEEDED == events[-1].state
        assert events == watched(busy, job.job_id)
        assert report(idle, job.job_id) == report(busy, job.job_id)
        assert 1 == len(set(named_at_once([idle, busy] * 8, request_id="at once")))


def test_a_database_without_tables_says_so() -> None:
    """PostgreSQL is migrated by its operator; until then calls say what is missing."""
    if find_postgres() is None:
        pytest.skip("PostgreSQL is not installed")
    with postgres_server() as running:
        url = running.url(running.create_database())
        with running_server(storage_url=url) as server:
            failed = failure_of(lambda: created(server))

    assert (grpc.StatusCode.FAILED_PRECONDITION, "STORAGE_OUTDATED") == (failed.code, failed.reason)
