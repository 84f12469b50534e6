"""The telemetry ports over prometheus_client."""

import threading
from collections import defaultdict
from collections.abc import Sequence

import structlog
from prometheus_client import Counter, Gauge, Histogram

from domain.compression.jobs.job import (
    CompressionJob,
)
from ports.outbound.engines import CheckOutcome
from ports.outbound.telemetry import CallRecord

_log = structlog.get_logger()
_DURATION_BUCKETS_S = (
    0.0005,
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    10,
    30,
)
_JOB_BUCKETS_S = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 7_200)


class PrometheusTelemetry:
    """Implements the telemetry ports over one set of metrics.

    Implements ports.outbound.telemetry.TokenTelemetry.
    Implements ports.outbound.telemetry.CallSink.
    Implements ports.outbound.telemetry.LoadTelemetry.
    Implements ports.outbound.telemetry.JobTelemetry.
    Implements ports.outbound.engines.EngineTelemetry.

    One per process: the metrics register with prometheus_client's own registry.
    """

    def __init__(self) -> None:
        self._tokens = Counter(
            "steelyard_tokens_counted", "Tokens counted, by encoding.", ["encoding"]
        )
        self._bytes = Counter(
            "steelyard_text_bytes_counted",
            "UTF-8 bytes of text counted, by encoding.",
            ["encoding"],
        )
        self._gathering = threading.Lock()
        self._gathered: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._checks = Counter(
            "steelyard_engine_checks",
            "Comparisons of the fast engine with the reference, by encoding and outcome.",
            ["encoding", "outcome"],
        )
        self._switches = Counter(
            "steelyard_engine_switches",
            "Switches from the fast engine to the reference, by encoding.",
            ["encoding"],
        )
        self._calls = Counter(
            "steelyard_grpc_requests", "Calls answered, by method and code.", ["method", "code"]
        )
        self._durations = Histogram(
            "steelyard_grpc_request_duration_seconds",
            "Time from when a call reaches its handler to its end, by method.",
            ["method"],
            buckets=_DURATION_BUCKETS_S,
        )
        self._open = Gauge(
            "steelyard_grpc_requests_in_flight",
            "Calls that are being answered now, by kind: unary or stream.",
            ["kind"],
            multiprocess_mode="livesum",
        )

        self._jobs = Counter(
            "steelyard_jobs_ended",
            "Jobs that came to their end, by state and the reason of their error.",
            ["state", "reason"],
        )
        self._job_durations = Histogram(
            "steelyard_job_duration_seconds",
            "Time from when a job was accepted to its end.",
            buckets=_JOB_BUCKETS_S,
        )
        self._waiting = Gauge(
            "steelyard_jobs_waiting",
            "Jobs that wait for a worker, as last seen.",
            multiprocess_mode="livemostrecent",
        )

    def job_ended(self, job: CompressionJob) -> None:
        """See the port."""
        self._jobs.labels(job.state.value, job.problem.reason if job.problem else "").inc()
        if job.finished_at is not None:
            self._job_durations.observe((job.finished_at - job.created_at).total_seconds())

    def jobs_seen(self, *, waiting: int) -> None:
        """See the port."""
        self._waiting.set(waiting)

    def tokens_counted(self, *, encoding: str, token_count: int, byte_count: int) -> None:
        """See the port."""
        with self._gathering:
            gathered = self._gathered[encoding]
            gathered[0] += token_count
            gathered[1] += byte_count

    def engine_checked(self, *, encoding: str, outcome: CheckOutcome) -> None:
        """See the port."""
        self._checks.labels(encoding, outcome.value).inc()

    def engine_switched(self, *, encoding: str) -> None:
        """See the port."""
        self._switches.labels(encoding).inc()
        _log.error("engine switched to the reference after a difference", encoding=encoding)

    def calls_ended(self, records: Sequence[CallRecord]) -> None:
        """See the port."""
        counts: defaultdict[tuple[str, str], int] = defaultdict(int)
        durations: defaultdict[str, list[float]] = defaultdict(list)
        for record in records:
            counts[record.method, record.code] += 1
            durations[record.method].append(record.duration_s)
        for (method, code), count in counts.items():
            self._calls.labels(method, code).inc(count)
        for method, each_s in durations.items():
            observe = self._durations.labels(method).observe
            for duration_s in each_s:
                observe(duration_s)

    def publish(self, *, unary_count: int, stream_count: int) -> None:
        """See the port."""
        with self._gathering:
            gathered = dict(self._gathered)
            self._gathered.clear()
        for encoding, (token_count, byte_count) in gathered.items():
            self._tokens.labels(encoding).inc(token_count)
            self._bytes.labels(encoding).inc(byte_count)
        self._open.labels("unary").set(unary_count)
        self._open.labels("stream").set(stream_count)
