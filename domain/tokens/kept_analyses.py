"""Token analyses that somebody wanted to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from domain.shared.errors import InvalidValue, NotFound
from domain.tokens.text_analyses import TokenAnalysis

_TOLD_CHARACTERS = 64
LABEL_LIMIT = 16
"""The most labels of an analysis."""
LABEL_CHARACTERS = 64
"""The most characters of a label's name, and of its value."""


class TokenAnalysisNotFound(NotFound):
    """There is no such analysis, or it is not kept any more."""

    reason = "TOKEN_ANALYSIS_NOT_FOUND"

    @classmethod
    def named(cls, analysis_id: str) -> "TokenAnalysisNotFound":
        """The error for an id; of one that is longer than ours are, the beginning is told."""
        told = analysis_id[:_TOLD_CHARACTERS]
        return cls("there is no such analysis, or no longer", analysis_id=told)


def check_labels(labels: Mapping[str, str]) -> None:
    """Refuse labels that no analysis can have.

    Raises:
        InvalidValue: There are too many of them, or one has no name or is too long.
    """
    if len(labels) > LABEL_LIMIT:
        raise InvalidValue(
            f"an analysis has at most {LABEL_LIMIT} labels", field="labels", limit=LABEL_LIMIT
        )
    for name, value in labels.items():
        if not name or max(len(name), len(value)) > LABEL_CHARACTERS:
            raise InvalidValue(
                f"names and values of labels have at most {LABEL_CHARACTERS} characters, "
                "and names at least one",
                field="labels",
                limit=LABEL_CHARACTERS,
            )


def expiry(created_at: datetime, *, kept_s: int) -> datetime:
    """When an analysis is forgotten that is kept for so many seconds."""
    return created_at + timedelta(seconds=kept_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnalysis:
    """An analysis, when it was made and of what; never the text itself.

    Args:
        analysis_id: Its name, given by the server.
        model: What the count was asked for: the name of a model, or empty.
        encoding: Or that of an encoding; empty where a model was named.
        byte_count: How long the text or the body of the chat was, in bytes of UTF-8.
        is_chat: Whether a chat was counted.
        analysis: The count, and what made it.
        labels: What the caller wants to find it by, such as ``{"service": "search"}``.
        created_at: When it was made.
        expires_at: When it is forgotten.

    Raises:
        InvalidValue: There are too many labels, or one is empty or too long.
    """

    analysis_id: str
    model: str
    encoding: str
    byte_count: int
    is_chat: bool
    analysis: TokenAnalysis
    created_at: datetime
    expires_at: datetime
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_labels(self.labels)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisFilter:
    """Which analyses are listed.

    Args:
        model: Those for this model; empty for all.
        labels: Those that have all of these labels.

    Raises:
        InvalidValue: No analysis can have these labels.
    """

    model: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_labels(self.labels)
