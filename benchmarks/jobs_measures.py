"""What is measured of jobs: how fast they are done, accepted and told about."""

import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import grpc
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import compression_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from benchmarks.jobs_figures import Enqueueing, Throughput, Watching
from benchmarks.jobs_stores import Progress, Store
from benchmarks.jobs_texts import ENCODING, Workload
from benchmarks.processes import BenchmarkFailed, Server

CLIENTS = 8
_POLL_S = 0.02
_PATIENCE_S = 120.0
_LONGEST_PAUSE_S = 0.25
_SECOND_US = 1_000_000
_SEED = 5


def throughput(store: Store, worker: Server, workload: Workload, *, name: str) -> Throughput:
    """Have a worker do jobs that are there all at once.

    Args:
        store: Where they are enqueued.
        worker: It has nothing else to do.
        workload: The jobs.
        name: Their ids begin with it; no others' do.
    """
    store.fill(workload, name=name)
    cpu_s, server_cpu_s = worker.cpu_s(), store.server_cpu_s()
    progress = _finished(store, name, workload.job_count)
    cpu_s, server_cpu_s = worker.cpu_s() - cpu_s, store.server_cpu_s() - server_cpu_s
    if progress.succeeded < progress.done:
        raise BenchmarkFailed(f"{workload.name}: {progress.done - progress.succeeded} jobs failed")
    seconds = (progress.ended_us - store.begun_us(name)) / _SECOND_US
    count = len(workload.texts)
    return Throughput(
        jobs_per_s=workload.job_count / seconds,
        texts_per_s=count / seconds,
        worker_cpu_ms=cpu_s / count * 1_000,
        server_cpu_ms=server_cpu_s / count * 1_000,
    )


def enqueueing(server: Server, workload: Workload) -> Enqueueing:
    """Send jobs of one text each, a part of them alone and the others from several clients.

    Args:
        server: What accepts them.
        workload: The jobs; CLIENTS + 1 parts are made of them.
    """
    part = workload.job_count // (CLIENTS + 1)
    requests = [_request(texts, workload) for texts in workload.jobs()]
    parts = [requests[start : start + part] for start in range(0, part * (CLIENTS + 1), part)]
    with _stubs(server, CLIENTS) as stubs:
        lone_ms = _created(stubs[0], parts[0])
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(_created, stubs, [each[:1] for each in parts[1:]]))  # connects them
            began = time.perf_counter()
            list(clients.map(_created, stubs, parts[1:]))
            seconds = time.perf_counter() - began
    return Enqueueing(lone_ms, part * CLIENTS / seconds)


def watching(servers: Sequence[Server], workload: Workload) -> Watching:
    """Create jobs one after the other and watch each at two servers until it has ended.

    Jobs whose end came before a watch was open are left out: they would tell nothing of it.

    Args:
        servers: Two, over the same store, for which an idle worker works.
        workload: The jobs.
    """
    pauses = random.Random(_SEED)
    same_ms, other_ms, whole_ms = list[float](), list[float](), list[float]()
    with (
        _stubs(servers[0], 1) as [first],
        _stubs(servers[1], 1) as [other],
        ThreadPoolExecutor(2) as clients,
    ):
        for texts in workload.jobs():
            began = time.time()
            job = first.CreateCompressionJob(_request(texts, workload), timeout=_PATIENCE_S).job
            ends = [clients.submit(_watched, stub, job.job_id) for stub in (first, other)]
            same_ms += _delay_ms(ends[0])
            other_ms += _delay_ms(ends[1])
            whole_ms.append((ends[0].result().received_at - began) * 1_000)
            time.sleep(pauses.uniform(0.0, _LONGEST_PAUSE_S))
    return Watching(same_ms, other_ms, whole_ms)


@dataclass(frozen=True, slots=True)
class _End:
    """What a watch saw; times in seconds since 1970.

    Args:
        opened_at: When its first message came.
        ended_at: When the job ended, by the clock of the store.
        received_at: When that was known here.
    """

    opened_at: float
    ended_at: float
    received_at: float


def _finished(store: Store, name: str, count: int) -> Progress:
    deadline = time.monotonic() + _PATIENCE_S
    while (progress := store.progress(name)).done < count:
        if time.monotonic() > deadline:
            raise BenchmarkFailed(f"{progress.done} of {count} jobs done after {_PATIENCE_S} s")
        time.sleep(_POLL_S)
    return progress


def _delay_ms(end: "Future[_End]") -> Iterator[float]:
    seen = end.result()
    if seen.opened_at < seen.ended_at:
        yield (seen.received_at - seen.ended_at) * 1_000


def _watched(stub: "pb_grpc.CompressionServiceStub", job_id: str) -> _End:
    request = pb.WatchCompressionJobRequest(job_id=job_id)
    told = [
        (time.time(), event) for event in stub.WatchCompressionJob(request, timeout=_PATIENCE_S)
    ]
    (opened_at, _), (received_at, event) = told[0], told[-1]
    if event.state != pb.CompressionJob.STATE_SUCCEEDED:
        raise BenchmarkFailed("a job that was watched has failed")
    return _End(opened_at, event.time.ToMicroseconds() / _SECOND_US, received_at)


def _request(texts: Sequence[str], workload: Workload) -> pb.CreateCompressionJobRequest:
    selector = types_pb2.TokenizerSelector(encoding=ENCODING)
    budget = workload.token_budget
    items = [
        pb.CompressTextRequest(tokenizer=selector, text=each, token_budget=budget) for each in texts
    ]
    return pb.CreateCompressionJobRequest(items=[pb.CompressionItem(text=each) for each in items])


def _created(
    stub: "pb_grpc.CompressionServiceStub", requests: Sequence[pb.CreateCompressionJobRequest]
) -> list[float]:
    """How long each call took, in milliseconds."""

    def took_ms(request: pb.CreateCompressionJobRequest) -> float:
        began = time.perf_counter()
        stub.CreateCompressionJob(request, timeout=_PATIENCE_S)
        return (time.perf_counter() - began) * 1_000

    return [took_ms(each) for each in requests]


@contextmanager
def _stubs(server: Server, count: int) -> Iterator[list["pb_grpc.CompressionServiceStub"]]:
    """Clients with a connection each."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    channels = [
        grpc.insecure_channel(f"127.0.0.1:{server.port}", options=options) for _ in range(count)
    ]
    try:
        yield [pb_grpc.CompressionServiceStub(channel) for channel in channels]
    finally:
        for channel in channels:
            channel.close()
