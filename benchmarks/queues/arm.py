"""What the comparison of queues needs of each; an arm is a module that has a Kit."""

import importlib
from dataclasses import dataclass
from typing import Any, Protocol

import psycopg

type Session = psycopg.Connection[Any]

ARMS = ("procrastinate", "pgqueuer", "leased")


class Arm(Protocol):
    """A queue in the transactions of a session; see ports.outbound.jobs.JobQueue."""

    def put(self, job_id: str, *, priority: int) -> None:
        """Have a job worked on."""
        ...

    def join(self) -> str:
        """Register a worker."""
        ...

    def stay(self, worker: str) -> None:
        """Give a sign of life."""
        ...

    def take(self, worker: str) -> str | None:
        """Hand out the next job."""
        ...

    def complete(self, worker: str, job_id: str) -> None:
        """Take a job out of the queue."""
        ...

    def recover(self, *, lease_s: float) -> int:
        """Have the jobs of lost workers handed out again."""
        ...


class Open(Protocol):
    """Makes an arm."""

    def __call__(self, session: Session, *, lease_s: float) -> Arm:
        """Make it for the transactions of a session."""
        ...


class Install(Protocol):
    """Makes the tables of an arm."""

    def __call__(self, session: Session) -> None:
        """Make them in the transaction of a session."""
        ...


@dataclass(frozen=True, slots=True)
class Kit:
    """How an arm is used.

    Args:
        install: Makes its tables.
        open: Makes its queue.
        library: The distribution that it needs beside psycopg; empty for none.
        code: The files of ours that it takes, as glob patterns.
    """

    install: Install
    open: Open
    library: str
    code: tuple[str, ...]


def kit(name: str) -> Kit:
    """The kit of an arm, whose library is imported here."""
    found: Kit = importlib.import_module(f"benchmarks.queues.{name}_arm").KIT
    return found
