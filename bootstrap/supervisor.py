"""Processes: one parent that forks children, replaces those that die, and ends them in order.

The parent has no event loop, no thread and no gRPC of its own, so a fork is safe at any time. What
it loaded before the fork, the children share.
"""

import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import structlog

_STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_SIGNALS = (*_STOP_SIGNALS, signal.SIGCHLD)
_POLL_S = 0.05
_SETTLED_S = 2.0
_QUICK_DEATHS_LIMIT = 5
_LONGEST_PAUSE_S = 30.0
_MOST_DOUBLINGS = 10
_EXIT_CRASHED = 70

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Child:
    """What a child process is for.

    Args:
        name: For the log.
        run: The work; called in the child with a file descriptor that reads as ended when the
            parent is gone. Returns when asked to stop by SIGTERM.
        stops_last: Whether it is ended only after the others, because it watches over them.
        is_vital: Whether everything ends when it keeps dying; otherwise it is started again after
            ever longer pauses.
    """

    name: str
    run: Callable[[int], None]
    stops_last: bool = False
    is_vital: bool = True


@dataclass(slots=True)
class _Running:
    child: Child
    started_at: float
    quick_deaths: int


@dataclass(frozen=True, slots=True)
class _Resting:
    """A child that died and is started again.

    Args:
        until: When, by the monotonic clock.
        dead: What it was.
    """

    until: float
    dead: _Running


class Supervisor:
    """Runs children until told to stop.

    Args:
        children: What to run.
        on_death: Called in the parent with the process id of each child that ended.
    """

    def __init__(self, children: Sequence[Child], *, on_death: Callable[[int], None]) -> None:
        self._children = children
        self._on_death = on_death
        self._running: dict[int, _Running] = {}
        self._resting: list[_Resting] = []
        self._parent_alive, self._parent_end = os.pipe()

    def run(self, *, on_tick: Callable[[], None]) -> int:
        """Start the children and stay until SIGTERM or SIGINT, then end them.

        Args:
            on_tick: Called every so often while the children run.

        Returns:
            The exit code: 0 after an orderly end.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
        for child in self._children:
            self._start(child, quick_deaths=0)
        code = self._watch(on_tick)
        self._stop()
        return code

    def _watch(self, on_tick: Callable[[], None]) -> int:
        while True:
            on_tick()
            received = signal.sigtimedwait(_SIGNALS, _POLL_S)
            # Named, not excluded: after a suspension, what is returned may never have been sent.
            if received and received.si_signo in _STOP_SIGNALS:
                return 0
            for dead, status in self._reap():
                keeps_dying = dead.quick_deaths >= _QUICK_DEATHS_LIMIT
                if keeps_dying and dead.child.is_vital:
                    _log.error("child keeps dying, giving up", child=dead.child.name)
                    return _EXIT_CRASHED
                _log.warning(
                    "child died and is replaced", child=dead.child.name, status=_describe(status)
                )
                pause_s = _pause_s(dead.quick_deaths) if keeps_dying else 0.0
                self._resting.append(_Resting(time.monotonic() + pause_s, dead))
            self._wake()

    def _wake(self) -> None:
        """Start those whose pause is over."""
        now = time.monotonic()
        due = [each for each in self._resting if each.until <= now]
        self._resting = [each for each in self._resting if each.until > now]
        for each in due:
            self._start(each.dead.child, quick_deaths=each.dead.quick_deaths)

    def _start(self, child: Child, *, quick_deaths: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            _be_child(child, self._parent_alive, self._parent_end)
        self._running[pid] = _Running(child, time.monotonic(), quick_deaths)

    def _reap(self) -> Iterator[tuple[_Running, int]]:
        while self._running:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            dead = self._running.pop(pid, None)
            if dead is None:
                continue
            self._on_death(pid)
            lived_s = time.monotonic() - dead.started_at
            dead.quick_deaths = dead.quick_deaths + 1 if lived_s < _SETTLED_S else 0
            yield dead, status

    def _stop(self) -> None:
        for last in (False, True):
            pids = [pid for pid, each in self._running.items() if each.child.stops_last is last]
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGTERM)
            while any(pid in self._running for pid in pids):
                for _ in self._reap():
                    pass
                signal.sigtimedwait((signal.SIGCHLD,), _POLL_S)


def end_with_parent(parent_alive: int) -> None:
    """End this process when its parent is gone; for children without an event loop."""
    when_parent_is_gone(parent_alive, lambda: os._exit(0))


def when_parent_is_gone(parent_alive: int, then: Callable[[], None]) -> None:
    """Do something, on a thread of its own, when the parent of this process is gone."""

    def wait() -> None:
        ended = select.poll()
        ended.register(parent_alive)
        ended.poll()
        then()

    threading.Thread(target=wait, name="parent-watch", daemon=True).start()


def _be_child(child: Child, parent_alive: int, parent_end: int) -> None:
    """Run the child's work and leave, never returning into the parent's code."""
    code = _EXIT_CRASHED
    try:
        os.close(parent_end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
        child.run(parent_alive)
        code = 0
    except BaseException as error:  # noqa: BLE001 - a child ends here whatever happened
        _log.error("child failed", child=child.name, error=type(error).__qualname__)
    finally:
        sys.stdout.flush()
        os._exit(code)


def _pause_s(quick_deaths: int) -> float:
    doublings = min(quick_deaths - _QUICK_DEATHS_LIMIT, _MOST_DOUBLINGS)
    return min(2.0**doublings, _LONGEST_PAUSE_S)


def _describe(status: int) -> str:
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    return f"exit code {os.waitstatus_to_exitcode(status)}"
