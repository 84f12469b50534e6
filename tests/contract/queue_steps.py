"""Short units of work with a queue, for the suites of queues."""

from collections.abc import Callable

from ports.outbound.jobs import JobQueue
from ports.outbound.storage import Storage


def done[Result](storage: Storage, work: Callable[[JobQueue], Result]) -> Result:
    """Do something with the queue, and commit it."""
    with storage.begin() as unit:
        result = work(unit.queue)
        unit.commit()
    return result


def put(storage: Storage, *names: str, priority: int = 0, delay_s: float = 0.0) -> None:
    """Put jobs, one after the other."""
    for name in names:
        done(storage, lambda queue, name=name: queue.put(name, priority=priority, delay_s=delay_s))  # type: ignore[misc]  # a default that the caller does not give


def joined(storage: Storage) -> str:
    """A new worker."""
    return done(storage, lambda queue: queue.join())


def taken(storage: Storage, worker: str) -> str | None:
    """The next job."""
    return done(storage, lambda queue: queue.take(worker))


def all_taken(storage: Storage, worker: str) -> list[str]:
    """All that is there to be done now, in the order in which it is handed out."""
    return list(iter(lambda: taken(storage, worker) or "", ""))


def waiting(storage: Storage) -> int:
    """How many jobs wait."""
    with storage.begin(is_read_only=True) as unit:
        return unit.queue.waiting_count()
