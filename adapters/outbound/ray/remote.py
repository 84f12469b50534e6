"""What Ray's workers run: a chunk, and what is said of it when something goes wrong."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb

from ray import cloudpickle

from domain.shared.errors import SteelyardError
from domain.tokens.corpora import Chunk, ChunkResult
from ports.outbound.corpora import ChunkTask


class ChunkFailed(RuntimeError):
    """Something unexpected went wrong over a chunk; says where, and nothing of the texts."""


@dataclass(frozen=True, slots=True)
class Raised:
    """Something anticipated went wrong.

    Args:
        kind: The class of the error.
        arguments: Its arguments as an exception.
        facts: What it holds.
    """

    kind: type[SteelyardError]
    arguments: tuple[object, ...]
    facts: dict[str, object]

    def error(self) -> SteelyardError:
        """The error anew, whatever its class takes to be made."""
        made = self.kind.__new__(self.kind, *self.arguments)
        vars(made).update(self.facts)
        return made


@dataclass(frozen=True, slots=True)
class Crashed:
    """Something unexpected went wrong.

    Args:
        sentence: What, and where.
    """

    sentence: str


type Answer = ChunkResult | Raised | Crashed


def do_chunk(recipe: bytes, chunk: Chunk, *, is_given_up: bool) -> Answer:
    """Do a chunk, or give it up.

    Errors are answers: raised, Ray would wrap them and show what they hold.

    Args:
        recipe: What makes the task, and the plan that it is made of, pickled.
        chunk: The chunk.
        is_given_up: Whether its records are not tried any more.
    """
    try:
        task = _task(recipe)
        return task.give_up(chunk) if is_given_up else task.do(chunk)
    except SteelyardError as error:
        return Raised(type(error), error.args, dict(vars(error)))
    except BaseException as error:  # noqa: BLE001 - told by who asked; pyo3 panics are none of Exception
        frame = extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        return Crashed(f"{type(error).__name__} at {place}, in {chunk.files[0].name}")


@lru_cache(maxsize=1)
def _task(recipe: bytes) -> ChunkTask:
    """The task of this process, made once."""
    tasks, plan = cloudpickle.loads(recipe)
    task: ChunkTask = tasks(plan)
    return task
