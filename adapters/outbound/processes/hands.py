"""A process that does chunks, seen from its parent, and from within."""

import gc
import os
import signal
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from traceback import extract_tb

from domain.shared.errors import SteelyardError
from domain.tokens.corpora import Chunk, ChunkResult
from ports.outbound.corpora import ChunkTask

_COLLECTED_AFTER = 100_000
"""How many new objects the collector of cycles waits for: records make no cycles."""


class HandDied(Exception):
    """The process is dead."""


class ChunkFailed(RuntimeError):
    """Something unexpected went wrong over a chunk; says where, and nothing of the texts."""


@dataclass(frozen=True, slots=True)
class _Raised:
    """What a process says instead of a result, when something anticipated went wrong.

    Args:
        kind: The class of the error.
        arguments: Its arguments as an exception.
        facts: What it holds.
    """

    kind: type[SteelyardError]
    arguments: tuple[object, ...]
    facts: dict[str, object]

    @classmethod
    def of(cls, error: SteelyardError) -> "_Raised":
        """What is said of an error."""
        return cls(type(error), error.args, dict(vars(error)))

    def error(self) -> SteelyardError:
        """The error anew, whatever its class takes to be made."""
        made = self.kind.__new__(self.kind, *self.arguments)
        vars(made).update(self.facts)
        return made


@dataclass(frozen=True, slots=True)
class _Crashed:
    """What a process says when something unexpected went wrong."""

    sentence: str


@dataclass(frozen=True, slots=True)
class Hand:
    """A process that does one chunk at a time.

    Args:
        pid: Its process id.
        connection: The way to it.
    """

    pid: int
    connection: Connection

    @classmethod
    def forked(cls, task: ChunkTask, others: Iterable["Hand"]) -> "Hand":
        """Fork a process.

        Args:
            task: What it does with chunks.
            others: Those that were forked before; it must not hold the ways to them.
        """
        mine, theirs = Pipe()
        pid = os.fork()
        if pid:
            theirs.close()
            return cls(pid, mine)
        try:
            mine.close()
            for each in others:
                each.connection.close()
            _serve(theirs, task)
        finally:
            os._exit(0)

    def give(self, chunk: Chunk, *, is_given_up: bool) -> None:
        """Have it do a chunk, or give it up.

        Raises:
            HandDied: It is dead.
        """
        try:
            self.connection.send((chunk, is_given_up))
        except OSError:
            raise HandDied from None

    def take(self) -> ChunkResult:
        """The result of the chunk.

        Raises:
            HandDied: It died over it.
            SteelyardError: What doing it raised.
            ChunkFailed: There is a bug.
        """
        try:
            answer = self.connection.recv()
        except (EOFError, OSError):
            raise HandDied from None
        if isinstance(answer, _Raised):
            raise answer.error()
        if isinstance(answer, _Crashed):
            raise ChunkFailed(answer.sentence)
        return answer  # type: ignore[no-any-return] # nothing else is sent

    def end(self) -> None:
        """End it, whatever it is doing, and wait until it is gone."""
        self.connection.close()
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)  # it holds nothing that has to be put in order
        with suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _serve(way: Connection, task: ChunkTask) -> None:
    """Do chunks until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends this process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.set_threshold(_COLLECTED_AFTER)
    with suppress(EOFError, OSError):
        while True:
            chunk, is_given_up = way.recv()
            way.send(_answer(task, chunk, is_given_up=is_given_up))


def _answer(
    task: ChunkTask, chunk: Chunk, *, is_given_up: bool
) -> ChunkResult | _Raised | _Crashed:
    try:
        return task.give_up(chunk) if is_given_up else task.do(chunk)
    except SteelyardError as error:
        return _Raised.of(error)
    except BaseException as error:  # noqa: BLE001 - the parent tells of it; pyo3 panics are none of Exception
        frame = extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        return _Crashed(f"{type(error).__name__} at {place}, in {chunk.files[0].name}")
