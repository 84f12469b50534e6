"""What every adapter of the ports of ports.outbound.telemetry must promise."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from prometheus_client import REGISTRY

from adapters.outbound.jsonlines.call_log import JsonLinesCallLog
from adapters.outbound.prometheus.telemetry import PrometheusTelemetry
from domain.compression.jobs.job import (
    CompressionJob,
    JobState,
)
from domain.compression.jobs.outcomes import Problem
from ports.outbound.telemetry import (
    CallRecord,
    CallSink,
    JobTelemetry,
    LoadTelemetry,
    TokenTelemetry,
)
from tests.fakes.telemetry import RecordingTelemetry

type Calls = Callable[[str, str], float]
"""How many calls of a method ended with a code, as far as a sink knows."""
type Load = Callable[[], tuple[float, ...]]
"""Open unary calls and streams."""


@pytest.fixture
def recording() -> RecordingTelemetry:
    return RecordingTelemetry()


@pytest.fixture(params=["prometheus", "recording"])
def tokens(
    request: pytest.FixtureRequest, prometheus: PrometheusTelemetry, recording: RecordingTelemetry
) -> TokenTelemetry:
    return prometheus if request.param == "prometheus" else recording


@pytest.fixture(params=["prometheus", "recording"])
def load(
    request: pytest.FixtureRequest, prometheus: PrometheusTelemetry, recording: RecordingTelemetry
) -> tuple[LoadTelemetry, Load]:
    """Load telemetry, and how to ask it what it was told last."""
    if request.param == "recording":
        return recording, lambda: recording.loads[-1]
    kinds = ("unary", "stream")
    return prometheus, lambda: tuple(sample("grpc_requests_in_flight", kind=each) for each in kinds)


@pytest.fixture(params=["prometheus", "recording", "json lines"])
def sink(
    request: pytest.FixtureRequest, prometheus: PrometheusTelemetry, recording: RecordingTelemetry
) -> tuple[CallSink, Calls]:
    """A sink, and how to ask it what it was told."""
    if request.param == "prometheus":
        return prometheus, lambda method, code: sample(
            "grpc_requests_total", method=method, code=code
        )
    if request.param == "recording":
        return recording, lambda method, code: len(
            [each for each in recording.calls if (each.method, each.code) == (method, code)]
        )
    stream = BytesIO()
    return JsonLinesCallLog(stream, lambda _: True), lambda method, code: len(
        [each for each in lines(stream) if (each["method"], each["code"]) == (method, code)]
    )


def sample(name: str, **labels: str) -> float:
    """The value of a metric; 0 where it has never been touched."""
    return REGISTRY.get_sample_value(f"steelyard_{name}", labels) or 0


def lines(stream: BytesIO) -> list[dict[str, object]]:
    """The JSON lines that were written."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def ended(
    method: str, code: str = "OK", *, duration_s: float = 0.25, trace_id: str = ""
) -> CallRecord:
    """A call that has ended."""
    return CallRecord(method, code, 1_800_000_000.5, duration_s, "request-1", trace_id, "ipv4:peer")


def totals(tokens: TokenTelemetry, encoding: str) -> tuple[float, float]:
    """Tokens and bytes told of an encoding."""
    if isinstance(tokens, RecordingTelemetry):
        told = [each for each in tokens.counts if each[0] == encoding]
        return sum(each[1] for each in told), sum(each[2] for each in told)
    if isinstance(tokens, PrometheusTelemetry):
        tokens.publish(unary_count=0, stream_count=0)
    return (
        sample("tokens_counted_total", encoding=encoding),
        sample("text_bytes_counted_total", encoding=encoding),
    )


def test_counts_are_added_up(tokens: TokenTelemetry) -> None:
    """Tokens and bytes of every count are in the totals of its encoding."""
    expected = (7, 12)

    tokens.tokens_counted(encoding="added", token_count=3, byte_count=5)
    tokens.tokens_counted(encoding="added", token_count=4, byte_count=7)

    assert expected == totals(tokens, "added")


def test_a_count_is_told_of_its_own_encoding(tokens: TokenTelemetry) -> None:
    """Encodings do not share totals."""
    expected = (0, 0)

    tokens.tokens_counted(encoding="apart", token_count=3, byte_count=5)

    assert expected == totals(tokens, "never")


@pytest.mark.parametrize(("count", "size"), [(0, 0), (0, 1), (2**40, 2**42)])
def test_no_size_is_too_small_or_too_large(tokens: TokenTelemetry, count: int, size: int) -> None:
    """Empty texts and very large totals are taken note of like any other."""
    encoding = f"size {count} {size}"

    tokens.tokens_counted(encoding=encoding, token_count=count, byte_count=size)

    assert (count, size) == totals(tokens, encoding)


def test_calls_are_told_by_method_and_code(sink: tuple[CallSink, Calls]) -> None:
    """Every call of a batch is noted under its own method and code."""
    expected = [2, 1, 1, 0]
    subject, calls = sink

    subject.calls_ended([ended("by/One"), ended("by/Two", "NOT_FOUND"), ended("by/One")])
    subject.calls_ended([ended("by/One", "INTERNAL")])

    assert expected == [
        calls("by/One", "OK"),
        calls("by/One", "INTERNAL"),
        calls("by/Two", "NOT_FOUND"),
        calls("by/Two", "OK"),
    ]


def test_no_calls_are_nothing_to_tell(sink: tuple[CallSink, Calls]) -> None:
    """An empty batch is taken like any other."""
    expected = 0
    subject, calls = sink

    subject.calls_ended([])

    assert expected == calls("", "OK")


def test_durations_are_added_up(prometheus: PrometheusTelemetry) -> None:
    """The time of every call is in the sum of its method."""
    expected = 0.75

    prometheus.calls_ended([ended("took", duration_s=0.25), ended("took", duration_s=0.5)])

    assert expected == sample("grpc_request_duration_seconds_sum", method="took")


def test_the_load_is_what_was_told_last(load: tuple[LoadTelemetry, Load]) -> None:
    """Open calls are a level, not a sum."""
    expected = (2, 1)
    subject, level = load

    subject.publish(unary_count=9, stream_count=9)
    subject.publish(unary_count=2, stream_count=1)

    assert expected == level()


def test_a_call_is_one_line_that_says_all_of_it() -> None:
    """Method, code, time and ids are fields of one JSON object; a trace only where there is one."""
    expected = {
        "method": 'a/"B"\n',
        "code": "OK",
        "duration_ms": 250.0,
        "request_id": "request-1",
        "trace_id": "trace-1",
        "peer": "ipv4:peer",
        "event": "call",
        "level": "info",
        "timestamp": "2027-01-15T08:00:00.500000Z",
    }
    stream = BytesIO()

    JsonLinesCallLog(stream, lambda _: True).calls_ended(
        [ended('a/"B"\n', trace_id="trace-1"), ended("a/C")]
    )

    first, second = lines(stream)
    assert expected == first
    assert "trace_id" not in second


def test_a_call_that_is_not_wanted_has_no_line() -> None:
    """Which calls are written is for the one who asks for the log to say."""
    expected = ["NOT_FOUND"]
    stream = BytesIO()
    sink = JsonLinesCallLog(stream, lambda record: record.code != "OK")

    sink.calls_ended([ended("a/B"), ended("a/B", "NOT_FOUND")])

    assert expected == [line["code"] for line in lines(stream)]


type Ended = Callable[[str, str], float]
"""How many jobs ended in a state for a reason, as far as telemetry knows."""


@pytest.fixture(params=["prometheus", "recording"])
def jobs(
    request: pytest.FixtureRequest, prometheus: PrometheusTelemetry, recording: RecordingTelemetry
) -> tuple[JobTelemetry, Ended]:
    """Job telemetry, and how to ask it what it was told."""
    if request.param == "prometheus":
        return prometheus, lambda state, reason: sample(
            "jobs_ended_total", state=state, reason=reason
        )
    return recording, lambda state, reason: len(
        [
            each
            for each in recording.jobs
            if (each.state.value, each.problem.reason if each.problem else "") == (state, reason)
        ]
    )


def test_jobs_are_counted_by_state_and_reason(jobs: tuple[JobTelemetry, Ended]) -> None:
    """A job that failed for a reason is counted as such, and as no other."""
    telemetry, ended = jobs
    before = ended("failed", "INTERNAL"), ended("succeeded", "")

    telemetry.job_ended(failed_job())

    assert (before[0] + 1, before[1]) == (ended("failed", "INTERNAL"), ended("succeeded", ""))


def test_waiting_jobs_are_shown_as_last_seen(
    prometheus: PrometheusTelemetry, recording: RecordingTelemetry
) -> None:
    """The newest number replaces those before it."""
    for telemetry in (prometheus, recording):
        telemetry.jobs_seen(waiting=7)
        telemetry.jobs_seen(waiting=3)

    assert (3.0, 3) == (sample("jobs_waiting"), recording.waiting[-1])


def failed_job() -> CompressionJob:
    """A job that failed two seconds after it was accepted."""
    accepted = datetime(2026, 11, 23, 12, tzinfo=UTC)
    ended = accepted + timedelta(seconds=2)
    return CompressionJob(
        job_id="a",
        request_id="",
        fingerprint="ab",
        item_count=1,
        priority=0,
        maximum_attempts=1,
        created_at=accepted,
        deadline=accepted + timedelta(days=1),
        updated_at=ended,
        state=JobState.FAILED,
        finished_at=ended,
        problem=Problem("INTERNAL", "internal error"),
    )
