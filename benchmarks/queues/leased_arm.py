"""The leased table of the embedded store, on PostgreSQL."""

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from adapters.outbound.sql.queue import LeasedQueue
from adapters.outbound.sql.queue_rows import QUEUE, WORKERS
from adapters.outbound.sql.transaction import Transaction
from benchmarks.queues.arm import Kit, Session


def _connection(session: Session) -> Connection:
    engine = create_engine("postgresql+psycopg://", creator=lambda: session, poolclass=StaticPool)
    return engine.connect()


def _install(session: Session) -> None:
    SQLModel.metadata.create_all(_connection(session), tables=[QUEUE, WORKERS])


def _open(session: Session, *, lease_s: float) -> LeasedQueue:  # noqa: ARG001 - recover has it
    return LeasedQueue(Transaction(_connection(session)))


KIT = Kit(
    install=_install,
    open=_open,
    library="",
    code=("adapters/outbound/sql/queue.py", "adapters/outbound/sql/queue_rows.py"),
)
