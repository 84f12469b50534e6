"""What the core needs so that nobody but itself can read the prompts that it keeps."""

from typing import Protocol


class Seal(Protocol):
    """Protects what is stored; what one process sealed, any other one with its keys opens."""

    def close(self, content: bytes, *, place: str) -> bytes:
        """Seal content; the same content twice gives different bytes.

        Args:
            content: Any bytes.
            place: Where it is kept, such as ``compression_job/ab12/items/0``; it opens only there.
        """
        ...

    def open(self, sealed: bytes, *, place: str) -> bytes:
        """The content that was sealed for the place.

        Raises:
            SealBroken: It was sealed with another key or for another place, or was changed.
        """
        ...
