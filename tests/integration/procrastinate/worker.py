"""A worker's process that takes jobs and may be killed: ``python -m … HABIT URL``."""

import sys
import time
from collections.abc import Callable, Mapping

import psycopg

from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from tests.integration.procrastinate.sessions import Session, queue_in

type Habit = Callable[[Session, ProcrastinateQueue, str], None]

_LONG_S = 60.0


def takes_all(session: Session, queue: ProcrastinateQueue, worker: str) -> None:
    """Take jobs until there are no more, each in a transaction."""
    while (job_id := queue.take(worker)) is not None:
        session.commit()
        print(job_id)  # noqa: T201 - what the test reads


def takes_one_and_hangs(session: Session, queue: ProcrastinateQueue, worker: str) -> None:
    """Take a job and do nothing more."""
    queue.take(worker)
    session.commit()
    _hang()


def hangs_in_a_transaction(session: Session, queue: ProcrastinateQueue, worker: str) -> None:
    """Take a job, store its effect, complete it, and never commit that."""
    job_id = queue.take(worker)
    session.execute("INSERT INTO effects VALUES (%s)", [job_id])
    queue.complete(worker, str(job_id))
    _hang()


HABITS: Mapping[str, Habit] = {
    "takes_all": takes_all,
    "takes_one_and_hangs": takes_one_and_hangs,
    "hangs_in_a_transaction": hangs_in_a_transaction,
}


def main(habit: str, url: str) -> None:
    """Work under a new name."""
    with psycopg.connect(url) as session:
        queue = queue_in(session)
        worker = queue.join()
        session.commit()
        HABITS[habit](session, queue, worker)


def _hang() -> None:
    print("hanging", flush=True)  # noqa: T201 - what the test waits for
    time.sleep(_LONG_S)


if __name__ == "__main__":
    main(*sys.argv[1:])
