"""What the processes of a server tell each other about their state, in shared memory."""

import mmap
from enum import IntEnum


class WorkerState(IntEnum):
    """Where a worker is in its life."""

    STARTING = 0
    SERVING = 1
    DRAINING = 2


class WorkerBoard:
    """One place for each worker; create it before forking.

    Args:
        workers: How many there are.
    """

    def __init__(self, workers: int) -> None:
        self._states = mmap.mmap(-1, workers)

    def set(self, worker: int, state: WorkerState) -> None:
        """Note the state of a worker."""
        self._states[worker] = state

    def all_serving(self) -> bool:
        """Whether every worker answers calls."""
        return all(state == WorkerState.SERVING for state in self._states[:])

    def any_serving(self) -> bool:
        """Whether calls are answered at all."""
        return WorkerState.SERVING in self._states[:]
