"""What was left out, kept in memory or not at all."""

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_urlsafe

from domain.compression.omissions import OmissionLimits, SpanNotFound, StoreUnavailable
from ports.outbound.clock import Clock


class RememberedTexts:
    """Plays ports.outbound.omissions.OmittedTexts, for one process."""

    def __init__(self, *, limits: OmissionLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._kept: OrderedDict[str, tuple[str, datetime]] = OrderedDict()

    def keep(self, texts: Sequence[str]) -> tuple[str, ...]:
        if not self._limits.allow(count=len(texts), byte_count=byte_count(texts)):
            raise StoreUnavailable("too much at once", cause="LIMIT_EXCEEDED")
        expires_at = self._clock.now() + timedelta(seconds=self._limits.lifetime_s)
        handles = tuple(token_urlsafe(24) for _ in texts)
        self._kept.update(zip(handles, ((text, expires_at) for text in texts), strict=True))
        while not self._limits.allow(
            count=len(self._kept), byte_count=byte_count([text for text, _ in self._kept.values()])
        ):
            self._kept.popitem(last=False)
        return handles

    def expand(self, handle: str) -> str:
        text, expires_at = self._kept.get(handle, ("", self._clock.now()))
        if expires_at <= self._clock.now():
            raise SpanNotFound("no text is kept under this handle")
        return text


class FullStore:
    """Plays ports.outbound.omissions.OmittedTexts: nothing can be written or read."""

    def keep(self, texts: Sequence[str]) -> tuple[str, ...]:
        raise StoreUnavailable("the disk is full", cause="SQLITE_FULL")

    def expand(self, handle: str) -> str:
        raise StoreUnavailable("the disk is full", cause="SQLITE_FULL")


def byte_count(texts: Sequence[str]) -> int:
    """The size of texts in UTF-8."""
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
