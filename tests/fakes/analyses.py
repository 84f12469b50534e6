"""Counts that are kept in memory, of texts that are counted by their characters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from domain.shared.errors import InvalidValue, SteelyardError
from domain.shared.pages import Page, PageRequest
from domain.shared.steps import Steps, Stepwise
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.kept_analyses import (
    AnalysisFilter,
    KeptAnalysis,
    TokenAnalysisNotFound,
    check_labels,
)
from domain.tokens.model import Provenance, TokenCount, TokenizerSelector
from domain.tokens.text_analyses import TokenAnalysis
from ports.inbound.analysis_records import Keep

BEGIN = datetime(2026, 1, 2, 3, 4, 5, 678_901, UTC)
"""When the first analysis is made; each further one is a second later."""
KEPT_FOR = timedelta(days=1)
PROVENANCE = Provenance("characters", "ab12", "fake 1", "7")
_NEWEST_FIRST = 999_999


@dataclass
class AnalysesInMemory:
    """Implements ports.inbound.analysis_records.AnalysisRecords: nothing is ever forgotten.

    Args:
        kept: The analyses, the oldest first; their names are ``analysis-1`` and so on.
        fault: What every method raises while it is set, and what keeping a count raises.
    """

    kept: list[KeptAnalysis] = field(default_factory=list)
    fault: SteelyardError | None = None

    def create_token_analysis(
        self,
        *,
        selector: TokenizerSelector,
        subject: str | ChatRequest,
        labels: Mapping[str, str],
    ) -> Steps[Keep]:
        check_labels(labels)
        if selector.encoding and not isinstance(subject, str):
            raise InvalidValue("a chat is counted for a model", field="tokenizer")
        text = subject if isinstance(subject, str) else subject.body
        made_at = BEGIN + timedelta(seconds=len(self.kept))
        analysis = KeptAnalysis(
            analysis_id=f"analysis-{len(self.kept) + 1}",
            model=selector.model,
            encoding=selector.encoding,
            byte_count=len(text.encode()),
            is_chat=not isinstance(subject, str),
            analysis=TokenAnalysis(TokenCount.exact(len(text)), PROVENANCE),
            created_at=made_at,
            expires_at=made_at + KEPT_FOR,
            labels=dict(labels),
        )
        return Steps(counted(lambda: self._keep(analysis)))

    def get_token_analysis(self, *, analysis_id: str) -> KeptAnalysis:
        self._fail()
        for each in self.kept:
            if each.analysis_id == analysis_id:
                return each
        raise TokenAnalysisNotFound.named(analysis_id)

    def list_token_analyses(
        self, *, wanted: AnalysisFilter, request: PageRequest
    ) -> Page[KeptAnalysis]:
        self._fail()
        keyed = [
            (f"{_NEWEST_FIRST - number:06}", each)
            for number, each in enumerate(self.kept)
            if wanted.model in {"", each.model} and wanted.labels.items() <= each.labels.items()
        ]
        return Page.of(reversed(keyed), request)

    def _keep(self, analysis: KeptAnalysis) -> KeptAnalysis:
        self._fail()
        self.kept.append(analysis)
        return analysis

    def _fail(self) -> None:
        if self.fault is not None:
            raise self.fault


def counted(keep: Keep) -> Stepwise[Keep]:
    """One step, which is quick."""
    yield True
    return keep
