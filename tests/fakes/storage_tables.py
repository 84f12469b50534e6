"""What a storage in memory consists of."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.compression.jobs.history import JobEvent
from domain.compression.jobs.items import JobItem
from domain.compression.jobs.job import (
    CompressionJob,
)
from domain.compression.jobs.outcomes import Outcome
from domain.tokens.kept_analyses import KeptAnalysis


@dataclass(frozen=True, slots=True)
class Entry:
    """A job in the queue; ``worker`` is empty while it waits."""

    place: int
    priority: int
    due: datetime
    worker: str = ""


@dataclass(slots=True)
class Tables:
    """The tables; what is in them is never changed, only replaced."""

    jobs: dict[str, CompressionJob] = field(default_factory=dict)
    requests: dict[str, str] = field(default_factory=dict)
    items: dict[str, tuple[JobItem, ...]] = field(default_factory=dict)
    outcomes: dict[str, dict[int, Outcome]] = field(default_factory=dict)
    events: dict[str, tuple[JobEvent, ...]] = field(default_factory=dict)
    queue: dict[str, Entry] = field(default_factory=dict)
    workers: dict[str, datetime] = field(default_factory=dict)
    places: int = 0
    names: int = 0
    analyses: dict[str, KeptAnalysis] = field(default_factory=dict)

    def copy(self) -> "Tables":
        """Other tables with the same in them."""
        return Tables(
            jobs=dict(self.jobs),
            requests=dict(self.requests),
            items=dict(self.items),
            outcomes=dict(self.outcomes),
            events=dict(self.events),
            queue=dict(self.queue),
            workers=dict(self.workers),
            places=self.places,
            names=self.names,
            analyses=dict(self.analyses),
        )


class Unit(Protocol):
    """What repositories need of the unit of work that they belong to."""

    def seen(self) -> Tables:
        """What is there for this unit."""
        ...

    def changing(self) -> Tables:
        """What this unit may change."""
        ...

    def now(self) -> datetime:
        """This moment."""
        ...
