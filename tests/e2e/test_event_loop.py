"""While one caller's long text is counted, the event loop answers the others."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from random import Random
from string import ascii_lowercase

import pytest
from injector import Injector
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from adapters.outbound.golden.shadow import ShadowSocket
from adapters.outbound.processes.pool import CountingPool
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from bootstrap.modules.tokenizers import SlowCounters
from bootstrap.settings import Settings
from ports.outbound.engines import EngineSwitch
from ports.outbound.tokenizers import TokenCounter, Tokenizer
from tests.e2e.heartbeat import Heartbeat, beating_server
from tests.e2e.requests import batch_request, config, count_request, in_chunks
from tests.integration.wired import container_with

STALL_MS = 20
pytestmark = pytest.mark.alone

ATTEMPTS = 5
ENCODINGS = (
    "o200k_base",
    "cl100k_base",
    "llama2",
    "llama3",
    "gemma3",
    "qwen",
    "tekken",
    "deepseek-v3",
    "claude-v3",
    "claude-v4.7",
)
"""One of each kind of tokenizer: splits and pieces of their own, normal forms, reconstructions."""
_RANDOM = Random(3)
PROSE = "It weighed less than she thought, and they'd paid for twice as much. " * 15_000
TEXTS = {
    "prose": PROSE[:1_000_000],
    "chinese": "秤砣虽小压千斤四两拨千斤半斤八两" * 21_000,
    "one letter": "a" * 1_000_000,
    "random letters": "".join(_RANDOM.choices(ascii_lowercase, k=1_000_000)),
    "blanks": " " * 1_000_000,
}
type Beating = tuple[pb_grpc.TokenServiceStub, Heartbeat]


@pytest.fixture(scope="module")
def beating(prometheus: PrometheusTelemetry) -> Iterator[Beating]:
    """A server with the default settings in this process, loaded as before a fork."""
    with (
        loaded(prometheus) as container,
        counting_process(container),
        beating_server(container) as (channel, heartbeat),
    ):
        yield pb_grpc.TokenServiceStub(channel), heartbeat


@contextmanager
def loaded(prometheus: PrometheusTelemetry) -> Iterator[Injector]:
    """A container whose vocabularies are loaded, and whose sockets are closed in the end."""
    container = container_with(prometheus, _SETTINGS)
    for counter in (*container.get(list[Tokenizer]), *container.get(list[TokenCounter])):
        if counter.vocabulary.encoding in ENCODINGS:
            counter.load()
    yield container
    container.get(ShadowSocket).close()
    container.get(CountingPool).close()


@contextmanager
def counting_process(container: Injector) -> Iterator[None]:
    """A process that counts for the server until the end of the block."""
    pid = os.fork()
    if pid == 0:
        try:
            container.get(CountingPool).serve(container.get(SlowCounters).by_encoding)
        finally:
            os._exit(1)
    yield
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


_SETTINGS = Settings.from_environment({"STEELYARD_DRAIN_NOTICE_MS": "0"})


def best_stall_ms(heartbeat: Heartbeat, work: Callable[[], object]) -> float:
    """The shortest of the longest pauses: other processes on this machine hold up a loop too."""
    stalls = []
    for _ in range(ATTEMPTS):
        heartbeat.reset()
        work()
        stalls.append(heartbeat.longest_ms)
        if stalls[-1] < STALL_MS:
            break
    return min(stalls)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_megabyte_holds_up_nobody(beating: Beating, encoding: str, text: str) -> None:
    """Counting 1 MB of anything leaves the loop free."""
    stub, heartbeat = beating

    stall_ms = best_stall_ms(heartbeat, lambda: stub.CountTokens(count_request(text, encoding)))

    assert stall_ms < STALL_MS


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_estimate_of_a_megabyte_holds_up_nobody(beating: Beating, text: str) -> None:
    """So does an estimate, which is made of the counts under several tokenizers."""
    stub, heartbeat = beating
    request = pb.CountTokensRequest(
        tokenizer=types_pb2.TokenizerSelector(model="a-model-that-nobody-knows"), text=text
    )

    stall_ms = best_stall_ms(heartbeat, lambda: stub.CountTokens(request))

    assert stall_ms < STALL_MS


def test_a_megabyte_in_a_batch_holds_up_nobody(beating: Beating) -> None:
    """So does a batch of 1,000 texts."""
    stub, heartbeat = beating
    texts = [TEXTS["random letters"][start : start + 1_000] for start in range(0, 1_000_000, 1_000)]

    stall_ms = best_stall_ms(heartbeat, lambda: stub.BatchCountTokens(batch_request(texts)))

    assert stall_ms < STALL_MS


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_megabyte_in_chunks_holds_up_nobody(beating: Beating, text: str) -> None:
    """So does a stream."""
    stub, heartbeat = beating

    stall_ms = best_stall_ms(
        heartbeat,
        lambda: list(stub.StreamCountTokens(iter([config(), *in_chunks(text, 16_384)]))),
    )

    assert stall_ms < STALL_MS


def test_a_switch_to_the_reference_holds_up_nobody(prometheus: PrometheusTelemetry) -> None:
    """So does the first count after a switch to the reference, which must be at hand."""

    def stall_ms() -> float:
        with loaded(prometheus) as container, beating_server(container) as (channel, heartbeat):
            stub = pb_grpc.TokenServiceStub(channel)
            stub.CountTokens(count_request("x", "cl100k_base"))
            switch = container.get(EngineSwitch)  # type: ignore[type-abstract]  # thrown by hand
            switch.to_reference("cl100k_base")
            heartbeat.reset()
            stub.CountTokens(count_request("x", "cl100k_base"))
            return heartbeat.longest_ms

    assert min(stall_ms() for _ in range(2)) < STALL_MS
