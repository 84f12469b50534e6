"""The JobQueue port over two tables: which jobs wait or are held, and which workers are alive.

It changes in the transaction of the unit of work, and times are those of the database.
"""

import uuid

from sqlalchemy import Integer, bindparam, delete, func, insert, select, update

from adapters.outbound.sql.clock import NowUs
from adapters.outbound.sql.queue_rows import QUEUE, WORKERS
from adapters.outbound.sql.transaction import Transaction

_SECOND_US = 1_000_000

_PUT = insert(QUEUE).values(
    job_id=bindparam("of_job"),
    precedence=-bindparam("of_priority", type_=Integer),
    due_at_us=NowUs() + bindparam("delay_us"),
    worker=None,
)
_WITHDRAW = delete(QUEUE).where(QUEUE.c.job_id == bindparam("of_job"), QUEUE.c.worker.is_(None))
# Whoever else takes one at this moment passes over what is locked here (PostgreSQL), or waits until
# this is over (SQLite, which leaves the lock out).
_NEXT = (
    select(QUEUE.c.place)
    .where(QUEUE.c.worker.is_(None), QUEUE.c.due_at_us <= NowUs())
    .order_by(QUEUE.c.precedence, QUEUE.c.place)
    .limit(1)
    .with_for_update(skip_locked=True)
    .correlate(None)
    .scalar_subquery()
)
_TAKE = (
    update(QUEUE)
    .where(QUEUE.c.place == _NEXT)
    .values(worker=bindparam("by_worker"))
    .returning(QUEUE.c.job_id)
)
_HELD = (QUEUE.c.job_id == bindparam("of_job"), QUEUE.c.worker == bindparam("by_worker"))
_COMPLETE = delete(QUEUE).where(*_HELD)
_GIVE_BACK = (
    update(QUEUE).where(*_HELD).values(worker=None, due_at_us=NowUs() + bindparam("delay_us"))
)
_JOIN = insert(WORKERS).values(worker=bindparam("by_worker"), seen_at_us=NowUs())
_STAY = update(WORKERS).where(WORKERS.c.worker == bindparam("by_worker")).values(seen_at_us=NowUs())
_LEAVE = delete(WORKERS).where(WORKERS.c.worker == bindparam("by_worker"))
_ALIVE = select(WORKERS.c.worker).where(WORKERS.c.seen_at_us > NowUs() - bindparam("lease_us"))
_RECOVER = (
    update(QUEUE)
    .where(QUEUE.c.worker.is_not(None), QUEUE.c.worker.not_in(_ALIVE))
    .values(worker=None)
)
_BURY = delete(WORKERS).where(WORKERS.c.seen_at_us <= NowUs() - bindparam("lease_us"))
_WAITING_COUNT = select(func.count()).select_from(QUEUE).where(QUEUE.c.worker.is_(None))


class LeasedQueue:
    """Implements ports.outbound.jobs.JobQueue.

    Args:
        transaction: That of the unit of work.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def put(self, job_id: str, *, priority: int, delay_s: float = 0.0) -> None:
        """See the port."""
        self._transaction.change(
            _PUT,
            {"of_job": job_id, "of_priority": priority, "delay_us": _microseconds(delay_s)},
        )

    def withdraw(self, job_id: str) -> None:
        """See the port."""
        self._transaction.change(_WITHDRAW, {"of_job": job_id})

    def join(self) -> str:
        """See the port."""
        worker = uuid.uuid4().hex
        self._transaction.change(_JOIN, {"by_worker": worker})
        return worker

    def stay(self, worker: str) -> None:
        """See the port. A worker that was taken for lost is registered again."""
        parameters = {"by_worker": worker}
        if not self._transaction.change(_STAY, parameters):
            self._transaction.change(_JOIN, parameters)

    def leave(self, worker: str) -> None:
        """See the port."""
        self._transaction.change(_LEAVE, {"by_worker": worker})

    def take(self, worker: str) -> str | None:
        """See the port."""
        row = self._transaction.first(_TAKE, {"by_worker": worker})
        return None if row is None else str(row.job_id)

    def complete(self, worker: str, job_id: str) -> None:
        """See the port."""
        self._transaction.change(_COMPLETE, {"by_worker": worker, "of_job": job_id})

    def give_back(self, worker: str, job_id: str, *, delay_s: float = 0.0) -> None:
        """See the port."""
        self._transaction.change(
            _GIVE_BACK,
            {"by_worker": worker, "of_job": job_id, "delay_us": _microseconds(delay_s)},
        )

    def recover(self, *, lease_s: float) -> int:
        """See the port. Held by nobody is also what a worker holds that is not registered."""
        parameters = {"lease_us": _microseconds(lease_s)}
        recovered = self._transaction.change(_RECOVER, parameters)
        self._transaction.change(_BURY, parameters)
        return recovered

    def waiting_count(self) -> int:
        """See the port."""
        return self._transaction.number(_WAITING_COUNT)


def _microseconds(seconds: float) -> int:
    return round(seconds * _SECOND_US)
