"""Telemetry that remembers what it was told."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from domain.compression.jobs.job import (
    CompressionJob,
)
from ports.outbound.engines import CheckOutcome
from ports.outbound.telemetry import CallRecord


@dataclass(slots=True)
class RecordingTelemetry:
    """Plays the ports that the real telemetry implements.

    Plays ports.outbound.telemetry.TokenTelemetry.
    Plays ports.outbound.telemetry.CallSink.
    Plays ports.outbound.telemetry.LoadTelemetry.
    Plays ports.outbound.telemetry.JobTelemetry.
    Plays ports.outbound.engines.EngineTelemetry.

    Args:
        counts: Encoding, tokens and bytes of every count.
        checks: Encoding and outcome of every check.
        switches: Encoding of every switch.
        calls: Every call that ended.
        loads: Open unary calls and streams, each time they were told.
        jobs: Every job that ended.
        waiting: How many jobs waited, each time it was told.
    """

    counts: list[tuple[str, int, int]] = field(default_factory=list)
    checks: list[tuple[str, CheckOutcome]] = field(default_factory=list)
    switches: list[str] = field(default_factory=list)
    calls: list[CallRecord] = field(default_factory=list)
    loads: list[tuple[int, int]] = field(default_factory=list)
    jobs: list[CompressionJob] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)

    def job_ended(self, job: CompressionJob) -> None:
        self.jobs.append(job)

    def jobs_seen(self, *, waiting: int) -> None:
        self.waiting.append(waiting)

    def tokens_counted(self, *, encoding: str, token_count: int, byte_count: int) -> None:
        self.counts.append((encoding, token_count, byte_count))

    def engine_checked(self, *, encoding: str, outcome: CheckOutcome) -> None:
        self.checks.append((encoding, outcome))

    def engine_switched(self, *, encoding: str) -> None:
        self.switches.append(encoding)

    def calls_ended(self, records: Sequence[CallRecord]) -> None:
        self.calls += records

    def publish(self, *, unary_count: int, stream_count: int) -> None:
        self.loads.append((unary_count, stream_count))
