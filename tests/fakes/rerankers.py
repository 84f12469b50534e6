"""A reranker that needs no model."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WordOverlapReranker:
    """Plays ports.outbound.rerankers.Reranker: the share of the query's words that a passage has.

    Args:
        work_limit_tokens: The most words that are looked at.
    """

    work_limit_tokens: int = 4_096

    def similarities(self, query: str, passages: Sequence[str]) -> Sequence[int]:
        wanted = set(query.lower().split())
        left = self.work_limit_tokens - len(query.split())
        found = []
        for passage in passages:
            words = passage.lower().split()
            left -= len(words)
            if left < 0:
                break
            found.append(1_000_000 * len(wanted & set(words)) // max(len(wanted), 1))
        return found
