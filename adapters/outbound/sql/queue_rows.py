"""The tables of the queue that needs nothing but the database itself."""

from sqlalchemy import BigInteger, Index, Integer, Table, text
from sqlmodel import Field, SQLModel

from adapters.outbound.sql.columns import AnyText

_WAITING = text("worker IS NULL")
_HELD = text("worker IS NOT NULL")


class QueueRow(SQLModel, table=True):
    """A job that is to be worked on.

    The one of the lowest precedence comes first. ``worker`` is NULL while it waits.
    """

    __tablename__ = "compression_queue"
    __table_args__ = (
        Index(
            "compression_queue_next",
            "precedence",
            "place",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "compression_queue_held",
            "worker",
            sqlite_where=_HELD,
            postgresql_where=_HELD,
        ),
        {"sqlite_autoincrement": True},
    )

    place: int | None = Field(
        default=None,
        primary_key=True,
        sa_type=BigInteger().with_variant(Integer, "sqlite"),
    )
    job_id: str = Field(unique=True, sa_type=AnyText)
    precedence: int
    due_at_us: int = Field(sa_type=BigInteger)
    worker: str | None = Field(sa_type=AnyText)


class WorkerRow(SQLModel, table=True):
    """A worker and its last sign of life."""

    __tablename__ = "compression_worker"

    worker: str = Field(primary_key=True, sa_type=AnyText)
    seen_at_us: int = Field(sa_type=BigInteger)


QUEUE: Table = SQLModel.metadata.tables["compression_queue"]
WORKERS: Table = SQLModel.metadata.tables["compression_worker"]
