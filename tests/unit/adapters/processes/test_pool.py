import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import pytest

from adapters.outbound.processes.pool import (
    CountingPool,
    CountingPoolUnavailable,
    PooledCounter,
)
from domain.tokens.model import SpecialTokens
from tests.fakes.tokenizers import CharacterTokenizer

TEXT = SpecialTokens.AS_TEXT


class SlowForLong(CharacterTokenizer):
    """Quick for less than four characters, so that longer texts go to the pool."""

    def is_quick(self, texts: Sequence[str]) -> bool:
        return sum(map(len, texts)) < 4


class Deadly(CharacterTokenizer):
    """Ends its process at the first text."""

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> list[int]:
        os.kill(os.getpid(), signal.SIGKILL)
        return []


class Delayed(CharacterTokenizer):
    """Begins to count only when something stands in a pipe.

    Args:
        gate: The pipe's end to read.
    """

    gate: int = -1

    def load(self) -> None:
        os.read(self.gate, 1)


@pytest.fixture
def pool() -> Iterator[CountingPool]:
    pool = CountingPool(patience_s=10)
    yield pool
    pool.close()


@contextmanager
def processes(pool: CountingPool, *counters: CharacterTokenizer) -> Iterator[list[int]]:
    """A process of the pool for each counter."""
    pids = [_fork(pool, each) for each in counters]
    try:
        yield pids
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _fork(pool: CountingPool, counter: CharacterTokenizer) -> int:
    pid = os.fork()
    if pid == 0:
        try:
            counter.load()
            pool.serve({"characters": counter})
        finally:
            os._exit(1)
    return pid


def test_long_texts_are_counted_in_another_process(pool: CountingPool) -> None:
    """The pool's answer is what the counter itself would say, in the order of the texts."""
    counter = PooledCounter(SlowForLong(), pool)
    texts = ["", "long enough", "e\u0301\x00\U0010ffff" * 10_000]
    expected = [len(text) for text in texts]

    with processes(pool, CharacterTokenizer()):
        actual = list(counter.count_batch(texts, special_tokens=TEXT))

    assert expected == actual


def test_short_texts_need_no_pool(pool: CountingPool) -> None:
    """What is quick is counted in the worker, even when no process of the pool lives."""
    expected = 3

    actual = PooledCounter(SlowForLong(), pool).count("abc", special_tokens=TEXT)

    assert expected == actual


def test_a_process_that_dies_over_a_text_is_not_the_end(pool: CountingPool) -> None:
    """The text goes to another process, once."""
    opened, opener = os.pipe()
    delayed = Delayed()
    delayed.gate = opened
    expected = 10

    with processes(pool, Deadly(), delayed) as (deadly, _), ThreadPoolExecutor(1) as thread:
        counter = PooledCounter(SlowForLong(), pool)
        counting = thread.submit(counter.count, "ten longer", special_tokens=TEXT)
        os.waitid(os.P_PID, deadly, os.WEXITED | os.WNOWAIT)
        os.write(opener, b"!")
        actual = counting.result()

    assert expected == actual


def test_a_pool_that_does_not_answer_is_an_error_with_a_time_to_retry() -> None:
    """A caller waits no longer than the pool's patience and is told when to try again."""
    with closing(CountingPool(patience_s=0.05)) as pool:
        counter = PooledCounter(SlowForLong(), pool)

        with pytest.raises(CountingPoolUnavailable) as caught:
            counter.count("long enough", special_tokens=TEXT)

    assert caught.value.retry_after_ms == 1_000


def test_many_threads_may_ask_at_once(pool: CountingPool) -> None:
    """Each thread gets the counts of its own texts."""
    counter = PooledCounter(SlowForLong(), pool)
    answers: dict[int, int] = {}

    def ask(length: int) -> None:
        answers[length] = counter.count("x" * length, special_tokens=TEXT)

    with processes(pool, CharacterTokenizer(), CharacterTokenizer()):
        threads = [threading.Thread(target=ask, args=(length,)) for length in range(10, 40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert {length: length for length in range(10, 40)} == answers
