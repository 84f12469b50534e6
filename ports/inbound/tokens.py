"""What a caller may ask about the tokens of texts."""

from collections.abc import Sequence
from typing import Protocol

from domain.tokens.model import (
    SpecialTokens,
    TokenizerSelector,
)
from domain.tokens.text_analyses import (
    BatchTokenAnalysis,
    DecodedTokens,
    EncodedText,
    TokenAnalysis,
)
from ports.inbound.steps import Steps


class TextCounting(Protocol):
    """Texts of one stream, counted as they come."""

    def is_quick(self, chunk: str) -> bool:
        """Whether feeding this chunk takes no more than a few ms."""
        ...

    def feed(self, chunk: str, *, more: bool = False) -> TokenAnalysis | None:
        """Take a text, or a part of one.

        Args:
            chunk: The characters; may be empty.
            more: True when the text goes on in the next chunk.

        Returns:
            The count of the whole text when this was its last chunk, otherwise None.

        Raises:
            TextNotUnicode: The chunk holds a lone surrogate.
            TextTooLarge: The text cannot be cut and has become too long to hold.
            TextNotCountable: The engine in use cannot count the text.
        """
        ...


class TokenAnalyses(Protocol):
    """Counts, encodes and decodes with any tokenizer that is carried.

    A model that nobody knows is estimated, unless the selector has it refused with ModelNotFound.
    Every method that takes a selector raises EncodingNotFound for an unknown encoding and
    VocabularyNotPackaged for one whose vocabulary is not carried; every method that takes text
    raises TextNotUnicode for a lone surrogate, and TextNotCountable where the only answer would be
    a wrong count. Encoding and decoding need token ids: they raise ModelNotFound for an unknown
    model and TokenIdsUnavailable where nobody knows the ids.
    """

    def is_quick(self, selector: TokenizerSelector, *, text: str) -> bool:
        """Whether counting or encoding this text takes no more than a few ms.

        Event loops run what is quick themselves and hand the rest to a thread.
        """
        ...

    def count_tokens(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> TokenAnalysis:
        """Count the tokens of one text."""
        ...

    def batch_count_tokens(
        self, *, selector: TokenizerSelector, texts: Sequence[str], special_tokens: SpecialTokens
    ) -> Steps[BatchTokenAnalysis]:
        """Begin to count the tokens of each text, all or none.

        Raises:
            TextMissing: There is no text.
            BatchTooLarge: There are more texts than the limit.
        """
        ...

    def stream_count_tokens(
        self, *, selector: TokenizerSelector, special_tokens: SpecialTokens
    ) -> TextCounting:
        """Begin to count texts that come in chunks."""
        ...

    def encode_text(
        self, *, selector: TokenizerSelector, text: str, special_tokens: SpecialTokens
    ) -> EncodedText:
        """Turn a text into token ids."""
        ...

    def decode_tokens(
        self, *, selector: TokenizerSelector, token_ids: Sequence[int]
    ) -> DecodedTokens:
        """Turn token ids into the bytes they stand for.

        Raises:
            TokenIdUnknown: An id is not in the vocabulary; its index is in the metadata.
        """
        ...
