"""Sessions of a database, and what tests ask in them."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any, LiteralString

import psycopg

from adapters.outbound.procrastinate.queue import ProcrastinateQueue

type Session = psycopg.Connection[Any]
type Connect = Callable[[], Session]


def count(session: Session, query: LiteralString) -> int:
    """The number that a statement finds."""
    row = session.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def queue_in(session: Session) -> ProcrastinateQueue:
    """The queue in the transactions of a session."""
    return ProcrastinateQueue(lambda: nullcontext(session))
