"""The EngineSwitch port over memory that is shared with every process forked later."""

import mmap
from collections.abc import Sequence


class SharedEngineSwitch:
    """Implements ports.outbound.engines.EngineSwitch; create it before forking.

    Args:
        encodings: Every encoding that may be asked about.
    """

    def __init__(self, encodings: Sequence[str]) -> None:
        self._places = {encoding: place for place, encoding in enumerate(encodings)}
        self._flags = mmap.mmap(-1, max(1, len(encodings)))

    def is_on_reference(self, encoding: str) -> bool:
        """See the port."""
        return self._flags[self._places[encoding]] != 0

    def to_reference(self, encoding: str) -> bool:
        """See the port."""
        first = not self.is_on_reference(encoding)
        self._flags[self._places[encoding]] = 1
        return first
