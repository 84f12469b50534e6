"""The ChunkRunner port over processes of this machine."""

import gc
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import connection

from adapters.outbound.processes.hands import Hand, HandDied
from domain.tokens.corpora import Chunk, ChunkResult, CorpusPlan, CorpusUnreadable
from ports.outbound.corpora import ChunkTask

_ATTEMPTS = 3
"""So many processes may die over a chunk before it is given up."""
_HELD_PER_PROCESS = 4
"""So many chunks and results are held, since the first of them may take the longest."""
_GIVEN_AT_ONCE = 2
"""The chunk that a process does, and the one that it goes on with while this one is busy."""


class ProcessChunkRunner:
    """Implements ports.outbound.corpora.ChunkRunner with processes forked from this one.

    What was loaded before is shared with them. This process starts no thread and counts nothing, so
    that it can fork at any time.

    Args:
        tasks: Makes the task of a plan and loads what it needs.
        process_count: How many processes there are.
    """

    def __init__(self, tasks: Callable[[CorpusPlan], ChunkTask], *, process_count: int) -> None:
        self._tasks = tasks
        self._process_count = process_count

    def run_chunks(
        self, plan: CorpusPlan, chunks: Iterable[Chunk]
    ) -> Generator[ChunkResult, None, None]:
        """See the port."""
        task = self._tasks(plan)
        gc.collect()
        gc.freeze()  # the collector would write to every page that the processes share
        crew = _Crew(task)
        try:
            for _ in range(self._process_count):
                crew.enlist()
            yield from crew.results(_Line(enumerate(chunks)), self._process_count)
        finally:
            crew.dismiss()
            gc.unfreeze()


@dataclass(slots=True)
class _Order:
    """A chunk that is to be done.

    Args:
        number: Its place among the chunks.
        chunk: The chunk.
        deaths: How many processes died over it.
    """

    number: int
    chunk: Chunk
    deaths: int = 0

    @property
    def is_given_up(self) -> bool:
        """Whether nobody tries to do it any more."""
        return self.deaths >= _ATTEMPTS


@dataclass(slots=True)
class _Line:
    """The chunks that wait for a hand: those that are done again before new ones.

    Args:
        chunks: The new ones, numbered.
        again: Those that a process died over.
        taken: How many new ones were taken.
    """

    chunks: Iterator[tuple[int, Chunk]]
    again: list[_Order] = field(default_factory=list)
    taken: int = 0

    def next(self, *, limit: int) -> _Order | None:
        """The next chunk; None where there is none, or as many were taken as may be."""
        if self.again:
            return self.again.pop()
        found = next(self.chunks, None) if self.taken < limit else None
        if found is None:
            return None
        self.taken += 1
        return _Order(*found)


@dataclass(slots=True)
class _Post:
    """A process and the chunks that it was given.

    Args:
        hand: The process.
        orders: The chunk that it does, and what it does next.
    """

    hand: Hand
    orders: list[_Order] = field(default_factory=list)

    def may_take(self, order: _Order) -> bool:
        """Whether it reads a chunk before it has results to send.

        One that only says where something stands waits in the operating system's memory meanwhile;
        a larger one would have to be read first, and both sides could wait for each other.
        """
        chunk = order.chunk
        is_place = chunk.content is None and len(chunk.files) == 1
        return not self.orders or (is_place and len(self.orders) < _GIVEN_AT_ONCE)


class _Crew:
    """The processes, and what each of them does.

    Args:
        task: What they do with chunks.
    """

    def __init__(self, task: ChunkTask) -> None:
        self._task = task
        self._posts: list[_Post] = []

    def enlist(self) -> None:
        """Fork one more process."""
        others = [each.hand for each in self._posts]
        self._posts.append(_Post(Hand.forked(self._task, others)))

    def results(self, line: _Line, process_count: int) -> Iterator[ChunkResult]:
        """Have all chunks done; the results in their order."""
        held = process_count * _HELD_PER_PROCESS
        done: dict[int, ChunkResult] = {}
        told = 0
        while True:
            self._hand_out(line, limit=told + held)
            while told in done:
                yield done.pop(told)
                told += 1
                self._hand_out(line, limit=told + held)
            busy = {each.hand.connection: each for each in self._posts if each.orders}
            if not busy:
                return
            for ready in connection.wait(list(busy)):
                self._collect(busy[ready], line, done)  # type: ignore[index] # one of those

    def dismiss(self) -> None:
        """End all processes."""
        for each in self._posts:
            each.hand.end()

    def _hand_out(self, line: _Line, *, limit: int) -> None:
        """Give a chunk to everybody who waits for one, and then what may come next."""
        while order := line.next(limit=limit):
            post = min(self._posts, key=lambda each: len(each.orders))
            if not post.may_take(order) or not self._give(post, order, line):
                line.again.append(order)
                return

    def _give(self, post: _Post, order: _Order, line: _Line) -> bool:
        """Give a process a chunk; False when it died over the one before."""
        try:
            post.hand.give(order.chunk, is_given_up=order.is_given_up)
        except HandDied:
            if post.orders:
                return False  # it is replaced when its results are awaited
            self._replace(post, order, line)
        else:
            post.orders.append(order)
        return True

    def _collect(self, post: _Post, line: _Line, done: dict[int, ChunkResult]) -> None:
        """Take the result of a process, or see that it is dead."""
        order = post.orders.pop(0)
        try:
            done[order.number] = post.hand.take()
        except HandDied:
            self._replace(post, order, line)

    def _replace(self, dead: _Post, order: _Order, line: _Line) -> None:
        """Have somebody else do what a process died over, and what it would have done next.

        Raises:
            CorpusUnreadable: Even giving it up kills.
        """
        self._posts.remove(dead)
        dead.hand.end()
        if order.is_given_up:
            name = order.chunk.files[0].name
            raise CorpusUnreadable(f"processes die over reading {name}", field="inputs", path=name)
        order.deaths += 1
        line.again += [*dead.orders, order]
        self.enlist()
