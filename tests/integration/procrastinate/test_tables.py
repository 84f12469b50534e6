"""What the queue leaves in the database: nothing of a job that is done, nothing of itself."""

from pathlib import Path
from typing import LiteralString

import psycopg
from procrastinate.schema import SchemaManager

from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from adapters.outbound.procrastinate.schema import NEWEST_MIGRATION, queue_schema
from tests.integration.procrastinate.sessions import Connect, Session, count, queue_in


def test_tables_stay_empty(session: Session, queue: ProcrastinateQueue) -> None:
    """Nothing is left of a thousand jobs that were put, taken, returned and completed."""
    worker = queue.join()
    for number in range(1_000):
        queue.put(str(number), priority=0)
        queue.take(worker)
        if number % 100 == 0:
            queue.give_back(worker, str(number))
            queue.take(worker)
        queue.complete(worker, str(number))
    queue.leave(worker)

    rows = [
        count(session, "SELECT count(*) FROM procrastinate_jobs"),
        count(session, "SELECT count(*) FROM procrastinate_events"),
        count(session, "SELECT count(*) FROM procrastinate_workers"),
    ]

    assert [0, 0, 0] == rows


def test_putting_a_job_notifies_nobody(connect: Connect) -> None:
    """Jobs are put without the library's notifications, for which transactions wait in line."""
    listener, session = connect(), connect()
    listener.execute("LISTEN procrastinate_any_queue_v1")
    listener.commit()
    queue_in(session).put("a", priority=0)
    session.commit()

    heard = list(listener.notifies(timeout=0.2))

    assert [] == heard


def test_the_schema_goes_without_a_trace(empty_url: str) -> None:
    """What the migration made, its way back removes: tables, types, functions."""
    objects: LiteralString = (
        "SELECT (SELECT count(*) FROM pg_class WHERE relname LIKE '%procrastinate%')"
        " + (SELECT count(*) FROM pg_proc WHERE proname LIKE '%procrastinate%')"
        " + (SELECT count(*) FROM pg_type WHERE typname LIKE '%procrastinate%')"
    )
    with psycopg.connect(empty_url) as session:
        session.execute(queue_schema().create)
        made = count(session, objects)

        session.execute(queue_schema().drop)

        assert (True, 0) == (made > 50, count(session, objects))


def test_our_migrations_know_the_schema_of_the_library() -> None:
    """An upgrade of the library that changes its schema needs a migration of ours."""
    expected = NEWEST_MIGRATION

    files = Path(SchemaManager.get_migrations_path()).glob("*.sql")

    assert expected == max(path.name for path in files)
