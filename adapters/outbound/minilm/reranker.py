"""The Reranker port over the optional MiniLM encoder."""

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING

from domain.compression.reranking import AccuracyTierMissing

if TYPE_CHECKING:
    from adapters.outbound.minilm.encoder import MiniLmEncoder

_MILLION = 1_000_000


class MiniLmReranker:
    """Implements ports.outbound.rerankers.Reranker.

    The encoder is loaded by the first question, in 0.2 s or so, or by ``load`` before it. The
    numbers of two kinds of processors may differ in their last digits.

    Args:
        work_limit_tokens: The most tokens that are encoded for one call, those of the query
            included; a processor's core does some 3,000 a second.
    """

    def __init__(self, *, work_limit_tokens: int = 4_096) -> None:
        self._work_limit_tokens = work_limit_tokens
        self._lock = Lock()
        self._loaded: MiniLmEncoder | None = None

    def load(self) -> None:
        """Make ready; twice is once.

        Raises:
            AccuracyTierMissing: A package is not installed.
        """
        self._encoder()

    def similarities(self, query: str, passages: Sequence[str]) -> Sequence[int]:
        """See the port."""
        encoder = self._encoder()
        query_ids = encoder.token_ids(query)
        direction = encoder.vector(query_ids)
        affordable = self._affordable(encoder, passages, self._work_limit_tokens - len(query_ids))
        return [
            round(float((encoder.vector(ids) * direction).sum()) * _MILLION) for ids in affordable
        ]

    @staticmethod
    def _affordable(
        encoder: "MiniLmEncoder", passages: Sequence[str], left: int
    ) -> Iterator[list[int]]:
        """The ids of the first passages, for as long as there are tokens left for a whole one."""
        for passage in passages:
            token_ids = encoder.token_ids(passage)
            left -= len(token_ids)
            if left < 0:
                return
            yield token_ids

    def _encoder(self) -> "MiniLmEncoder":
        with self._lock:
            if self._loaded is None:
                self._loaded = _load()
            return self._loaded


def _load() -> "MiniLmEncoder":
    try:
        from adapters.outbound.minilm.encoder import MiniLmEncoder  # noqa: PLC0415 - optional
    except ImportError as error:
        raise AccuracyTierMissing(missing=error.name or "onnxruntime") from None
    return MiniLmEncoder()
