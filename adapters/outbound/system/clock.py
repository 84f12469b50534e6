"""The machine's own clock."""

from datetime import UTC, datetime


class SystemClock:
    """Implements ports.outbound.clock.Clock."""

    def now(self) -> datetime:
        """See the port."""
        return datetime.now(UTC)
