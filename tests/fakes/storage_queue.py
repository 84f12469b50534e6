"""A queue in memory."""

from dataclasses import dataclass, replace
from datetime import timedelta

from tests.fakes.storage_tables import Entry, Unit


@dataclass(frozen=True, slots=True)
class RememberedQueue:
    """Implements ports.outbound.jobs.JobQueue.

    Args:
        unit: The unit of work that it belongs to.
    """

    unit: Unit

    def put(self, job_id: str, *, priority: int, delay_s: float = 0.0) -> None:
        """See the port."""
        tables = self.unit.changing()
        tables.places += 1
        due = self.unit.now() + timedelta(seconds=delay_s)
        tables.queue[job_id] = Entry(tables.places, priority, due)

    def withdraw(self, job_id: str) -> None:
        """See the port."""
        queue = self.unit.changing().queue
        if job_id in queue and not queue[job_id].worker:
            del queue[job_id]

    def join(self) -> str:
        """See the port."""
        tables = self.unit.changing()
        tables.names += 1
        worker = f"worker-{tables.names}"
        tables.workers[worker] = self.unit.now()
        return worker

    def stay(self, worker: str) -> None:
        """See the port."""
        self.unit.changing().workers[worker] = self.unit.now()

    def leave(self, worker: str) -> None:
        """See the port."""
        self.unit.changing().workers.pop(worker, None)

    def take(self, worker: str) -> str | None:
        """See the port."""
        queue, now = self.unit.changing().queue, self.unit.now()
        waiting = [
            (-entry.priority, entry.place, job_id)
            for job_id, entry in queue.items()
            if not entry.worker and entry.due <= now
        ]
        if not waiting:
            return None
        _, _, job_id = min(waiting)
        queue[job_id] = replace(queue[job_id], worker=worker)
        return job_id

    def complete(self, worker: str, job_id: str) -> None:
        """See the port."""
        queue = self.unit.changing().queue
        if job_id in queue and queue[job_id].worker == worker:
            del queue[job_id]

    def give_back(self, worker: str, job_id: str, *, delay_s: float = 0.0) -> None:
        """See the port."""
        queue = self.unit.changing().queue
        if job_id in queue and queue[job_id].worker == worker:
            due = self.unit.now() + timedelta(seconds=delay_s)
            queue[job_id] = replace(queue[job_id], worker="", due=due)

    def recover(self, *, lease_s: float) -> int:
        """See the port."""
        tables = self.unit.changing()
        latest = self.unit.now() - timedelta(seconds=lease_s)
        tables.workers = {name: seen for name, seen in tables.workers.items() if seen > latest}
        lost = [
            job_id
            for job_id, entry in tables.queue.items()
            if entry.worker and entry.worker not in tables.workers
        ]
        for job_id in lost:
            tables.queue[job_id] = replace(tables.queue[job_id], worker="")
        return len(lost)

    def waiting_count(self) -> int:
        """See the port."""
        return sum(not entry.worker for entry in self.unit.seen().queue.values())
