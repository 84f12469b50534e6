"""While a long text is compressed the loop answers the others, and odd texts stay bounded."""

import json
from collections.abc import Iterator
from random import Random

import grpc
import pytest
from steelyard.v1 import compression_service_pb2 as pb
from steelyard.v1 import compression_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from adapters.outbound.golden.shadow import ShadowSocket
from adapters.outbound.processes.pool import CountingPool
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from adapters.outbound.relevance.ranker import PassageRanker
from bootstrap.settings import Settings
from ports.outbound.tokenizers import Tokenizer
from tests.e2e.heartbeat import Heartbeat, beating_server
from tests.e2e.requests import by_encoding, chat_request
from tests.e2e.running import ROOT
from tests.e2e.statuses import failure, failure_of
from tests.e2e.test_event_loop import best_stall_ms
from tests.integration.wired import container_with

STALL_MS = 20
DEADLINE_S = 60.0
pytestmark = pytest.mark.alone

RANDOM = Random(5)
README = (ROOT / "README.md").read_text(encoding="utf-8").replace("keep>", "kept>")
CODE = (ROOT / "domain/compression/keeping.py").read_text(encoding="utf-8")
RECORDS = [
    {"id": number, "name": f"user {number}", "note": "It weighed less. " * RANDOM.randrange(9)}
    for number in range(6_000)
]
LINES = [
    f"2026-11-23 10:00:{number % 60:02} INFO job {RANDOM.randrange(10**6)} took {number} ms"
    for number in range(16_000)
]
LONG = {
    "prose": ("It weighed less than she thought, and they paid for twice as much. " * 15_000),
    "markdown": (README * 70)[:1_000_000],
    "code": CODE * 90,
    "log": "\n".join(LINES),
    "json": json.dumps(RECORDS, indent=1),
}
"""About a megabyte of each."""
HOSTILE = {
    "one line of 5 MB": "word " * 1_000_000,
    "one letter, 5 MB": "a" * 5_000_000,
    "nested JSON": "[" * 100_000 + "]" * 100_000,
    "nested objects": '{"a":' * 50_000 + "1" + "}" * 50_000,
    "tiny lines": "x\n" * 200_000,
    "opening tags": "<keep>" * 100_000,
    "fences": "```\n" * 50_000,
    "marks": "\u0301" * 500_000,
    "blanks": " \n" * 500_000,
    "nul": "\0" * 100_000,
}


type Beating = tuple[pb_grpc.CompressionServiceStub, Heartbeat]


@pytest.fixture(scope="module")
def beating(prometheus: PrometheusTelemetry) -> Iterator[Beating]:
    """A server in this process, loaded as before a fork."""
    given = {
        "STEELYARD_DRAIN_NOTICE_MS": "0",
        "STEELYARD_COUNTING_PROCESSES": "0",
        "STEELYARD_LIMIT_MESSAGE_BYTES": "16000000",
    }
    container = container_with(prometheus, Settings.from_environment(given))
    for tokenizer in container.get(list[Tokenizer]):
        if tokenizer.vocabulary.encoding == "o200k_base":
            tokenizer.load()
    container.get(PassageRanker).load()
    with beating_server(container) as (channel, heartbeat):
        yield pb_grpc.CompressionServiceStub(channel), heartbeat
    container.get(ShadowSocket).close()
    container.get(CountingPool).close()


def request(text: str, token_budget: int, **more: object) -> pb.CompressTextRequest:
    return pb.CompressTextRequest(
        tokenizer=by_encoding(),
        text=text,
        token_budget=token_budget,
        options=pb.CompressionOptions(**more),  # type: ignore[arg-type]  # whatever the test gives
    )


@pytest.mark.parametrize("query", ["", "How long did job 77 take, and who paid for it?"])
@pytest.mark.parametrize("kind", LONG)
def test_a_megabyte_holds_up_nobody(beating: Beating, kind: str, query: str) -> None:
    """Compressing 1 MB of anything leaves the loop free."""
    stub, heartbeat = beating
    asked = request(LONG[kind], 20_000, query=query)

    def compress() -> None:
        stub.CompressText(asked, timeout=DEADLINE_S)

    assert best_stall_ms(heartbeat, compress) < STALL_MS


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("budget", [0, 1_000])
def test_odd_texts_end_in_time(beating: Beating, text: str, budget: int) -> None:
    """Each gives a result within its budget or an error with a reason."""
    stub, _ = beating
    try:
        answer = stub.CompressText(request(text, budget, query="what?"), timeout=DEADLINE_S)
    except grpc.RpcError as error:
        refused = failure(error)
        assert "BUDGET_INFEASIBLE" == refused.reason
    else:
        assert answer.count.token_count <= budget


def test_a_query_longer_than_the_text_is_fine(beating: Beating) -> None:
    """Only its beginning is looked at."""
    stub, _ = beating

    answer = stub.CompressText(request(README, 500, query="weigh " * 300_000), timeout=DEADLINE_S)

    assert answer.count.token_count <= 500


def test_many_tiny_messages_are_refused_or_fit(beating: Beating) -> None:
    """A chat of as many messages as are allowed is compressed; a longer one has a reason."""
    stub, _ = beating

    def chat(count: int) -> pb.CompressMessagesRequest:
        turns = [{"role": ("user", "assistant")[n % 2], "content": f"n {n}"} for n in range(count)]
        body = chat_request(openai={"model": "gpt-4o", "messages": [*turns, turns[0]]})
        return pb.CompressMessagesRequest(chat=body, token_budget=500)

    answer = stub.CompressMessages(chat(9_998), timeout=DEADLINE_S)
    refused = failure_of(lambda: stub.CompressMessages(chat(200_000), timeout=DEADLINE_S))

    assert answer.count.token_count <= 500
    assert "CONVERSATION_TOO_LARGE" == refused.reason


def test_pins_of_a_range_are_checked(beating: Beating) -> None:
    """A pin behind the end of the text names its field."""
    stub, _ = beating
    asked = request("short", 3)
    asked.pins.append(types_pb2.TextRange(start=0, end=6))

    refused = failure_of(lambda: stub.CompressText(asked))

    assert ("pins[0]",) == refused.fields
