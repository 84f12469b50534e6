"""Counting in processes of its own, for counters that would keep a worker's interpreter busy.

The parent makes the pool and forks its processes together with the workers. A worker that has
texts to count opens a pair of connected sockets and hands one end to the pool through a queue that
all share; whichever process is free takes it, reads the texts, and answers on it. There is no
address that anybody else could call, and a process that dies closes its end, which the worker sees.
"""

import socket
from collections.abc import Mapping, Sequence

from adapters.outbound.processes.wire import (
    ConnectionEnded,
    receive_counts,
    receive_texts,
    send_counts,
    send_texts,
)
from domain.shared.errors import Unavailable
from domain.tokens.model import SpecialTokens, Vocabulary
from ports.outbound.tokenizers import TokenCounter

_ATTEMPTS = 2
_RETRY_AFTER_MS = 1_000


class CountingPoolUnavailable(Unavailable):
    """No process of the pool answered in time."""

    reason = "COUNTING_POOL_UNAVAILABLE"


class CountingPool:
    """The queue between the workers and the processes that count for them.

    Args:
        patience_s: The longest that a worker waits for the pool to take a text or to answer.
    """

    def __init__(self, *, patience_s: float) -> None:
        self._patience_s = patience_s
        self._ask, self._take = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._ask.settimeout(patience_s)

    def count(self, encoding: str, texts: Sequence[str]) -> list[int]:
        """Have texts counted by a process of the pool.

        Raises:
            CountingPoolUnavailable: None answered in time, or two died over it.
        """
        for _ in range(_ATTEMPTS):
            try:
                return self._attempt(encoding, texts)
            except (ConnectionEnded, ConnectionError):
                continue
            except TimeoutError:
                break
        raise CountingPoolUnavailable(
            "the processes that count for this model did not answer in time",
            retry_after_ms=_RETRY_AFTER_MS,
            encoding=encoding,
        )

    def serve(self, counters: Mapping[str, TokenCounter]) -> None:
        """Answer for as long as the process lives.

        Args:
            counters: What counts, by encoding.
        """
        while True:
            _, files, _, _ = socket.recv_fds(self._take, 1, 1)
            if not files:
                continue
            with socket.socket(fileno=files[0]) as connection:
                connection.settimeout(self._patience_s)
                _answer(connection, counters)

    def close(self) -> None:
        """Let go of both ends in this process."""
        self._ask.close()
        self._take.close()

    def _attempt(self, encoding: str, texts: Sequence[str]) -> list[int]:
        mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        with mine:
            mine.settimeout(self._patience_s)
            with theirs:
                socket.send_fds(self._ask, [b"?"], [theirs.fileno()])
            send_texts(mine, encoding, texts)
            return receive_counts(mine)


class PooledCounter:
    """Implements ports.outbound.tokenizers.TokenCounter; short texts here, others in the pool.

    Args:
        counter: Counts; the pool's processes have it too.
        pool: Where longer texts go.
    """

    def __init__(self, counter: TokenCounter, pool: CountingPool) -> None:
        self._counter = counter
        self._pool = pool

    @property
    def vocabulary(self) -> Vocabulary:
        """See the port."""
        return self._counter.vocabulary

    @property
    def engine(self) -> str:
        """See the port."""
        return self._counter.engine

    def load(self) -> None:
        """See the port."""
        self._counter.load()

    def is_quick(self, texts: Sequence[str]) -> bool:
        """See the port."""
        return self._counter.is_quick(texts)

    def count(self, text: str, *, special_tokens: SpecialTokens) -> int:
        """See the port."""
        return self.count_batch((text,), special_tokens=special_tokens)[0]

    def count_batch(self, texts: Sequence[str], *, special_tokens: SpecialTokens) -> Sequence[int]:
        """See the port."""
        if self._counter.is_quick(texts):
            return self._counter.count_batch(texts, special_tokens=special_tokens)
        return self._pool.count(self.vocabulary.encoding, texts)


def _answer(connection: socket.socket, counters: Mapping[str, TokenCounter]) -> None:
    """Count what one connection brings; a worker that is gone or stuck is left alone."""
    try:
        encoding, texts = receive_texts(connection)
        counter = counters[encoding]
        send_counts(connection, counter.count_batch(texts, special_tokens=SpecialTokens.AS_TEXT))
    except (ConnectionEnded, OSError):
        return
