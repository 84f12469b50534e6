"""A call before it is made: shared by both clients, which add nothing but the way it goes."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from google.protobuf.message import Message

from steelyard_client.arguments import CallOptions


class Service(Enum):
    """Which service of the server answers."""

    TOKENS = "tokens"
    COMPRESSION = "compression"


@dataclass(frozen=True, slots=True)
class Call[Result]:
    """What is asked and how the answer is read.

    Args:
        rpc: Name of the RPC, such as ``CountTokens``.
        request: What is asked.
        read: Makes the result of the RPC's answer.
        options: The caller's wishes for this call.
        service: The service that the RPC is of.
    """

    rpc: str
    request: Message
    read: Callable[[Any], Result]
    options: CallOptions
    service: Service = Service.TOKENS
