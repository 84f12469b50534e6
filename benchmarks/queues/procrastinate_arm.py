"""The queue that the service uses on PostgreSQL."""

from contextlib import nullcontext

from adapters.outbound.procrastinate.queue import ProcrastinateQueue
from adapters.outbound.procrastinate.schema import queue_schema
from benchmarks.queues.arm import Kit, Session


def _install(session: Session) -> None:
    session.execute(queue_schema().create)


def _open(session: Session, *, lease_s: float) -> ProcrastinateQueue:  # noqa: ARG001 - recover has it
    return ProcrastinateQueue(lambda: nullcontext(session))


KIT = Kit(
    install=_install,
    open=_open,
    library="procrastinate",
    code=("adapters/outbound/procrastinate/*.py",),
)
