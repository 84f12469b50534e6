"""Both clients behind one way of asking, so that a test runs for each of them."""

import asyncio
import inspect
from collections.abc import Callable, Iterable
from enum import Enum
from typing import Any, NamedTuple, Unpack

from google.protobuf.message import Message
from steelyard_client import AsyncSteelyard, Steelyard
from steelyard_client.connection import ConnectionOptions


class Kind(Enum):
    """Which client."""

    BLOCKING = "blocking"
    ASYNCIO = "asyncio"


type Ask = Callable[[Any], Any]
"""A call of a client, such as ``lambda client: client.count("x", model="m")``."""


class Case(NamedTuple):
    """A call and the request that it makes."""

    rpc: str
    call: Ask
    request: Message


def ask(kind: Kind, server: str, call: Ask, **options: Unpack[ConnectionOptions]) -> Any:
    """What a call of a client gives; everything there is, in a list, where it is iterated."""
    if kind is Kind.ASYNCIO:
        return asyncio.run(_ask(server, call, options))
    with Steelyard(server, **options) as client:
        answer = call(client)
        return list(answer) if _is_iterated(answer) else answer


async def _ask(server: str, call: Ask, options: ConnectionOptions) -> Any:
    async with AsyncSteelyard(server, **options) as client:
        answer = call(client)
        if inspect.isasyncgen(answer):
            return [each async for each in answer]
        return await answer


def _is_iterated(answer: object) -> bool:
    return isinstance(answer, Iterable) and not isinstance(answer, tuple)
