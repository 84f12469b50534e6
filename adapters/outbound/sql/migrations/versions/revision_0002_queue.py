"""The queue: the tables of the leased one, or those that the caller describes."""

import sqlalchemy as sa
from alembic import context, op

from adapters.outbound.sql.migrations.kinds import NAME, PLACE

revision = "0002_queue"
down_revision = "0001_jobs"

_WAITING = sa.text("worker IS NULL")
_HELD = sa.text("worker IS NOT NULL")


def upgrade() -> None:
    """Make the tables."""
    foreign = context.config.attributes["queue_schema"]
    if foreign is None:
        _make_queue()
    else:
        _run(foreign.create)


def downgrade() -> None:
    """Delete the tables."""
    foreign = context.config.attributes["queue_schema"]
    if foreign is None:
        op.drop_table("compression_worker")
        op.drop_table("compression_queue")
    else:
        _run(foreign.drop)


def _make_queue() -> None:
    op.create_table(
        "compression_queue",
        sa.Column("place", PLACE, primary_key=True),
        sa.Column("job_id", NAME, nullable=False, unique=True),
        sa.Column("precedence", sa.Integer, nullable=False),
        sa.Column("due_at_us", sa.BigInteger, nullable=False),
        sa.Column("worker", NAME),
        sqlite_autoincrement=True,  # a place is never given twice
    )
    op.create_index(
        "compression_queue_next",
        "compression_queue",
        ["precedence", "place"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_index(
        "compression_queue_held",
        "compression_queue",
        ["worker"],
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
    op.create_table(
        "compression_worker",
        sa.Column("worker", NAME, primary_key=True),
        sa.Column("seen_at_us", sa.BigInteger, nullable=False),
    )


def _run(script: str) -> None:
    """Run many statements as they are: a percent sign in them is no parameter."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql(script)
