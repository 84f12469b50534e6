"""What the core tells about its work. Never text, never anything made of it but its size."""

from typing import Protocol


class TokenTelemetry(Protocol):
    """Takes note of what was counted; never raises, never blocks."""

    def tokens_counted(self, *, encoding: str, token_count: int, byte_count: int) -> None:
        """So many tokens were counted in so many UTF-8 bytes of text."""
        ...


class CallTelemetry(Protocol):
    """Takes note of the calls that a server answers; never raises, never blocks."""

    def call_started(self, *, method: str) -> None:
        """A call of this method began."""
        ...

    def call_finished(self, *, method: str, code: str, duration_s: float) -> None:
        """It ended with this status code, such as ``OK``, after so many seconds."""
        ...
