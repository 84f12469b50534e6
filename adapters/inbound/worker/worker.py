"""A worker: takes compression jobs and does them, one at a time, until it is told to stop."""

import time
import traceback
from dataclasses import dataclass
from threading import Event

import structlog

from adapters.inbound.worker.routine import Duty
from domain.shared.errors import SteelyardError
from ports.inbound.job_work import Assignment, CompressionWork

_SIGNS_IN_A_LEASE = 4
_TEND_EVERY_S = 1.0
_TIDY_EVERY_S = 5.0
_SHORTEST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.2
_GROWTH = 1.5
_AFTER_FAULT_S = 0.5
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class WorkerPatience:
    """How long a worker waits for what.

    Args:
        drain_s: How long the job at hand may go on once the worker is told to stop, in seconds;
            then it is given back and another worker goes on with it.
    """

    drain_s: float


class JobWorker:
    """Does jobs in this process.

    After a fault of the storage it cannot know what it holds: what it took may be its own although
    it was never told. So it gives up its name and joins anew; whatever the old name holds is handed
    out again when the lease is over.

    Args:
        work: What it asks for jobs.
        patience: How long it waits.
    """

    def __init__(self, work: CompressionWork, *, patience: WorkerPatience) -> None:
        self._work = work
        self._patience = patience
        self._name = ""

    def run(self, stop: Event) -> None:
        """Work until the event is set; the job at hand is completed or given back."""
        pause_s = _SHORTEST_PAUSE_S
        while not stop.is_set():
            worked = self._try_to_work(stop)
            if worked is None:
                stop.wait(_AFTER_FAULT_S)
            elif worked:
                pause_s = _SHORTEST_PAUSE_S
            else:
                stop.wait(pause_s)
                pause_s = min(pause_s * _GROWTH, _LONGEST_PAUSE_S)
        self._leave()

    def duties(self, *, lease_s: float) -> list[Duty]:
        """What is to be done beside the jobs, on another thread.

        Args:
            lease_s: Whoever gives no sign of life for so long is lost, in seconds.
        """
        return [
            Duty("sign of life", self._give_sign, lease_s / _SIGNS_IN_A_LEASE),
            Duty("tend", self._work.tend, _TEND_EVERY_S),
            Duty("tidy", self._work.tidy, _TIDY_EVERY_S),
        ]

    def _give_sign(self) -> None:
        name = self._name
        if name:
            self._work.stay(name)

    def _try_to_work(self, stop: Event) -> bool | None:
        """Take a job and do it; whether there was one, or None where the storage failed."""
        assignment = None
        try:
            if not self._name:
                self._name = self._work.join()
            assignment = self._work.take(self._name)
            if assignment is not None:
                self._do(assignment, stop)
        except SteelyardError as error:
            job_id = assignment.job_id if assignment else ""
            _log.warning("worker lost the storage", reason=error.reason, job_id=job_id)
            self._name = ""
            return None
        return assignment is not None

    def _do(self, assignment: Assignment, stop: Event) -> None:
        try:
            steps = self._work.work(assignment)
            give_up_at = None
            while steps.step() is None:
                if give_up_at is None and stop.is_set():
                    give_up_at = time.monotonic() + self._patience.drain_s
                if give_up_at is not None and time.monotonic() >= give_up_at:
                    self._work.release(assignment)
                    return
        except (SteelyardError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - a Rust panic, which is no Exception, included
            _log_fault(assignment, error)
            self._work.set_back(assignment)

    def _leave(self) -> None:
        name, self._name = self._name, ""
        if not name:
            return
        try:
            self._work.leave(name)
        except SteelyardError as error:
            _log.warning("worker lost the storage", reason=error.reason)


def _log_fault(assignment: Assignment, error: BaseException) -> None:
    """Say where it broke, but not with what: an exception's message may quote a prompt."""
    frames = traceback.extract_tb(error.__traceback__)
    _log.error(
        "attempt at a job failed",
        job_id=assignment.job_id,
        attempt=assignment.attempt,
        error=f"{type(error).__module__}.{type(error).__qualname__}",
        frames=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
    )
