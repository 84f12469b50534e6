"""The Tokenizer port over toktok-rs: same ids as the reference, many times as fast."""

import threading
from array import array
from collections.abc import Sequence

import toktok

from adapters.outbound.toktok.divergences import any_may_diverge
from domain.tokens.model import SpecialTokens, TextNotCountable, Vocabulary
from domain.tokens.special_tokens import SpecialTokenCodec

ENGINE = f"toktok-rs {toktok.__version__}"
QUICK_CHARACTERS = 65_536
"""Some 0.5 ms of prose, 3 ms of Chinese, 12 ms of letters that nothing separates."""
ON_THIS_THREAD = 1
"""toktok's own thread pool is never started: a pool from before a fork hangs the child."""

_loading = threading.Lock()


class ToktokTokenizer:
    """Implements ports.outbound.tokenizers.Tokenizer with toktok-rs; loads on first use.

    Encodings over the same ranks share one engine: toktok caches some 16 MB of words for each of
    its engines and for two at most, and one more makes all of them slow. So special tokens are
    found by us and not by toktok, which has an engine of its own for o200k_harmony.

    Texts that toktok may split at other places than the reference are refused. All calls that are
    used here release the interpreter lock, but loading does not.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.engine = ENGINE
        self._specials = SpecialTokenCodec(vocabulary)
        self._loaded_engine: toktok._Tokenizer | None = None

    def load(self) -> None:
        """See the port."""
        self._engine()

    def is_quick(self, texts: Sequence[str]) -> bool:
        """See the port; a text that is refused is not quick."""
        return (
            self._loaded_engine is not None
            and sum(map(len, texts)) <= QUICK_CHARACTERS
            and not any_may_diverge(texts)
        )

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """See the port."""
        self._refuse_divergent((text,))
        if special_tokens is SpecialTokens.AS_SPECIAL:
            ordinary, special = self._specials.split(text)
            return len(special) + sum(self._counts(ordinary))
        return int(self._engine().count(text))

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        """See the port."""
        if special_tokens is SpecialTokens.AS_SPECIAL:
            return [self.count(text, special_tokens=special_tokens) for text in texts]
        counts = self._counts(texts)  # first, as it keeps the UTF-8 that is then looked through
        self._refuse_divergent(texts)
        return counts

    def encode(self, text: str, *, special_tokens: SpecialTokens) -> Sequence[int]:
        """See the port."""
        self._refuse_divergent((text,))
        if special_tokens is SpecialTokens.AS_SPECIAL:
            return self._specials.encode(text, self._ids)
        return self._ids(text)

    def decode(self, token_ids: Sequence[int]) -> bytes:
        """See the port."""
        return self._specials.decode(token_ids, self._engine().decode_bytes)

    def _refuse_divergent(self, texts: Sequence[str]) -> None:
        if any_may_diverge(texts):
            raise TextNotCountable(
                f"{ENGINE} and the reference may differ on this text",
                encoding=self.vocabulary.encoding,
            )

    def _counts(self, texts: Sequence[str]) -> list[int]:
        # toktok's own call for batches takes longer to begin than these take to count.
        return list(map(self._engine().count, texts))

    def _ids(self, text: str) -> "array[int]":
        buffer, _ = self._engine().encode_batch([text], ON_THIS_THREAD)
        return array("I", buffer)

    def _engine(self) -> "toktok._Tokenizer":
        if self._loaded_engine is None:
            with _loading:
                # toktok's public functions only count; ids need the tokenizer behind them. The
                # version is pinned and the golden gate covers what is called here.
                self._loaded_engine = toktok._encoding(self.vocabulary.ranks)  # noqa: SLF001
        return self._loaded_engine
