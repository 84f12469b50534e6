"""What the core needs to know of how providers frame messages."""

from typing import Protocol

from domain.tokens.framing import Framing


class Framings(Protocol):
    """Where framing rules come from."""

    def framing(self, name: str) -> Framing:
        """The rules of that name; the same object every time.

        Raises:
            KeyError: There are none of that name, which is a fault of the packaged data.
        """
        ...
