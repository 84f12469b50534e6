"""How much one call may have compressed."""

from dataclasses import dataclass

from domain.compression.requests import TextTooLongToCompress


@dataclass(frozen=True, slots=True)
class CompressionLimits:
    """How much one call may have compressed.

    Args:
        compressed_characters: The most characters of a text, or of a chat's body.
        reranked_passages: How many of the best parts are judged again where high accuracy is asked.
    """

    compressed_characters: int = 16_777_216
    reranked_passages: int = 64

    def check(self, text: str, *, field: str) -> None:
        """Refuse a text that is too long.

        Raises:
            TextTooLongToCompress: It has more characters than the limit.
        """
        if len(text) > self.compressed_characters:
            raise TextTooLongToCompress.of(len(text), limit=self.compressed_characters, field=field)
