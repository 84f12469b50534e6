"""The Tokenizer port over tiktoken: what every count is measured against."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import tiktoken

from adapters.outbound.tiktoken.vocabulary import build_encoding
from domain.tokens.model import SpecialTokens, TextNotCountable, TokenIdUnknown, Vocabulary
from domain.tokens.streaming import exact_parts

PART_CHARACTERS = 65_536
LIMIT_CHARACTERS = 524_288
"""The longest part handed to tiktoken. It panics on some 997,000 blanks (o200k_base), and its time
grows faster than the text where nothing splits it: 3.8 s for 5,000,000 of one letter."""
QUICK_CHARACTERS = 16_384
ENGINE = f"tiktoken {tiktoken.__version__}"


class TiktokenTokenizer:
    """Implements ports.outbound.tokenizers.Tokenizer with tiktoken; loads on first use."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.engine = ENGINE
        self._encoding: tiktoken.Encoding | None = None
        self._loading = threading.Lock()

    def load(self) -> None:
        """See the port."""
        self._loaded()

    def is_quick(self, character_count: int) -> bool:
        """See the port."""
        return self._encoding is not None and character_count <= QUICK_CHARACTERS

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """See the port."""
        return sum(len(ids) for ids in self._encode_parts(text, special_tokens))

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        """See the port."""
        return [self.count(text, special_tokens=special_tokens) for text in texts]

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> list[int]:
        """See the port."""
        return [token for ids in self._encode_parts(text, special_tokens) for token in ids]

    def decode(self, token_ids: Sequence[int]) -> bytes:
        """See the port."""
        encoding = self._loaded()
        try:
            return encoding.decode_bytes(token_ids)
        except (KeyError, OverflowError):
            known = {
                *range(self.vocabulary.rank_count),
                *self.vocabulary.special_tokens.values(),
            }
            index = next(index for index, each in enumerate(token_ids) if each not in known)
            raise TokenIdUnknown(
                f"token id {token_ids[index]} is not in {self.vocabulary.encoding}",
                field="token_ids",
                encoding=self.vocabulary.encoding,
                index=index,
            ) from None

    def _encode_parts(self, text: str, special_tokens: SpecialTokens) -> Iterator[list[int]]:
        encoding = self._loaded()
        encode: Callable[[str], list[int]] = encoding.encode_ordinary
        if special_tokens is SpecialTokens.AS_SPECIAL:
            encode = lambda part: encoding.encode(part, allowed_special="all")  # noqa: E731 - one of two ways to call
        for part in exact_parts(text, length=PART_CHARACTERS):
            if len(part) > LIMIT_CHARACTERS:
                raise self._not_countable()
            try:
                with _quiet_native_stderr():
                    ids = encode(part)
            except BaseException as error:
                if not _is_panic(error):
                    raise
                raise self._not_countable() from None
            yield ids

    def _not_countable(self) -> TextNotCountable:
        return TextNotCountable(
            f"{ENGINE} cannot count this text exactly", encoding=self.vocabulary.encoding
        )

    def _loaded(self) -> tiktoken.Encoding:
        if self._encoding is None:
            with self._loading:
                if self._encoding is None:
                    self._encoding = build_encoding(self.vocabulary)
        return self._encoding


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
