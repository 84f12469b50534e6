"""What the queue on PostgreSQL promises to processes that are killed or meet one another."""

import subprocess
import sys
import time

import psycopg
import pytest

from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from adapters.outbound.procrastinate.schema import queue_schema
from tests.architecture.source import ROOT
from tests.integration.procrastinate.sessions import Session, count, queue_in
from tests.postgres import find_postgres, postgres_server


def started(habit: str, url: str) -> subprocess.Popen[str]:
    """A worker's process (see worker.py)."""
    command = [sys.executable, "-m", "tests.integration.procrastinate.worker", habit, url]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603 - ours


def killed_after_a_line(habit: str, url: str) -> None:
    """Run a worker until it prints, then end it without warning."""
    with started(habit, url) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()


def wait_until_gone(session: Session) -> None:
    """Wait until the database has noticed that the other processes are dead."""
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    deadline = time.monotonic() + 10
    while count(session, others) > 1 and time.monotonic() < deadline:
        session.rollback()  # the view is the same throughout a transaction
        time.sleep(0.02)


def test_processes_never_get_the_same_job(session: Session, url: str) -> None:
    """Three processes that take as fast as they can get each job once between them."""
    expected = [f"{number:03}" for number in range(300)]
    queue = queue_in(session)
    for job_id in expected:
        queue.put(job_id, priority=0)
    session.commit()
    processes = [started("takes_all", url) for _ in range(3)]

    taken = [process.communicate(timeout=60)[0].split() for process in processes]

    assert expected == sorted(job_id for jobs in taken for job_id in jobs)


def test_a_worker_killed_in_a_transaction_leaves_nothing(
    session: Session, queue: ProcrastinateQueue, url: str
) -> None:
    """A job waits again at once, without its effect, when its worker dies before the commit."""
    queue.put("a", priority=0)
    session.commit()

    killed_after_a_line("hangs_in_a_transaction", url)
    wait_until_gone(session)

    assert (1, 0) == (queue.waiting_count(), count(session, "SELECT count(*) FROM effects"))


def test_a_job_of_a_killed_worker_is_recovered_after_the_lease(
    session: Session, queue: ProcrastinateQueue, url: str
) -> None:
    """A job is handed out again after a lease without a sign of life of its worker, not before."""
    queue.put("a", priority=0)
    session.commit()
    killed_after_a_line("takes_one_and_hangs", url)

    early = queue.recover(lease_s=30.0)
    session.commit()
    time.sleep(0.3)
    late = queue.recover(lease_s=0.3)

    assert (0, 1, "a") == (early, late, queue.take(queue.join()))


@pytest.mark.skipif(find_postgres() is None, reason="PostgreSQL is not installed")
def test_nobody_is_lost_while_the_database_was_down() -> None:
    """Workers get a lease after the start of the database to give a sign of life."""
    with postgres_server() as server:
        with psycopg.connect(server.url()) as before:
            before.execute(queue_schema().create)
            queue = queue_in(before)
            queue.put("a", priority=0)
            queue.take(queue.join())
            before.execute(
                "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1800s'"
            )
        server.kill()
        server.start()

        with psycopg.connect(server.url()) as after:
            recovered = queue_in(after).recover(lease_s=60.0)

    assert recovered == 0
