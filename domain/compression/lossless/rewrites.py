"""Writing a stretch of text in other words of the same meaning."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from domain.tokens.truncation import TextRange


class RewriteKind(Enum):
    """How a text was made shorter without loss."""

    WHITESPACE = "whitespace"
    MINIFIED = "minified"
    TABULAR = "tabular"
    DUPLICATE = "duplicate"
    NEAR_DUPLICATE = "near_duplicate"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Other words for a stretch of a text.

    Args:
        start: Its first character.
        end: The character behind its last one.
        text: What may stand in its place.
        kind: How that was made.
    """

    start: int
    end: int
    text: str
    kind: RewriteKind


type Alternatives = tuple[Rewrite, ...]
"""Rewrites of one stretch, of which at most one is used; the likely shortest first."""


class Protected:
    """The stretches of a text that stay as they are.

    Args:
        ranges: The stretches, ascending, apart from one another.
    """

    def __init__(self, ranges: Sequence[TextRange]) -> None:
        self._starts = [each.start for each in ranges]
        self._ends = [each.end for each in ranges]

    def touches(self, start: int, end: int) -> bool:
        """Whether a stretch holds a character that stays as it is."""
        following = bisect_left(self._starts, end)
        return following > 0 and self._ends[following - 1] > start
