"""Keeping what is left out of texts, for callers who may ask for it."""

from domain.compression.omissions import StoreUnavailable
from domain.compression.requests import ExpansionOff
from domain.compression.results import CompressedSpan
from domain.compression.shortened import left_out, with_handles
from ports.outbound.omissions import OmittedTexts


class Keepsakes:
    """Keeps stretches of texts under handles.

    Args:
        store: Where they are kept; None where nothing is.
    """

    def __init__(self, store: OmittedTexts | None) -> None:
        self._store = store

    def require(self) -> OmittedTexts:
        """The store.

        Raises:
            ExpansionOff: Nothing is kept here.
        """
        if self._store is None:
            raise ExpansionOff(
                "this server keeps nothing of what is left out",
                setting="STEELYARD_COMPRESSION_OMITTED_FILE",
            )
        return self._store

    def keep(self, source: str, spans: tuple[CompressedSpan, ...]) -> tuple[CompressedSpan, ...]:
        """The spans with handles for what is left out; without them where the store fails."""
        texts = left_out(source, spans)
        if not texts:
            return spans
        try:
            return with_handles(spans, self.require().keep(texts))
        except StoreUnavailable:
            return spans  # the caller needs the compressed text more than the way back

    def expand(self, handle: str) -> str:
        """What is kept under a handle.

        Raises:
            ExpansionOff: Nothing is kept here.
            SpanNotFound: Nothing is kept under the handle, or no longer.
            StoreUnavailable: The store does not answer.
        """
        return self.require().expand(handle)
