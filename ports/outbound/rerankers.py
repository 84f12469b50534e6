"""What the core needs to compare a few passages with a query more closely than words can."""

from collections.abc import Sequence
from typing import Protocol


class Reranker(Protocol):
    """Tells how near in meaning passages are to a query.

    The same query and passages give the same numbers in every process and thread of a machine. A
    passage's number does not depend on the others. May be called from several threads at once.
    """

    def similarities(self, query: str, passages: Sequence[str]) -> Sequence[int]:
        """How near each passage is to the query, in millionths: 1,000,000 is the same, 0 unrelated.

        The work is limited by size, never by time: passages are taken in order for as long as they
        fit, so the most promising ones come first, and the result is as long as what was taken.

        Args:
            query: The question.
            passages: Candidates, the most promising first. Of a long one only the beginning counts.

        Returns:
            The nearness of the first passages, -1,000,000 to 1,000,000 each.

        Raises:
            AccuracyTierMissing: What this needs is not installed.
        """
        ...
