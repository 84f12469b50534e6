"""What the core needs to turn text into tokens."""

from collections.abc import Sequence
from typing import Protocol

from domain.tokens.model import SpecialTokens, Vocabulary


class TokenCounter(Protocol):
    """Counts the tokens of one encoding, run by one engine.

    Texts are valid Unicode (the caller has checked). Nothing an implementation meets in a text may
    raise anything but TextNotCountable, and nothing it does may write to the process's streams.
    All methods may be called from several threads at once.
    """

    @property
    def vocabulary(self) -> Vocabulary:
        """Which encoding this is."""
        ...

    @property
    def engine(self) -> str:
        """Library and version that runs it now, such as ``tiktoken 0.14.0``."""
        ...

    def load(self) -> None:
        """Make ready for any text; twice is once.

        Where this was not called, the other methods load what they need on first use.

        Raises:
            VocabularyCorrupt: The packaged vocabulary is not the published one.
        """
        ...

    def is_quick(self, texts: Sequence[str]) -> bool:
        """Whether these texts together take no more than a few ms, loading included."""
        ...

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """The number of tokens, the frame included that the vocabulary speaks of.

        Raises:
            TextNotCountable: The engine cannot; it stays usable.
        """
        ...

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> Sequence[int]:
        """``count`` of each text, in order."""
        ...


class Tokenizer(TokenCounter, Protocol):
    """A counter that knows the ids too: a count is the length of what ``encode`` returns."""

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> Sequence[int]:
        """The token ids, in order.

        Raises:
            TextNotCountable: The engine cannot; it stays usable.
        """
        ...

    def decode(self, token_ids: Sequence[int]) -> bytes:
        """The bytes that the ids stand for; ``decode(encode(text))`` is the text.

        Raises:
            TokenIdUnknown: An id is not in the vocabulary.
        """
        ...
