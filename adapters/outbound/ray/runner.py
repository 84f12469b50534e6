"""The ChunkRunner port over a Ray cluster."""

import socket
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

import ray
from ray import cloudpickle
from ray.exceptions import (
    LocalRayletDiedError,
    NodeDiedError,
    ObjectLostError,
    OutOfMemoryError,
    WorkerCrashedError,
)

from adapters.outbound.ray.remote import Answer, ChunkFailed, Crashed, Raised, do_chunk
from domain.shared.errors import InvalidValue
from domain.tokens.corpora import Chunk, ChunkResult, CorpusPlan, CorpusUnreadable
from ports.outbound.corpora import ChunkTask

_RETRIES = 2
"""So often a chunk over which a process died is done again before it is given up."""
_HELD_PER_CPU = 4
"""So many chunks and results are held, since the first of them may take the longest."""
_LOCAL_STORE_BYTES = 268_435_456
"""Ray would take a third of the machine's memory for results that are on their way."""
_PATIENCE_S = 10.0
"""How long a cluster may take to accept a connection."""
_DEATHS = (
    LocalRayletDiedError,
    NodeDiedError,
    ObjectLostError,
    OutOfMemoryError,
    WorkerCrashedError,
)

type _Order = tuple[Chunk, "ray.ObjectRef[Any]"]


class RayChunkRunner:
    """Implements ports.outbound.corpora.ChunkRunner with the workers of a Ray cluster.

    Without an address it starts a cluster on this machine and ends it afterwards. The machines of
    another cluster must have the same Python and the same Steelyard installed, and the files of the
    corpus mounted under the same paths.

    Ray reads from the environment, before it is imported, that it is not to report its use
    (RAY_USAGE_STATS_ENABLED=0), and that a cluster on this machine listens on the loopback
    interface only (RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER=0): both are for who wires this to set.

    Args:
        tasks: Makes the task of a plan; it is pickled and called once in each worker.
        address: Where the cluster is, as ``host:6379``; empty for one on this machine.
        process_count: How many processes a cluster on this machine has; 0 for one for each CPU.
    """

    def __init__(
        self,
        tasks: Callable[[CorpusPlan], ChunkTask],
        *,
        address: str = "",
        process_count: int = 0,
    ) -> None:
        self._tasks = tasks
        self._address = address
        self._process_count = process_count

    def run_chunks(
        self, plan: CorpusPlan, chunks: Iterable[Chunk]
    ) -> Generator[ChunkResult, None, None]:
        """See the port.

        Raises:
            InvalidValue: There is no cluster at the address.
        """
        recipe = cloudpickle.dumps((self._tasks, plan))
        with self._cluster() as cpus:
            yield from _results(recipe, iter(chunks), limit=cpus * _HELD_PER_CPU)

    @contextmanager
    def _cluster(self) -> Iterator[int]:
        """Connect; the number of its CPUs."""
        if self._address:
            _probe(self._address)
        ray.init(**self._options(), log_to_driver=False, logging_level="ERROR")
        try:
            yield max(1, int(ray.cluster_resources().get("CPU", 1)))
        finally:
            ray.shutdown()  # its tasks end with it

    def _options(self) -> dict[str, Any]:
        if self._address:
            return {"address": self._address}
        return {
            "address": "local",
            "num_cpus": self._process_count or None,
            "include_dashboard": False,
            "object_store_memory": _LOCAL_STORE_BYTES,
        }


def _probe(address: str) -> None:
    """Find out soon whether anybody answers: Ray itself would try for minutes.

    Raises:
        InvalidValue: Nobody does.
    """
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host, int(port)), _PATIENCE_S).close()
    except (OSError, ValueError, OverflowError):
        raise InvalidValue(f"no Ray cluster answers at {address!r}", field="ray_address") from None


def _results(
    recipe: bytes, chunks: Iterator[Chunk], *, limit: int
) -> Generator[ChunkResult, None, None]:
    """Have chunks done, so many at a time; the results in their order."""
    shared = ray.put(recipe)
    begin = ray.remote(max_retries=_RETRIES)(do_chunk).remote

    def ordered(count: int) -> Iterator[_Order]:
        for chunk in islice(chunks, count):
            yield chunk, begin(shared, chunk, is_given_up=False)

    waiting = deque(ordered(limit))
    while waiting:
        chunk, answer = waiting.popleft()
        yield _result(chunk, answer, lambda given: begin(shared, given, is_given_up=True))
        del answer  # else the cluster keeps it for as long as the next one takes
        waiting.extend(ordered(1))


def _result(
    chunk: Chunk, answer: "ray.ObjectRef[Any]", give_up: Callable[[Chunk], "ray.ObjectRef[Any]"]
) -> ChunkResult:
    """The result of a chunk, whatever it takes.

    Raises:
        SteelyardError: What doing it raised.
        ChunkFailed: There is a bug.
    """
    try:
        return _opened(ray.get(answer))
    except _DEATHS:
        pass
    try:
        return _opened(ray.get(give_up(chunk)))
    except _DEATHS:
        name = chunk.files[0].name
        raise CorpusUnreadable(
            f"processes die over reading {name}", field="inputs", path=name
        ) from None


def _opened(answer: Answer) -> ChunkResult:
    """A result, or else the error that came instead."""
    if isinstance(answer, Raised):
        raise answer.error()
    if isinstance(answer, Crashed):
        raise ChunkFailed(answer.sentence)
    return answer
