"""Work for workers, in memory, which fails where it is told to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from domain.shared.storage import StorageUnavailable
from ports.inbound.job_work import Assignment


def lost_storage() -> StorageUnavailable:
    """What a store that does not answer raises."""
    return StorageUnavailable("the store does not answer, or not in time", cause="GONE")


class NativePanic(BaseException):
    """What a panic in Rust becomes; it is no Exception."""


@dataclass
class ScriptedSteps:
    """Steps of a job, each of which does something.

    Args:
        steps: What is done; after the last one the job has come to its end.
    """

    steps: list[Callable[[], object]]

    def is_quick(self) -> bool:
        """Never."""
        return False

    def step(self) -> bool | None:
        """Do the next one."""
        self.steps.pop(0)()
        return None if self.steps else True


@dataclass
class ScriptedWork:
    """Hands out jobs in their order, and writes down what it is asked.

    Args:
        jobs: The steps of each job.
        when_idle: Called when there is no job left.
        faults: What is raised by a method, by its name, the next times that it is called; None
            where it answers.
    """

    jobs: list[Sequence[Callable[[], object]]] = field(default_factory=list)
    when_idle: Callable[[], object] = lambda: None
    faults: dict[str, list[BaseException | None]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    taken: int = 0

    def join(self) -> str:
        """A new name."""
        name = f"worker-{1 + self._asked_for('join')}"
        self._answer("join", name)
        return name

    def stay(self, worker: str) -> None:
        """Nothing."""
        self._answer("stay", worker)

    def leave(self, worker: str) -> None:
        """Nothing."""
        self._answer("leave", worker)

    def take(self, worker: str) -> Assignment | None:
        """The next job."""
        self._answer("take", worker)
        if self.taken == len(self.jobs):
            self.when_idle()
            return None
        self.taken += 1
        return Assignment(worker, f"job-{self.taken}", 1)

    def work(self, assignment: Assignment) -> ScriptedSteps:
        """Its steps."""
        self._answer("work", assignment.worker)
        return ScriptedSteps(list(self.jobs[self.taken - 1]))

    def release(self, assignment: Assignment) -> None:
        """Nothing."""
        self._answer("release", assignment.worker)

    def set_back(self, assignment: Assignment) -> None:
        """Nothing."""
        self._answer("set_back", assignment.worker)

    def tend(self) -> int:
        """Nothing."""
        self._answer("tend", "")
        return 0

    def tidy(self) -> int:
        """Nothing."""
        self._answer("tidy", "")
        return 0

    def calls(self, *methods: str) -> list[tuple[str, str]]:
        """What was asked of these methods: the method and the worker's name."""
        return [each for each in self.asked if each[0] in methods]

    def _asked_for(self, method: str) -> int:
        return len(self.calls(method))

    def _answer(self, method: str, worker: str) -> None:
        self.asked.append((method, worker))
        scripted = self.faults.get(method)
        fault = scripted.pop(0) if scripted else None
        if fault is not None:
            raise fault
