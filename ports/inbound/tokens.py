"""What a caller may ask about tokens."""

from collections.abc import Sequence
from typing import Protocol

from domain.shared.pages import Page, PageRequest
from domain.tokens.model import (
    BatchTokenAnalysis,
    DecodedTokens,
    EncodedText,
    ModelSpecification,
    SpecialTokens,
    TokenAnalysis,
    TokenizerSelector,
)


class BatchCounting(Protocol):
    """A batch, counted step by step, so that others get their turn and it can be given up."""

    def is_quick(self) -> bool:
        """Whether the next step takes no more than a few ms."""
        ...

    def step(self) -> BatchTokenAnalysis | None:
        """Count some more texts.

        Returns:
            The counts of the whole batch after the last step, otherwise None.

        Raises:
            TextNotCountable: The engine in use cannot count one of the texts.
        """
        ...


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

    Every method that takes a selector raises ModelNotFound or EncodingNotFound for an unknown name
    and VocabularyNotPackaged where the vocabulary is not carried; every method that takes text
    raises TextNotUnicode for a lone surrogate, and TextNotCountable where the only answer would be
    a wrong count.
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
    ) -> BatchCounting:
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

    def list_models(self, *, page: PageRequest) -> Page[ModelSpecification]:
        """The models that have a name of their own, in order of name."""
        ...

    def get_model(self, *, name: str) -> ModelSpecification:
        """Resolve a model name.

        Raises:
            InvalidValue: The name is empty or too long.
            ModelNotFound: It is unknown; the nearest names are in the metadata.
        """
        ...
