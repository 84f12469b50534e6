"""The CallSink port over a stream of JSON lines.

Not the logging library's way: it renders a line far more slowly, and this is done for every call.
The lines have the fields that it gives all others.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import BinaryIO

from ports.outbound.telemetry import CallRecord

_encode = json.JSONEncoder(separators=(",", ":")).encode


class JsonLinesCallLog:
    """Implements ports.outbound.telemetry.CallSink.

    Args:
        stream: Where the lines go; flushed after every batch.
        wants: Which calls get a line.
    """

    def __init__(self, stream: BinaryIO, wants: Callable[[CallRecord], bool]) -> None:
        self._stream = stream
        self._wants = wants

    def calls_ended(self, records: Sequence[CallRecord]) -> None:
        """See the port."""
        lines = [_line(record) for record in records if self._wants(record)]
        # The stream may be gone; the calls are answered all the same.
        with suppress(OSError, ValueError):
            self._stream.write("".join(lines).encode())
            self._stream.flush()


def _line(record: CallRecord) -> str:
    ended_at = datetime.fromtimestamp(record.ended_at_s, UTC)
    trace = {"trace_id": record.trace_id} if record.trace_id else {}
    fields = {
        "method": record.method,
        "code": record.code,
        "duration_ms": round(record.duration_s * 1_000, 3),
        "request_id": record.request_id,
        **trace,
        "peer": record.peer,
        "event": "call",
        "level": "info",
        "timestamp": ended_at.isoformat(timespec="microseconds").replace("+00:00", "Z"),
    }
    return _encode(fields) + "\n"
