"""What the core needs to give back later what it left out."""

from collections.abc import Sequence
from typing import Protocol


class OmittedTexts(Protocol):
    """Keeps texts that were left out, for a while, under handles that nobody can guess.

    Whoever knows a handle may read its text, so it is given only to who sent the text. Any process
    of the server may expand what another one kept. The oldest texts go when the limits are reached.
    May be called from several threads at once.
    """

    def keep(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Keep texts and return a new handle for each, in order; equal texts get different ones.

        All of them are kept, or none.

        Raises:
            StoreUnavailable: They could not be written, or are more than the limits allow at once.
                A compression goes on without handles then.
        """
        ...

    def expand(self, handle: str) -> str:
        """The text that was kept under the handle.

        Raises:
            SpanNotFound: There is none: unknown, expired, or gone to make room.
            StoreUnavailable: It could not be read.
        """
        ...
