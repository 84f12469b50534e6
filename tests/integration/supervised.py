"""A program whose children die, for tests of what their parent does then; see ``main``."""

import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bootstrap.supervisor import Child, Supervisor


def run_steady(_: int) -> None:
    """Stay until asked to end."""
    _note("steady")
    signal.sigwait({signal.SIGUSR1})


def run_dying(_: int) -> None:
    """Die at once."""
    _note("dying")
    os.kill(os.getpid(), signal.SIGKILL)


def run_failing(_: int) -> None:
    """Fail at once, with what an exception says."""
    _note("dying")
    raise ValueError("the prompt that nobody may read")


def main(arguments: Sequence[str]) -> int:
    """Run a child that stays and one that does not; each start is a line of a file.

    Args:
        arguments: The file; what the other child is, ``vital`` or ``spare``; what it does,
            ``dying`` or ``failing``.
    """
    importance, ending = arguments[1:]
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    run = {"dying": run_dying, "failing": run_failing}[ending]
    children = [Child("steady", run_steady), Child("dying", run, is_vital=importance == "vital")]
    return Supervisor(children, on_death=lambda _: None).run(on_tick=lambda: None)


def _note(name: str) -> None:
    with Path(sys.argv[1]).open("a", encoding="utf-8") as starts:
        starts.write(f"{name} {time.monotonic()}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
