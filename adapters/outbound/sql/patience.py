"""A connection to PostgreSQL that does not wait for ever for a server that hangs.

The server's own limits help only while it runs, and those of TCP only while its machine does not
answer; a server that is suspended keeps its connections open and says nothing.
"""

import time
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.abc import PQGen

_INTERVAL_S = 0.1


def patient_connection(timeout_s: float) -> Callable[..., psycopg.Connection[Any]]:
    """What connects, with a limit for the wait for each answer, in seconds."""

    class Patient(psycopg.Connection[Any]):
        def wait[Result](
            self,
            gen: PQGen[Result],
            interval: float = _INTERVAL_S,
            timeout: float | None = None,
        ) -> Result:
            limit = timeout_s if timeout is None else min(timeout, timeout_s)
            late_at = time.monotonic() + limit
            try:
                return super().wait(gen, interval, limit)
            except psycopg.Error as error:
                if timeout is not None or error.sqlstate or time.monotonic() < late_at:
                    raise
            self.pgconn.finish()  # the answer may still come, and belongs to no later question
            raise psycopg.errors.ConnectionTimeout("no answer in time")

    return Patient.connect
