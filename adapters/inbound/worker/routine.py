"""What has to be done now and then beside the jobs, on a thread of its own."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Event, Thread
from typing import Self

import structlog

from domain.shared.errors import SteelyardError

_STEP_S = 0.1
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done regularly.

    Args:
        name: For the log.
        do: Does it.
        every_s: How often, in seconds.
    """

    name: str
    do: Callable[[], object]
    every_s: float


class Routine:
    """Does what is due while the jobs go on; processes that start together do so apart.

    Args:
        duties: What is to be done.
    """

    def __init__(self, duties: Sequence[Duty]) -> None:
        phase = random.random()  # noqa: S311 - spreads load, keeps no secret
        now = time.monotonic()
        self._due = [(now + phase * duty.every_s, duty) for duty in duties]
        self._ended = Event()
        self._thread = Thread(target=self._run, name="routine", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(_STEP_S):
            now = time.monotonic()
            self._due = [
                (now + duty.every_s, _done(duty)) if at <= now else (at, duty)
                for at, duty in self._due
            ]


def _done(duty: Duty) -> Duty:
    """Do it; what fails is tried again the next time."""
    try:
        duty.do()
    except SteelyardError as error:
        _log.warning("a duty failed", duty=duty.name, reason=error.reason)
    except Exception as error:  # noqa: BLE001 - a fault of one duty must not end the others
        _log.error("a duty failed", duty=duty.name, error=type(error).__qualname__)
    return duty
