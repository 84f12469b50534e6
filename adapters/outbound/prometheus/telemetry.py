"""The telemetry ports over prometheus_client."""

import structlog
from prometheus_client import Counter, Gauge, Histogram

from ports.outbound.engines import CheckOutcome

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


class PrometheusTelemetry:
    """Implements three ports over one set of metrics.

    Implements ports.outbound.telemetry.TokenTelemetry.
    Implements ports.outbound.telemetry.CallTelemetry.
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
        self._in_flight = Gauge(
            "steelyard_grpc_requests_in_flight",
            "Calls that are being answered now, by method.",
            ["method"],
            multiprocess_mode="livesum",
        )

    def tokens_counted(self, *, encoding: str, token_count: int, byte_count: int) -> None:
        """See the port."""
        self._tokens.labels(encoding).inc(token_count)
        self._bytes.labels(encoding).inc(byte_count)

    def engine_checked(self, *, encoding: str, outcome: CheckOutcome) -> None:
        """See the port."""
        self._checks.labels(encoding, outcome.value).inc()

    def engine_switched(self, *, encoding: str) -> None:
        """See the port."""
        self._switches.labels(encoding).inc()
        _log.error("engine switched to the reference after a difference", encoding=encoding)

    def call_started(self, *, method: str) -> None:
        """See the port."""
        self._in_flight.labels(method).inc()

    def call_finished(self, *, method: str, code: str, duration_s: float) -> None:
        """See the port."""
        self._in_flight.labels(method).dec()
        self._calls.labels(method, code).inc()
        self._durations.labels(method).observe(duration_s)
