"""The Tokenizer port over tiktoken: what every count is measured against."""

import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import tiktoken

from adapters.outbound.tiktoken.vocabulary import shared_encoding
from domain.tokens.model import SpecialTokens, TextNotCountable, Vocabulary
from domain.tokens.special_tokens import SpecialTokenCodec
from domain.tokens.streaming import exact_parts

PART_CHARACTERS = 65_536
"""Far too little to make tiktoken panic."""
LIMIT_CHARACTERS = 524_288
"""The longest part handed to tiktoken. It panics on some 997,000 blanks (o200k_base), and its time
grows faster than the text where nothing splits it: 3.8 s for 5,000,000 of one letter."""
QUICK_CHARACTERS = 16_384
ENGINE = f"tiktoken {tiktoken.__version__}"


class TiktokenTokenizer:
    """Implements ports.outbound.tokenizers.Tokenizer with tiktoken; loads on first use.

    Encodings over the same ranks share one of tiktoken's: they differ in special tokens alone.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.engine = ENGINE
        self._specials = SpecialTokenCodec(vocabulary)
        self._loaded_encoding: tiktoken.Encoding | None = None

    def load(self) -> None:
        """See the port."""
        self._encoding()

    def is_quick(self, texts: Sequence[str]) -> bool:
        """See the port."""
        return self._loaded_encoding is not None and sum(map(len, texts)) <= QUICK_CHARACTERS

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """See the port."""
        return len(self.encode(text, special_tokens=special_tokens))

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        """See the port."""
        return [self.count(text, special_tokens=special_tokens) for text in texts]

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> list[int]:
        """See the port."""
        if special_tokens is SpecialTokens.AS_SPECIAL:
            return self._specials.encode(text, self._ids)
        return self._ids(text)

    def decode(self, token_ids: Sequence[int]) -> bytes:
        """See the port."""
        return self._specials.decode(token_ids, self._encoding().decode_bytes)

    def _ids(self, text: str) -> list[int]:
        """The ids of a text in which nothing is special, part by part."""
        parts = exact_parts(text, length=PART_CHARACTERS)
        return [token_id for part in parts for token_id in self._part_ids(part)]

    def _part_ids(self, part: str) -> list[int]:
        encoding = self._encoding()
        if len(part) > LIMIT_CHARACTERS:
            raise self._not_countable()
        try:
            if len(part) <= PART_CHARACTERS:
                return encoding.encode_ordinary(part)
            with _quiet_native_stderr():
                return encoding.encode_ordinary(part)
        except BaseException as error:
            if not _is_panic(error):
                raise
            raise self._not_countable() from None

    def _not_countable(self) -> TextNotCountable:
        return TextNotCountable(
            f"{ENGINE} cannot count this text exactly", encoding=self.vocabulary.encoding
        )

    def _encoding(self) -> tiktoken.Encoding:
        if self._loaded_encoding is None:
            self._loaded_encoding = shared_encoding(self.vocabulary.ranks)
        return self._loaded_encoding


def _is_panic(error: BaseException) -> bool:
    """Whether this is a Rust panic, whose class is no Exception and cannot be imported."""
    return type(error).__module__ == "pyo3_runtime"


_quiet = threading.Lock()
_quiet_depth = 0
_kept_stderr = -1


@contextmanager
def _quiet_native_stderr() -> Iterator[None]:
    """Keep a panic's backtrace, which Rust writes to descriptor 2, out of the process's streams.

    Threads may overlap; the last one out restores the stream.
    """
    global _quiet_depth, _kept_stderr  # noqa: PLW0603 - a file descriptor is process-wide
    with _quiet:
        _quiet_depth += 1
        if _quiet_depth == 1:
            _kept_stderr = os.dup(2)
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
    try:
        yield
    finally:
        with _quiet:
            _quiet_depth -= 1
            if _quiet_depth == 0:
                os.dup2(_kept_stderr, 2)
                os.close(_kept_stderr)
