"""Compression jobs, their items, outcomes and events."""

import sqlalchemy as sa
from alembic import op

from adapters.outbound.sql.migrations.kinds import NAME

revision = "0001_jobs"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    _make_jobs()
    for name, where in (
        ("compression_job_by_end", None),
        ("compression_job_with_items", "has_items"),
        ("compression_job_with_outcomes", "has_outcomes"),
    ):
        _index_jobs(name, ["finished_at_us"], where)
    _index_jobs("compression_job_by_age", ["created_at_us", "job_id"])
    _index_jobs("compression_job_by_state", ["state", "created_at_us", "job_id"])
    _index_jobs("compression_job_by_deadline", ["deadline_us"], "state = 'queued'")
    _make_contents()
    _make_events()


def downgrade() -> None:
    """Delete the tables."""
    for suffix in ("_event", "_outcome", "_item", ""):
        op.drop_table(f"compression_job{suffix}")


def _make_jobs() -> None:
    op.create_table(
        "compression_job",
        sa.Column("job_id", NAME, primary_key=True),
        sa.Column("request_id", NAME, unique=True),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("item_count", sa.Integer, nullable=False),
        sa.Column("priority", sa.Integer, nullable=False),
        sa.Column("maximum_attempts", sa.Integer, nullable=False),
        sa.Column("created_at_us", sa.BigInteger, nullable=False),
        sa.Column("deadline_us", sa.BigInteger, nullable=False),
        sa.Column("updated_at_us", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("releases", sa.Integer, nullable=False),
        sa.Column("done_count", sa.Integer, nullable=False),
        sa.Column("failed_count", sa.Integer, nullable=False),
        sa.Column("is_cancel_requested", sa.Boolean, nullable=False),
        sa.Column("finished_at_us", sa.BigInteger),
        sa.Column("problem", sa.Text),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("has_items", sa.Boolean, nullable=False),
        sa.Column("has_outcomes", sa.Boolean, nullable=False),
    )


def _index_jobs(name: str, columns: list[str], where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        name, "compression_job", columns, sqlite_where=condition, postgresql_where=condition
    )


def _make_contents() -> None:
    op.create_table(
        "compression_job_item",
        _job_id(),
        sa.Column("item_index", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "compression_job_outcome",
        _job_id(),
        sa.Column("item_index", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("byte_count", sa.BigInteger, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )


def _make_events() -> None:
    op.create_table(
        "compression_job_event",
        _job_id(),
        sa.Column("sequence", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at_us", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("done_count", sa.Integer, nullable=False),
        sa.Column("failed_count", sa.Integer, nullable=False),
        sa.Column("is_cancel_requested", sa.Boolean, nullable=False),
        sa.Column("problem", sa.Text),
    )


def _job_id() -> sa.Column[str]:
    return sa.Column(
        "job_id",
        NAME,
        sa.ForeignKey("compression_job.job_id", ondelete="CASCADE"),
        primary_key=True,
    )
