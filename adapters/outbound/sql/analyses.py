"""The TokenAnalysisRepository port over tables."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, insert, literal, select, tuple_

from adapters.outbound.sql.analysis_rows import ANALYSES, LABELS, AnalysisRow, LabelRow
from adapters.outbound.sql.columns import AnyText, microseconds
from adapters.outbound.sql.transaction import Transaction
from domain.shared.pages import MomentKey, Page, PageRequest
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis, TokenAnalysisNotFound

_ADD = insert(ANALYSES)
_ADD_LABELS = insert(LABELS)
_GET = select(ANALYSES).where(
    ANALYSES.c.analysis_id == bindparam("of_analysis"),
    ANALYSES.c.expires_at_us > bindparam("at_us"),
)
_LABELS = select(LABELS).where(LABELS.c.analysis_id.in_(bindparam("of_analyses", expanding=True)))
_KEY = tuple_(ANALYSES.c.created_at_us, ANALYSES.c.analysis_id)
_EXPIRED = (
    select(ANALYSES.c.analysis_id)
    .where(ANALYSES.c.expires_at_us < bindparam("before_us"))
    .order_by(ANALYSES.c.expires_at_us)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .correlate(None)
)
_FORGET = delete(ANALYSES).where(ANALYSES.c.analysis_id.in_(_EXPIRED))


class SqlTokenAnalyses:
    """Implements ports.outbound.analyses.TokenAnalysisRepository.

    Args:
        transaction: That of the unit of work.
    """

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    def add(self, analysis: KeptAnalysis) -> None:
        """See the port."""
        self._transaction.change(_ADD, AnalysisRow.from_domain(analysis))
        if analysis.labels:
            self._transaction.change(_ADD_LABELS, LabelRow.from_domain(analysis))

    def get(self, analysis_id: str, *, at: datetime) -> KeptAnalysis:
        """See the port."""
        wanted = {"of_analysis": analysis_id, "at_us": microseconds(at)}
        (found,) = self._with_labels(self._transaction.rows(_GET, wanted)) or (None,)
        if found is None:
            raise TokenAnalysisNotFound.named(analysis_id)
        return found

    def page(
        self, wanted: AnalysisFilter, request: PageRequest, *, at: datetime
    ) -> Page[KeptAnalysis]:
        """See the port."""
        rows = self._transaction.rows(_query(wanted, request, at))
        keyed = [
            (str(MomentKey(microseconds(each.created_at), each.analysis_id)), each)
            for each in self._with_labels(rows)
        ]
        return Page.first_of(keyed, request)

    def forget(self, *, expired_before: datetime, limit: int) -> int:
        """See the port. The labels of an analysis go with it."""
        return self._transaction.change(
            _FORGET, {"before_us": microseconds(expired_before), "most": limit}
        )

    def _with_labels(self, rows: Sequence[Row[Any]]) -> list[KeptAnalysis]:
        labels: Mapping[str, dict[str, str]] = defaultdict(dict)
        if rows:
            names = {"of_analyses": [row.analysis_id for row in rows]}
            for label in self._transaction.rows(_LABELS, names):
                labels[label.analysis_id][label.name] = label.label_value
        return [AnalysisRow.to_domain(row, labels[row.analysis_id]) for row in rows]


def _query(wanted: AnalysisFilter, request: PageRequest, at: datetime) -> Select[Any]:
    query = (
        select(ANALYSES)
        .where(ANALYSES.c.expires_at_us > microseconds(at))
        .order_by(ANALYSES.c.created_at_us.desc(), ANALYSES.c.analysis_id.desc())
        .limit(request.limit() + 1)
    )
    after = request.after()
    if after:
        key = MomentKey.parse(after)
        query = query.where(tuple_(literal(key.at_us), literal(key.name, AnyText)) > _KEY)
    if wanted.model:
        query = query.where(ANALYSES.c.model == wanted.model)
    for name, value in wanted.labels.items():
        labelled = select(LABELS.c.analysis_id).where(
            LABELS.c.name == name, LABELS.c.label_value == value
        )
        query = query.where(ANALYSES.c.analysis_id.in_(labelled))
    return query
