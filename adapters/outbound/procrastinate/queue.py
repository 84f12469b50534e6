"""The JobQueue port over procrastinate: the library's tables in the transaction of the caller."""

from datetime import datetime
from typing import Any, LiteralString

from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager

from adapters.outbound.procrastinate.connector import Lend, LentConnector, result_of

QUEUE = "compression"
TASK = "compress"
FORGET_WORKERS_AFTER_S = 3_600.0
"""How long the row of a lost worker stays: one that was only suspended may still come back."""

# The library can list jobs, but neither lock them nor find a running one by its queueing lock
# without reading the whole table. What it changes, it changes by its own functions.
_WAITING = "SELECT id FROM procrastinate_jobs WHERE queueing_lock = %(job_id)s AND status = 'todo'"
_HELD = (
    "SELECT id FROM procrastinate_jobs"
    " WHERE worker_id = %(worker)s AND queueing_lock = %(job_id)s AND status = 'doing' FOR UPDATE"
)
# What somebody completes, returns or recovers at this moment is passed over. Nobody could give
# signs of life while the database was down, so nobody is lost until a lease after its start. A job
# without a worker is one whose worker's row is gone.
_LOST = (
    "SELECT id FROM procrastinate_jobs AS job"
    " WHERE queue_name = %(queue)s AND status = 'doing' AND (worker_id IS NULL OR EXISTS ("
    "  SELECT FROM procrastinate_workers AS worker WHERE worker.id = job.worker_id"
    "  AND greatest(last_heartbeat, pg_postmaster_start_time())"
    "   <= clock_timestamp() - make_interval(secs => %(lease_s)s)))"
    " FOR UPDATE SKIP LOCKED"
)
_WAITING_COUNT = (
    "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND queue_name = %(queue)s"
)
# The library compares with the begin of a transaction: without delay a job is due in the same one.
_MOMENT = (
    "SELECT CASE WHEN %(delay_s)s > 0 THEN clock_timestamp() ELSE now() END"
    " + make_interval(secs => %(delay_s)s)"
)
_STAY = (
    "INSERT INTO procrastinate_workers (id) OVERRIDING SYSTEM VALUE VALUES (%(worker)s)"
    " ON CONFLICT (id) DO UPDATE SET last_heartbeat = now()"
)


class ProcrastinateQueue:
    """Implements ports.outbound.jobs.JobQueue with procrastinate's tables and functions.

    Args:
        lend: Lends the connection of the unit of work, with which all of this is committed or
            rolled back; translates the errors of psycopg.
    """

    def __init__(self, lend: Lend) -> None:
        self._connector = LentConnector(lend)
        self._library = JobManager(self._connector)

    def put(self, job_id: str, *, priority: int, delay_s: float = 0.0) -> None:
        """See the port."""
        job = Job(
            queue=QUEUE,
            task_name=TASK,
            task_kwargs={"job_id": job_id},
            lock=None,  # jobs do not wait for each other
            queueing_lock=job_id,
            priority=priority,
            scheduled_at=self._moment(delay_s) if delay_s > 0 else None,
        )
        result_of(self._library.defer_job_async(job))

    def withdraw(self, job_id: str) -> None:
        """See the port."""
        for number in self._found(_WAITING, job_id=job_id):
            result_of(self._library.cancel_job_by_id_async(number, delete_job=True))

    def join(self) -> str:
        """See the port."""
        return str(result_of(self._library.register_worker()))

    def stay(self, worker: str) -> None:
        """See the port. A worker whose row was forgotten is registered again."""
        self._connector.rows(_STAY, {"worker": int(worker)})

    def leave(self, worker: str) -> None:
        """See the port."""
        result_of(self._library.unregister_worker(int(worker)))

    def take(self, worker: str) -> str | None:
        """See the port."""
        job = result_of(self._library.fetch_job([QUEUE], int(worker)))
        return None if job is None else str(job.task_kwargs["job_id"])

    def complete(self, worker: str, job_id: str) -> None:
        """See the port. The library's row goes, and its events with it."""
        for number in self._found(_HELD, worker=int(worker), job_id=job_id):
            result_of(
                self._library.finish_job_by_id_async(number, Status.SUCCEEDED, delete_job=True)
            )

    def give_back(self, worker: str, job_id: str, *, delay_s: float = 0.0) -> None:
        """See the port."""
        for number in self._found(_HELD, worker=int(worker), job_id=job_id):
            self._retry(number, delay_s)

    def recover(self, *, lease_s: float) -> int:
        """See the port."""
        lost = self._found(_LOST, queue=QUEUE, lease_s=lease_s)
        for number in lost:
            self._retry(number, 0.0)
        result_of(self._library.prune_stalled_workers(max(lease_s, FORGET_WORKERS_AFTER_S)))
        return len(lost)

    def waiting_count(self) -> int:
        """See the port."""
        return int(self._found(_WAITING_COUNT, queue=QUEUE)[0])

    def _retry(self, number: int, delay_s: float) -> None:
        result_of(self._library.retry_job_by_id_async(number, self._moment(delay_s)))

    def _moment(self, delay_s: float) -> datetime:
        moment: datetime = self._found(_MOMENT, delay_s=delay_s)[0]
        return moment

    def _found(self, query: LiteralString, **arguments: object) -> list[Any]:
        """What is in the only column of the rows that a statement finds."""
        return [value for row in self._connector.rows(query, arguments) for value in row.values()]
