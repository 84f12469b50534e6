"""Token analyses that somebody wanted to be kept."""

import sqlalchemy as sa
from alembic import op

from adapters.outbound.sql.migrations.kinds import NAME

revision = "0003_token_analyses"
down_revision = "0002_queue"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "token_analysis",
        sa.Column("analysis_id", NAME, primary_key=True),
        sa.Column("model", NAME, nullable=False),
        sa.Column("encoding", NAME, nullable=False),
        sa.Column("byte_count", sa.BigInteger, nullable=False),
        sa.Column("is_chat", sa.Boolean, nullable=False),
        sa.Column("analysis", sa.LargeBinary, nullable=False),
        sa.Column("created_at_us", sa.BigInteger, nullable=False),
        sa.Column("expires_at_us", sa.BigInteger, nullable=False),
    )
    for name, columns in (
        ("token_analysis_by_age", ["created_at_us", "analysis_id"]),
        ("token_analysis_by_model", ["model", "created_at_us", "analysis_id"]),
        ("token_analysis_by_end", ["expires_at_us"]),
    ):
        op.create_index(name, "token_analysis", columns)
    _make_labels()


def downgrade() -> None:
    """Delete the tables."""
    op.drop_table("token_analysis_label")
    op.drop_table("token_analysis")


def _make_labels() -> None:
    op.create_table(
        "token_analysis_label",
        sa.Column(
            "analysis_id",
            NAME,
            sa.ForeignKey("token_analysis.analysis_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("name", NAME, primary_key=True),
        sa.Column("label_value", NAME, nullable=False),
    )
    op.create_index(
        "token_analysis_label_by_value",
        "token_analysis_label",
        ["name", "label_value", "analysis_id"],
    )
