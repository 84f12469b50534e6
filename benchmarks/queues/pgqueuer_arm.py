"""PgQueuer, driven on a connection of ours as procrastinate is.

It knows no workers: each job has signs of life of its own, whoever takes gets lost jobs first, and
a job is completed by its number, whoever holds it.
"""

import uuid
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from pgqueuer.queries import (  # type: ignore[import-not-found]  # in an environment of its own
    EntrypointExecutionParameter,
    Queries,
)
from psycopg import RawCursor
from psycopg.rows import dict_row

from benchmarks.queues.arm import Kit, Session

_TASK = "compress"


class LentDriver:
    """Runs the library's statements in the transaction that is under way.

    Args:
        session: What runs them.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    async def fetch(self, query: str, *arguments: object) -> list[dict[str, Any]]:
        """The rows that a statement finds."""
        with RawCursor(self._session, row_factory=dict_row) as cursor:
            return cursor.execute(query.encode(), arguments or None).fetchall()

    async def execute(self, query: str, *arguments: object) -> str:
        """Run a statement."""
        with RawCursor(self._session) as cursor:
            return cursor.execute(query.encode(), arguments or None).statusmessage or ""


class PgQueuerArm:
    """See the module.

    Args:
        session: Whose transactions it is part of.
        lease_s: Lost is a job without a sign of life for so many seconds.
    """

    def __init__(self, session: Session, *, lease_s: float) -> None:
        self._queries = Queries(LentDriver(session))
        self._lease = timedelta(seconds=lease_s)
        self._held: dict[str, Any] = {}

    def put(self, job_id: str, *, priority: int) -> None:
        """See the protocol."""
        _result_of(self._queries.enqueue(_TASK, job_id.encode(), priority))

    def join(self) -> str:
        """See the protocol."""
        return str(uuid.uuid4())

    def stay(self, worker: str) -> None:  # noqa: ARG002 - there are none
        """See the protocol."""
        if self._held:
            _result_of(self._queries.update_heartbeat([job.id for job in self._held.values()]))

    def take(self, worker: str) -> str | None:
        """See the protocol."""
        tasks = {_TASK: EntrypointExecutionParameter(0)}
        found = _result_of(self._queries.dequeue(1, tasks, uuid.UUID(worker), None, self._lease))
        for job in found:
            job_id: str = job.payload.decode()
            self._held[job_id] = job
            return job_id
        return None

    def complete(self, worker: str, job_id: str) -> None:  # noqa: ARG002 - there are none
        """See the protocol."""
        _result_of(self._queries.log_jobs([(self._held.pop(job_id), "successful", None)]))

    def recover(self, *, lease_s: float) -> int:  # noqa: ARG002 - who takes recovers
        """See the protocol."""
        return 0


def _install(session: Session) -> None:
    _result_of(Queries(LentDriver(session)).install())


def _result_of(coroutine: Coroutine[Any, Any, Any]) -> Any:  # noqa: ANN401 - whatever the library gives
    try:
        coroutine.send(None)
    except StopIteration as end:
        return end.value
    coroutine.close()
    raise RuntimeError("the library waits for more than its connection")


KIT = Kit(
    install=_install,
    open=PgQueuerArm,
    library="pgqueuer",
    code=("benchmarks/queues/pgqueuer_arm.py",),
)
