"""The tables of token analyses that are kept."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Row, Table
from sqlmodel import Field, SQLModel

from adapters.outbound.sql.columns import AnyText, microseconds, moment
from adapters.outbound.sql.job_rows import Values
from domain.tokens.kept_analyses import KeptAnalysis
from domain.tokens.text_analyses import TokenAnalysis


class AnalysisRow(SQLModel, table=True):
    """An analysis without its labels; ``analysis`` is JSON, and holds no prompt."""

    __tablename__ = "token_analysis"
    __table_args__ = (
        Index("token_analysis_by_age", "created_at_us", "analysis_id"),
        Index("token_analysis_by_model", "model", "created_at_us", "analysis_id"),
        Index("token_analysis_by_end", "expires_at_us"),
    )

    analysis_id: str = Field(primary_key=True, sa_type=AnyText)
    model: str = Field(sa_type=AnyText)
    encoding: str = Field(sa_type=AnyText)
    byte_count: int = Field(sa_type=BigInteger)
    is_chat: bool
    analysis: bytes = Field(sa_type=LargeBinary)
    created_at_us: int = Field(sa_type=BigInteger)
    expires_at_us: int = Field(sa_type=BigInteger)

    @staticmethod
    def from_domain(kept: KeptAnalysis) -> Values:
        """What is stored of an analysis."""
        return {
            "analysis_id": kept.analysis_id,
            "model": kept.model,
            "encoding": kept.encoding,
            "byte_count": kept.byte_count,
            "is_chat": kept.is_chat,
            "analysis": _adapter().dump_json(kept.analysis),
            "created_at_us": microseconds(kept.created_at),
            "expires_at_us": microseconds(kept.expires_at),
        }

    @staticmethod
    def to_domain(row: Row[Any], labels: Mapping[str, str]) -> KeptAnalysis:
        """The analysis that a row and its labels stand for."""
        return KeptAnalysis(
            analysis_id=row.analysis_id,
            model=row.model,
            encoding=row.encoding,
            byte_count=row.byte_count,
            is_chat=row.is_chat,
            analysis=_adapter().validate_json(row.analysis),
            created_at=moment(row.created_at_us),
            expires_at=moment(row.expires_at_us),
            labels=labels,
        )


class LabelRow(SQLModel, table=True):
    """A label of an analysis."""

    __tablename__ = "token_analysis_label"
    __table_args__ = (Index("token_analysis_label_by_value", "name", "label_value", "analysis_id"),)

    analysis_id: str = Field(
        primary_key=True,
        sa_type=AnyText,
        sa_column_args=[ForeignKey("token_analysis.analysis_id", ondelete="CASCADE")],
    )
    name: str = Field(primary_key=True, sa_type=AnyText)
    label_value: str = Field(sa_type=AnyText)

    @staticmethod
    def from_domain(kept: KeptAnalysis) -> list[Values]:
        """What is stored of the labels of an analysis."""
        return [
            {"analysis_id": kept.analysis_id, "name": name, "label_value": value}
            for name, value in kept.labels.items()
        ]


ANALYSES: Table = SQLModel.metadata.tables["token_analysis"]
LABELS: Table = SQLModel.metadata.tables["token_analysis_label"]


@cache
def _adapter() -> TypeAdapter[TokenAnalysis]:
    return TypeAdapter(TokenAnalysis)
