"""Messages that several answers share, as results."""

from datetime import UTC, date, datetime
from decimal import Decimal

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import types_pb2

from steelyard_client.enums import CountMethod, from_wire
from steelyard_client.results.counts import Provenance, TextRange, TokenCount
from steelyard_client.results.models import Cost


def method_of(value: int) -> CountMethod:
    """How a count was made; the least certain way where a newer server names an unknown one."""
    return from_wire(value, otherwise=CountMethod.HEURISTIC)


def provenance_of(message: types_pb2.Provenance) -> Provenance:
    """What made a count."""
    return Provenance(
        message.tokenizer,
        message.vocabulary_sha256,
        message.engine,
        message.catalogue_version,
        message.framing,
    )


def count_of(message: types_pb2.TokenCount, provenance: types_pb2.Provenance) -> TokenCount:
    """A count and what made it."""
    return TokenCount(
        message.token_count,
        message.upper_bound_token_count,
        method_of(message.method),
        provenance_of(provenance),
        tuple(message.not_counted),
        message.frame_token_count,
    )


def range_of(message: types_pb2.TextRange) -> TextRange:
    """A range of a text."""
    return TextRange(message.start, message.end)


def cost_of(message: pb.Cost) -> Cost:
    """A cost."""
    return Cost(
        usd(message.total_usd),
        usd(message.input_usd),
        usd(message.cached_input_usd),
        usd(message.cache_write_usd),
        usd(message.output_usd),
        day(message.price_date),
        message.price_source,
    )


def usd(amount: str) -> Decimal:
    """An amount of US dollars; an absent one is nothing."""
    return Decimal(amount or 0)


def usd_or_none(amount: str) -> Decimal | None:
    """A price in US dollars, which need not be there."""
    return Decimal(amount) if amount else None


def day(text: str) -> date | None:
    """A day as YYYY-MM-DD, which need not be there."""
    return date.fromisoformat(text) if text else None


def number_or_none(message: Message, field: str) -> int | None:
    """A number, which need not be there."""
    return int(getattr(message, field)) if message.HasField(field) else None


def moment(message: Timestamp) -> datetime:
    """A moment, in UTC."""
    return message.ToDatetime(tzinfo=UTC)
