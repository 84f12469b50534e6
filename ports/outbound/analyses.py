"""What the core needs to keep of counts."""

from datetime import datetime
from typing import Protocol

from domain.shared.pages import Page, PageRequest
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis


class TokenAnalysisRepository(Protocol):
    """The counts that somebody wanted to be kept."""

    def add(self, analysis: KeptAnalysis) -> None:
        """Keep an analysis."""
        ...

    def get(self, analysis_id: str, *, at: datetime) -> KeptAnalysis:
        """An analysis that has not expired.

        Raises:
            TokenAnalysisNotFound: There is none of that name, or it has expired.
        """
        ...

    def page(
        self, wanted: AnalysisFilter, request: PageRequest, *, at: datetime
    ) -> Page[KeptAnalysis]:
        """A page of the analyses that have not expired, the newest first.

        An analysis that is there while all pages are read is on exactly one of them.

        Raises:
            PageTokenInvalid: The token was not made by such a page.
        """
        ...

    def forget(self, *, expired_before: datetime, limit: int) -> int:
        """Delete analyses that expired before a moment; return how many."""
        ...
