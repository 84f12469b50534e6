"""How a coroutine of the library is run without an event loop."""

import asyncio

import pytest

from adapters.outbound.procrastinate.connector import result_of


async def answer() -> int:
    """Wait for nothing."""
    return 42


def test_a_coroutine_that_does_not_wait_gives_its_result() -> None:
    """What the library does over a connection of ours is done when the call returns."""
    assert result_of(answer()) == 42


def test_a_coroutine_that_waits_is_refused() -> None:
    """If the library began to wait for something else, that would be told and not hang."""
    with pytest.raises(RuntimeError, match="waits for more"):
        result_of(asyncio.sleep(0))
