"""What a caller may have cut."""

from typing import Protocol

from domain.tokens.analyses import SplitAnalysis, TruncationAnalysis
from domain.tokens.boundaries import Boundary
from domain.tokens.model import TokenizerSelector
from domain.tokens.truncation import Side


class TextCuts(Protocol):
    """Cuts texts to a number of tokens.

    What is left is counted again as a whole; where counts are not exact, their upper bound keeps
    the limit. Both methods raise what counting raises, InvalidValue for a limit below 0, and
    LimitTooSmall where not even one character fits.
    """

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:
        """Whether cutting this text takes no more than a few ms."""
        ...

    def truncate_text(
        self, *, selector: TokenizerSelector, text: str, token_limit: int, side: Side, marker: str
    ) -> TruncationAnalysis:
        """Keep what fits of a text.

        Args:
            selector: What counts.
            text: The text.
            token_limit: The most tokens to keep, the marker's included.
            side: Which part to keep.
            marker: Stands where text was removed; may be empty.
        """
        ...

    def split_text(
        self,
        *,
        selector: TokenizerSelector,
        text: str,
        token_limit: int,
        overlap_token_count: int,
        boundary: Boundary,
    ) -> SplitAnalysis:
        """Cut a text into chunks.

        Args:
            selector: What counts.
            text: The text.
            token_limit: The most tokens of a chunk.
            overlap_token_count: The most tokens that a chunk repeats of the one before.
            boundary: Where chunks should end.

        Raises:
            TooManyChunks: There would be more chunks than the limit.
        """
        ...
