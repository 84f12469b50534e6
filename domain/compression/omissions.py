"""Texts that were left out and may be asked for later: how many, how long, what may go wrong."""

from dataclasses import dataclass

from domain.shared.errors import InvalidValue, NotFound, Unavailable

_RETRY_AFTER_MS = 1_000


class SpanNotFound(NotFound):
    """No text is kept under the handle: it was never given, has expired, or made room for others.

    Which of the three it was is not told: a guesser would learn from it.
    """

    reason = "SPAN_NOT_FOUND"


class StoreUnavailable(Unavailable):
    """The texts that were left out cannot be written or read now.

    Args:
        message: What happened.
        cause: The name that the store gives the fault, such as ``SQLITE_FULL``.
    """

    reason = "STORE_UNAVAILABLE"

    def __init__(self, message: str, *, cause: str) -> None:
        super().__init__(message, retry_after_ms=_RETRY_AFTER_MS, cause=cause)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class OmissionLimits:
    """How much is kept, and for how long. What is oldest makes room for what is new.

    Args:
        maximum_count: The most texts.
        maximum_bytes: The most text, in bytes of UTF-8 before it is packed.
        lifetime_s: How long a text is kept, in seconds.

    Raises:
        InvalidValue: One of them is not positive.
    """

    maximum_count: int = 100_000
    maximum_bytes: int = 256 * 1024 * 1024
    lifetime_s: int = 3_600

    def __post_init__(self) -> None:
        for field in ("maximum_count", "maximum_bytes", "lifetime_s"):
            if getattr(self, field) < 1:
                raise InvalidValue(f"{field} must be positive", field=field)

    def allow(self, *, count: int, byte_count: int) -> bool:
        """Whether so much can be kept at the same time."""
        return count <= self.maximum_count and byte_count <= self.maximum_bytes
