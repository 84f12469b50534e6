"""Counts in memory."""

from dataclasses import dataclass
from datetime import datetime

from domain.shared.pages import Page, PageRequest
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis, TokenAnalysisNotFound
from tests.fakes.storage_jobs import age_key, newest_first
from tests.fakes.storage_tables import Unit


@dataclass(frozen=True, slots=True)
class RememberedAnalyses:
    """Implements ports.outbound.analyses.TokenAnalysisRepository.

    Args:
        unit: The unit of work that it belongs to.
    """

    unit: Unit

    def add(self, analysis: KeptAnalysis) -> None:
        """See the port."""
        self.unit.changing().analyses[analysis.analysis_id] = analysis

    def get(self, analysis_id: str, *, at: datetime) -> KeptAnalysis:
        """See the port."""
        found = self.unit.seen().analyses.get(analysis_id)
        if found is None or found.expires_at <= at:
            raise TokenAnalysisNotFound.named(analysis_id)
        return found

    def page(
        self, wanted: AnalysisFilter, request: PageRequest, *, at: datetime
    ) -> Page[KeptAnalysis]:
        """See the port."""
        found = [
            (age_key(each.created_at, each.analysis_id), each)
            for each in self.unit.seen().analyses.values()
            if each.expires_at > at
            and wanted.model in ("", each.model)
            and wanted.labels.items() <= each.labels.items()
        ]
        return newest_first(found, request)

    def forget(self, *, expired_before: datetime, limit: int) -> int:
        """See the port."""
        analyses = self.unit.changing().analyses
        ends = sorted((each.expires_at, name) for name, each in analyses.items())
        expired = [name for end, name in ends if end < expired_before][:limit]
        for name in expired:
            del analyses[name]
        return len(expired)
