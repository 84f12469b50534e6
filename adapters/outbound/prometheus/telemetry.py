"""The telemetry ports over prometheus_client."""

import structlog
from prometheus_client import Counter

from ports.outbound.engines import CheckOutcome

_log = structlog.stdlib.get_logger("steelyard.engines")


class PrometheusTelemetry:
    """Implements ports.outbound.telemetry.TokenTelemetry and ports.outbound.engines.EngineTelemetry.

    One per process: the metrics register with prometheus_client's own registry.
    """

    def __init__(self) -> None:
        self._tokens = Counter(
            "steelyard_tokens_counted", "Tokens counted, by encoding.", ["encoding"]
        )
        self._bytes = Counter(
            "steelyard_text_bytes_counted", "UTF-8 bytes of text counted, by encoding.", ["encoding"]
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
