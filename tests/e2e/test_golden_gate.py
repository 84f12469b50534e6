"""A fast engine that is wrong is found out, switched off everywhere, and harms nobody."""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import grpc
import pytest
import tiktoken
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from tests.e2e import faulty_server
from tests.e2e.requests import batch_request, count_request, encode_request
from tests.e2e.running import RunningServer, eventually, open_channel, running_server
from tests.e2e.statuses import failure_of, trailing

type Reference = Callable[[str], tiktoken.Encoding]

SWITCHED = "engine switched to the reference after a difference"
WRONG = f"a text that {faulty_server.WRONG_MARKER} on purpose"
BLANKS = " " * 1_000_000
NOTICED_WITHIN_S = 1.0
CHECKS = "steelyard_engine_checks_total"


def _command(mode: str) -> list[str]:
    return [sys.executable, "-m", faulty_server.__name__, mode]


@pytest.fixture(scope="module")
def faulty() -> Iterator[RunningServer]:
    """Two workers, every count checked, o200k_base wrong on the marker."""
    command = _command(faulty_server.ON_MARKERS)
    with running_server(workers=2, command=command, shadow_sample_every=1) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Downgraded:
    """A server whose o200k_base has been switched to the reference.

    Args:
        server: The server.
        wrong_count: The count that gave the engine away.
        took_s: From that count to the switch, as the metrics show it.
    """

    server: RunningServer
    wrong_count: int
    took_s: float


@pytest.fixture(scope="module")
def downgraded(faulty: RunningServer) -> Downgraded:
    """One wrong count, and what follows."""
    # A check before it, as there are always some: the reference is then loaded.
    equal = {"encoding": "o200k_base", "outcome": "equal"}
    faulty.stub.CountTokens(count_request("right"))
    eventually(lambda: faulty.metric(CHECKS, **equal) > 1)
    wrong = faulty.stub.CountTokens(count_request(WRONG)).count.token_count
    began = time.monotonic()
    eventually(lambda: faulty.metric("steelyard_engine_switches_total", encoding="o200k_base"))
    return Downgraded(faulty, wrong, time.monotonic() - began)


def engine_of(server: RunningServer, encoding: str) -> str:
    return server.stub.CountTokens(count_request("x", encoding)).provenance.engine


@pytest.mark.parametrize("encoding", ["o200k_harmony", "cl100k_base"])
def test_hard_texts_downgrade_nobody(faulty: RunningServer, encoding: str) -> None:
    """What the reference cannot count, or only slowly, is no difference."""
    for text in (BLANKS, "a" * 1_000_000, "a" * 16_384, "秤" * 16_384):
        faulty.stub.CountTokens(count_request(text, encoding))
        faulty.stub.EncodeText(encode_request(text, encoding))
    # Two of the four are too long to be compared, the others follow the check of the vectors.
    inconclusive = faulty.reached(4, CHECKS, encoding=encoding, outcome="inconclusive")
    equal = faulty.reached(5, CHECKS, encoding=encoding, outcome="equal")

    assert (inconclusive, equal) == (4, 5)
    assert faulty.metric(CHECKS, encoding=encoding, outcome="different") == 0
    assert engine_of(faulty, encoding).startswith("toktok-rs ")


def test_a_fault_is_told_to_nobody(faulty: RunningServer) -> None:
    """A bug is INTERNAL with the id that finds it in the log; the text shows nowhere."""
    text = f"my secret; {faulty_server.RAISING_MARKER}"

    failed = failure_of(lambda: faulty.stub.CountTokens(count_request(text)))

    assert (failed.code, failed.reason) == (grpc.StatusCode.INTERNAL, "INTERNAL")
    assert failed.message == "internal error"
    assert {"request_id": failed.request_id} == failed.metadata
    (line,) = eventually(lambda: faulty.log(event="internal error", request_id=failed.request_id))
    assert line["error"] == "builtins.RuntimeError"
    assert "my secret" not in faulty.output() + faulty.get("/metrics")[1]


def test_one_wrong_count_throws_the_switch(downgraded: Downgraded, reference: Reference) -> None:
    """The first wrong count is noticed within a second."""
    right = len(reference("o200k_base").encode_ordinary(WRONG))

    assert right + 1 == downgraded.wrong_count
    assert downgraded.took_s < NOTICED_WITHIN_S


def test_every_worker_counts_right_from_then_on(
    downgraded: Downgraded, reference: Reference
) -> None:
    """Whichever worker answers, it answers with the reference."""
    right = len(reference("o200k_base").encode_ordinary(WRONG))
    answers = set()

    for _ in range(40):
        with open_channel(downgraded.server) as channel:
            stub = pb_grpc.TokenServiceStub(channel)
            answer, call = stub.CountTokens.with_call(count_request(WRONG))
            worker = trailing(call)["x-request-id"].partition("-")[0]
            answers.add((worker, answer.count.token_count, answer.provenance.engine))

    assert {(right, f"tiktoken {tiktoken.__version__}")} == {answer[1:] for answer in answers}
    assert len(answers) == 2


def test_batches_and_ids_come_from_the_reference_too(
    downgraded: Downgraded, reference: Reference
) -> None:
    """Every way to count is switched."""
    ids = reference("o200k_base").encode_ordinary(WRONG)

    batch = downgraded.server.stub.BatchCountTokens(batch_request([WRONG, WRONG]))
    encoded = downgraded.server.stub.EncodeText(encode_request(WRONG))

    assert [len(ids)] * 2 == list(batch.token_counts)
    assert ids == list(encoded.token_ids)
    assert batch.provenance.engine.startswith("tiktoken ")


def test_other_encodings_stay_fast(downgraded: Downgraded) -> None:
    """Only the encoding that was wrong is switched."""
    engines = [engine_of(downgraded.server, name) for name in ("cl100k_base", "o200k_harmony")]

    assert [engine for engine in engines if not engine.startswith("toktok-rs ")] == []


def test_the_switch_shows_in_the_metrics(downgraded: Downgraded) -> None:
    """The engine in use, the switch and the difference are counted."""
    server = downgraded.server

    assert (
        server.metric(
            "steelyard_engine_in_use",
            encoding="o200k_base",
            engine=f"tiktoken {tiktoken.__version__}",
        )
        == 1
    )
    assert server.metric("steelyard_engine_switches_total") == 1
    assert server.metric(CHECKS, encoding="o200k_base", outcome="different") >= 1


def test_the_switch_is_logged_once(downgraded: Downgraded) -> None:
    """One line says so, however many wrong counts there were."""
    (line,) = downgraded.server.log(event=SWITCHED)

    assert (line["encoding"], line["level"]) == ("o200k_base", "error")


def test_what_the_reference_cannot_count_is_refused(downgraded: Downgraded) -> None:
    """On the reference a text that it cannot count is refused, not counted wrong."""
    failed = failure_of(lambda: downgraded.server.stub.CountTokens(count_request(BLANKS)))

    assert failed.code == grpc.StatusCode.FAILED_PRECONDITION
    assert (failed.reason, failed.metadata) == ("TEXT_NOT_COUNTABLE", {"encoding": "o200k_base"})
    assert "panicked" not in downgraded.server.output()
    assert "Traceback" not in downgraded.server.output()


def test_a_long_text_is_counted_by_the_reference(
    downgraded: Downgraded, reference: Reference
) -> None:
    """A long text that can be cut is counted in parts, exactly."""
    text = "It weighed less than she thought, and they'd paid for twice as much.\n" * 8_000

    answer = downgraded.server.stub.CountTokens(count_request(text))

    assert len(reference("o200k_base").encode_ordinary(text)) == answer.count.token_count


def test_an_engine_that_fails_a_golden_vector_is_never_used(reference: Reference) -> None:
    """A server whose fast engine is wrong at the start counts with the reference from the first."""
    right = len(reference("o200k_base").encode_ordinary(WRONG))

    with running_server(command=_command(faulty_server.FROM_THE_START)) as server:
        answer = server.stub.CountTokens(count_request(WRONG))
        other = engine_of(server, "cl100k_base")
        logged = server.log(event=SWITCHED)

    assert right == answer.count.token_count
    assert answer.provenance.engine.startswith("tiktoken ")
    assert other.startswith("toktok-rs ")
    assert [line["encoding"] for line in logged] == ["o200k_base"]
