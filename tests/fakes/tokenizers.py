"""Tokenizers without a vocabulary, so that rules can be tested without one."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.tokens.model import (
    CountMethod,
    ErrorBound,
    SpecialTokens,
    TextNotCountable,
    TokenIdUnknown,
    Vocabulary,
)

CHARACTERS = Vocabulary(
    encoding="characters",
    ranks="characters",
    sha256="0" * 64,
    rank_count=0x110000,
    special_tokens={},
    can_be_cut=True,
)
FRAMED = Vocabulary(
    encoding="framed",
    ranks="framed",
    sha256="f" * 64,
    rank_count=0,
    special_tokens={},
    method=CountMethod.RECONSTRUCTED,
    bound=ErrorBound(relative=0.5, absolute_tokens=1),
    frame_token_count=3,
)


@dataclass(slots=True)
class CharacterTokenizer:
    """Every character is a token, its code point the id.

    Args:
        vocabulary: What it says it is.
        engine: What it says runs it.
        surplus: How far its counts are off.
        counted: Every batch it has counted; a single text is a batch of one.
        loads: How often it was told to load.
    """

    vocabulary: Vocabulary = CHARACTERS
    engine: str = "characters 1"
    surplus: int = 0
    counted: list[list[str]] = field(default_factory=list)
    loads: int = 0

    def load(self) -> None:
        self.loads += 1

    def is_quick(self, texts: Sequence[str]) -> bool:
        return sum(map(len, texts)) <= 10

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        return self.count_batch((text,), special_tokens=special_tokens)[0]

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        self.counted.append(list(texts))
        return [
            len(self.encode(text, special_tokens=special_tokens)) + self.surplus for text in texts
        ]

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> list[int]:
        return [ord(character) for character in text]

    def decode(self, token_ids: Sequence[int]) -> bytes:
        for index, each in enumerate(token_ids):
            if not 0 <= each < self.vocabulary.rank_count:
                raise TokenIdUnknown(f"token id {each} is unknown", field="token_ids", index=index)
        return "".join(map(chr, token_ids)).encode()


@dataclass(slots=True)
class RefusingTokenizer(CharacterTokenizer):
    """Can count nothing."""

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> list[int]:
        raise TextNotCountable("this engine cannot count", encoding=self.vocabulary.encoding)


@dataclass(slots=True)
class FramedCounter:
    """Every character is a token, and so many more stand around each text; nobody knows their ids.

    Args:
        vocabulary: What it says it is.
        engine: What it says runs it.
        counted: Every batch it has counted; a single text is a batch of one.
        loads: How often it was told to load.
    """

    vocabulary: Vocabulary = FRAMED
    engine: str = "framed 1"
    counted: list[list[str]] = field(default_factory=list)
    loads: int = 0

    def load(self) -> None:
        self.loads += 1

    def is_quick(self, texts: Sequence[str]) -> bool:
        return sum(map(len, texts)) <= 10

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        return self.count_batch((text,), special_tokens=special_tokens)[0]

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        self.counted.append(list(texts))
        return [len(text) + self.vocabulary.frame_token_count for text in texts]
