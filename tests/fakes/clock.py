"""A clock that stands still."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class FrozenClock:
    """Plays ports.outbound.clock.Clock."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment
