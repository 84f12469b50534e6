"""The counters under test: those that count without knowing ids."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

from adapters.outbound.claude.counter import ClaudeCounter
from adapters.outbound.processes.pool import CountingPool, PooledCounter
from domain.tokens.claude_vocabularies import CLAUDE_VOCABULARIES
from ports.outbound.tokenizers import TokenCounter

_BY_NAME = {each.encoding: ClaudeCounter(each) for each in CLAUDE_VOCABULARIES}
COUNTERS = (*_BY_NAME, "pooled")


@contextmanager
def counter_of(name: str) -> Iterator[TokenCounter]:
    """A counter by its encoding, or one that asks a process for all but short texts."""
    if name in _BY_NAME:
        yield _BY_NAME[name]
        return
    counter = next(iter(_BY_NAME.values()))
    counter.load()
    pool = CountingPool(patience_s=30)
    pid = os.fork()
    if pid == 0:
        try:
            pool.serve({counter.vocabulary.encoding: counter})
        finally:
            os._exit(1)
    try:
        yield PooledCounter(counter, pool)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        pool.close()
