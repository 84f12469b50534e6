"""How much one call may ask for."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.tokens.model import BatchTooLarge, TextMissing


@dataclass(frozen=True, slots=True)
class CountingLimits:
    """How much one call may ask for.

    Args:
        texts_per_batch: The most texts of a batch.
        held_characters: The most characters of a streamed text that are held uncounted.
        models_per_check: The most models that one call checks a budget for.
        chunks_per_split: The most chunks that a text is split into.
        remembered_counts: How many parts of chats have their counts remembered, by a digest.
        reconstructed_characters: The longest text that is counted for Claude piece by piece; longer
            ones are estimated.
    """

    texts_per_batch: int = 1_000
    held_characters: int = 16_777_216
    models_per_check: int = 100
    chunks_per_split: int = 20_000
    remembered_counts: int = 65_536
    reconstructed_characters: int = 2_000_000


def check_batch(texts: Sequence[str], *, limit: int) -> None:
    """Refuse a batch of no texts or of too many.

    Raises:
        TextMissing: There is none.
        BatchTooLarge: There are more than the limit.
    """
    if not texts:
        raise TextMissing("a batch needs at least one text", field="texts")
    if len(texts) > limit:
        raise BatchTooLarge(
            f"a batch has at most {limit} texts, this one {len(texts)}",
            field="texts",
            limit=limit,
            given=len(texts),
        )
