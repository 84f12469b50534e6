"""What a caller may ask about counts that are kept."""

from collections.abc import Callable, Mapping
from typing import Protocol

from domain.shared.pages import Page, PageRequest
from domain.tokens.chat_requests import ChatRequest
from domain.tokens.kept_analyses import AnalysisFilter, KeptAnalysis
from domain.tokens.model import TokenizerSelector
from ports.inbound.steps import Steps

type Keep = Callable[[], KeptAnalysis]
"""Keeps a count that was made: it waits for the store and computes nothing."""


class AnalysisRecords(Protocol):
    """Counts texts and chats and keeps the counts for a while, never the texts.

    Every method may raise StorageUnavailable, StorageFull and StorageOutdated.
    """

    def create_token_analysis(
        self,
        *,
        selector: TokenizerSelector,
        subject: str | ChatRequest,
        labels: Mapping[str, str],
    ) -> Steps[Keep]:
        """Count something, and have the count kept.

        The steps count, and raise what counting raises. What they return is called to keep the
        count, where waiting for the store is in nobody's way.

        Args:
            selector: What counts; for a chat it names a model.
            subject: A text, or a chat request.
            labels: What to find it by.

        Raises:
            InvalidValue: The labels are too many or too long, or a chat is counted by an encoding.
        """
        ...

    def get_token_analysis(self, *, analysis_id: str) -> KeptAnalysis:
        """A count that was kept.

        Raises:
            TokenAnalysisNotFound: There is none of that name, or no longer.
        """
        ...

    def list_token_analyses(
        self, *, wanted: AnalysisFilter, request: PageRequest
    ) -> Page[KeptAnalysis]:
        """A page of the counts that are kept, the newest first."""
        ...
