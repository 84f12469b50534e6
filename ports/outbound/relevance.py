"""What compression needs to know of how much passages bear on a question."""

from collections.abc import Sequence
from typing import Protocol

from domain.compression.scoring import Signals


class Relevance(Protocol):
    """Compares passages with a query, by words, by pieces of words and by meaning.

    The same query, passages and documents give the same numbers in every process. The time grows
    with the characters of the passages, and no single step holds the interpreter for long. May be
    called from several threads at once.
    """

    def load(self) -> None:
        """Make ready now instead of at the first call; twice is once."""
        ...

    def signals(self, query: str, passages: Sequence[str], documents: Sequence[int]) -> Signals:
        """How much each passage bears on a query, by several measures.

        Args:
            query: The question; where it is blank, passages are measured by how well they stand for
                all of the text.
            passages: Stretches of a text in its order; of a long query only the beginning counts.
            documents: Of each passage, the number of its document; those of one document follow
                each other.

        Returns:
            The measures, each with one number for each passage.
        """
        ...
