"""What is answered about counts that are kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from steelyard_client.results.counts import TokenCount


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenAnalysis:
    """A count that is kept for a while, without what was counted.

    Args:
        analysis_id: Its name.
        model: The model that was asked for; empty where an encoding was.
        encoding: The encoding that was asked for; empty where a model was.
        is_chat: Whether a chat request was counted.
        byte_count: How long the text, or the body of the chat request, was in UTF-8.
        count: The count, and what made it.
        labels: What it is found by.
        create_time: When it was made, in UTC.
        expire_time: When it is forgotten, in UTC.
    """

    analysis_id: str
    model: str
    encoding: str
    is_chat: bool
    byte_count: int
    count: TokenCount
    labels: Mapping[str, str]
    create_time: datetime
    expire_time: datetime


@dataclass(frozen=True, slots=True)
class TokenAnalysisPage:
    """A page of analyses, the newest first.

    Args:
        analyses: The analyses.
        next_page_token: Where the next page begins; empty on the last one.
    """

    analyses: tuple[TokenAnalysis, ...]
    next_page_token: str
