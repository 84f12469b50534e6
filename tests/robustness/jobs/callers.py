"""Clients that have jobs accepted, and go on when the server is killed or cannot."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import grpc
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import compression_service_pb2_grpc as pb_grpc

from tests.e2e.requests import by_encoding
from tests.robustness.jobs.stores import TOKEN_BUDGET, JobStore, small_text

DEADLINE_S = 6.0
_PAUSE_S = 0.03
_OPTIONS = (
    ("grpc.use_local_subchannel_pool", 1),
    ("grpc.initial_reconnect_backoff_ms", 50),
    ("grpc.min_reconnect_backoff_ms", 50),
    ("grpc.max_reconnect_backoff_ms", 200),
)


def text_request(number: int) -> pb.CompressTextRequest:
    """A small text to compress."""
    return pb.CompressTextRequest(
        tokenizer=by_encoding(), text=small_text(number), token_budget=TOKEN_BUDGET
    )


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a call ended.

    Args:
        ended_at: When, by the monotonic clock.
        took_s: How long it took.
        code: Its status.
    """

    ended_at: float
    took_s: float
    code: grpc.StatusCode


@dataclass(slots=True)
class Creator:
    """Has one job accepted after the other; each call is repeated until it is answered.

    Every other request is sent once more although it was answered, as by a client whose connection
    broke before it could read the answer.

    Args:
        address: Where the server is.
        name: The request ids begin with it.
        accepted: The jobs by the number of the request, and as often as they were acknowledged.
        attempts: How each call ended.
        details: What was said by calls that failed, without doubles.
        is_done: Whether the last request has been answered.
    """

    address: str
    name: str
    accepted: dict[int, set[str]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    details: set[str] = field(default_factory=set)
    is_done: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Create jobs until told to stop; the one at hand is seen through."""
        number = 0
        with grpc.insecure_channel(self.address, _OPTIONS) as channel:
            stub = pb_grpc.CompressionServiceStub(channel)
            while not self._stop.wait(_PAUSE_S):
                for _ in range(1 + number % 2):
                    job_id = self._answer(stub, number)
                    self.accepted.setdefault(number, set()).add(job_id)
                number += 1
        self.is_done = True

    def stop(self) -> None:
        """Have it end."""
        self._stop.set()

    def _answer(self, stub: "pb_grpc.CompressionServiceStub", number: int) -> str:
        request = pb.CreateCompressionJobRequest(
            request_id=f"{self.name}-{number}",
            items=[pb.CompressionItem(text=text_request(number))],
        )
        while True:
            began = time.monotonic()
            try:
                job = stub.CreateCompressionJob(request, timeout=DEADLINE_S).job
            except grpc.RpcError as error:
                self._note(began, error.code())
                self.details.add(str(error.details()))
                time.sleep(0.1)
                continue
            self._note(began, grpc.StatusCode.OK)
            return job.job_id

    def _note(self, began: float, code: grpc.StatusCode) -> None:
        now = time.monotonic()
        self.attempts.append(Attempt(now, now - began, code))


@contextmanager
def creating(address: str, count: int) -> Iterator[Sequence[Creator]]:
    """Have so many clients create jobs throughout the block, and see the last ones through."""
    creators = [Creator(address, f"client-{number}") for number in range(count)]
    threads = [threading.Thread(target=each.run, daemon=True) for each in creators]
    with ExitStack() as stack:
        for creator, thread in zip(creators, threads, strict=True):
            thread.start()
            stack.callback(thread.join, 60)
            stack.callback(creator.stop)
        yield creators


def acknowledged(creators: Sequence[Creator]) -> dict[str, int]:
    """The number of the text of each job that somebody was told was accepted."""
    return {
        job_id: number
        for creator in creators
        for number, job_ids in creator.accepted.items()
        for job_id in job_ids
    }


def attempts_of(creators: Sequence[Creator]) -> list[Attempt]:
    """All calls."""
    return [attempt for creator in creators for attempt in creator.attempts]


def all_done(store: JobStore, creators: Sequence[Creator]) -> dict[str, int]:
    """The acknowledged jobs, once there are no others and all have ended."""
    if not all(creator.is_done for creator in creators):
        return {}
    known = acknowledged(creators)
    return known if store.final_count() == len(known) else {}
