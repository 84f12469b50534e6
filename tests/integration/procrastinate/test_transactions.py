"""What the queue on PostgreSQL promises to transactions, alone and side by side."""

import psycopg
import pytest

from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from tests.integration.procrastinate.sessions import Connect, Session, count, queue_in


def test_a_job_is_put_with_its_effect_or_not_at_all(
    session: Session, queue: ProcrastinateQueue
) -> None:
    """Rolling back what was stored beside a job takes the job out of the queue."""
    queue.put("a", priority=0)
    session.execute("INSERT INTO effects VALUES ('a')")

    session.rollback()

    assert (0, 0) == (queue.waiting_count(), count(session, "SELECT count(*) FROM effects"))


def test_a_job_is_completed_with_its_effect_or_not_at_all(
    session: Session, queue: ProcrastinateQueue
) -> None:
    """Rolling back what a job did leaves it in the hands of its worker."""
    queue.put("a", priority=0)
    worker = queue.join()
    queue.take(worker)
    session.commit()
    session.execute("INSERT INTO effects VALUES ('a')")
    queue.complete(worker, "a")

    session.rollback()
    queue.give_back(worker, "a")

    assert queue.take(worker) == "a"


def test_takers_do_not_wait_for_each_other(connect: Connect) -> None:
    """While one transaction has taken a job and goes on, another one gets the next."""
    first, second = connect(), connect()
    second.execute("SET lock_timeout = '1s'")
    one, two = queue_in(first), queue_in(second)
    for job_id in "ab":
        one.put(job_id, priority=0)
    first.commit()

    taken = [one.take(one.join()), two.take(two.join())]

    assert ["a", "b"] == taken


def test_recoverers_share_the_lost_jobs(connect: Connect) -> None:
    """Two workers that recover at the same moment hand out each lost job once, without waiting."""
    first, second = connect(), connect()
    second.execute("SET lock_timeout = '1s'")
    one, two = queue_in(first), queue_in(second)
    one.put("a", priority=0)
    one.take(one.join())
    first.commit()

    recovered = [one.recover(lease_s=0.0), two.recover(lease_s=0.0)]

    assert [1, 0] == recovered


def test_a_job_that_is_completed_at_this_moment_is_not_recovered(connect: Connect) -> None:
    """A slow worker that is about to commit is not disturbed by who takes it for lost."""
    first, second = connect(), connect()
    one, two = queue_in(first), queue_in(second)
    one.put("a", priority=0)
    worker = one.join()
    one.take(worker)
    first.commit()
    one.complete(worker, "a")

    recovered = two.recover(lease_s=0.0)
    first.commit()

    assert (0, 0) == (recovered, count(first, "SELECT count(*) FROM procrastinate_jobs"))


def test_a_worker_that_was_forgotten_comes_back(
    session: Session, queue: ProcrastinateQueue
) -> None:
    """A worker that was suspended for hours works on under its name after a sign of life."""
    worker = queue.join()
    session.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 day'")
    queue.recover(lease_s=10.0)
    forgotten = count(session, "SELECT count(*) FROM procrastinate_workers")
    queue.put("a", priority=0)

    queue.stay(worker)

    assert (0, "a") == (forgotten, queue.take(worker))


def test_errors_of_the_database_pass_through(queue: ProcrastinateQueue) -> None:
    """The library's own errors never hide which one the database gave."""
    queue.put("a", priority=0)

    with pytest.raises(psycopg.errors.UniqueViolation):
        queue.put("a", priority=0)
