"""Calls end in time, and can be given up."""

import asyncio

import pytest
from steelyard_client import AsyncSteelyard, DeadlineExceeded, Steelyard, Unavailable
from steelyard_client.arguments import CallOptions

from tests.integration.client.asking import Kind, ask
from tests.integration.client.scripted_server import WAIT_S, RunningServer, ScriptedServicer

FOR_EVER = 1_000_000.0
"""Seconds; a server sees a call without deadline as one with a very late deadline."""


@pytest.mark.parametrize(
    ("client_seconds", "options", "expected"),
    [
        (None, CallOptions(), FOR_EVER),
        (5.0, CallOptions(), 5.0),
        (5.0, CallOptions(deadline_seconds=50.0), 50.0),
        (5.0, CallOptions(deadline_seconds=None), FOR_EVER),
    ],
)
def test_deadline_of_the_call_precedes_that_of_the_client(
    kind: Kind,
    server: RunningServer,
    servicer: ScriptedServicer,
    client_seconds: float | None,
    options: CallOptions,
    expected: float,
) -> None:
    """A call has the client's deadline unless it brings one of its own, or none at all."""
    ask(
        kind,
        server.address,
        lambda client: client.count("x", model="m", **options),
        deadline_seconds=client_seconds,
    )

    (deadline_s,) = servicer.deadlines_s
    assert expected == pytest.approx(min(deadline_s or FOR_EVER, FOR_EVER), abs=2)


def test_deadline_is_half_a_minute_unless_told_otherwise(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """No call waits for ever by default."""
    expected = pytest.approx(30, abs=2)

    ask(kind, server.address, lambda client: client.count("x", model="m"))

    assert [expected] == servicer.deadlines_s


def test_stream_may_stay_open(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The client's deadline is for calls, which end; a stream ends when its texts do."""
    expected = FOR_EVER

    ask(kind, server.address, lambda client: client.count_stream(["x"], model="m"))

    (deadline_s,) = servicer.deadlines_s
    assert expected == min(deadline_s or FOR_EVER, FOR_EVER)


def test_server_that_is_silent_runs_into_the_deadline(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A call is given up after the deadline, on the server too."""
    servicer.is_silent = True
    expected = "DEADLINE_EXCEEDED"

    with pytest.raises(DeadlineExceeded, match="in time") as raised:
        ask(kind, server.address, lambda client: client.count("x", model="m", deadline_seconds=0.1))

    assert expected == raised.value.reason
    assert servicer.ended.wait(WAIT_S)


def test_cancelled_task_gives_up_its_call(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A task that is cancelled raises nothing else, and its call ends on the server."""
    servicer.is_silent = True

    async def cancel() -> None:
        async with AsyncSteelyard(server.address) as client:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await client.count("x", model="m")

    asyncio.run(cancel())

    assert servicer.ended.wait(WAIT_S)


def test_closing_the_client_ends_its_calls_with_an_error(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Who waits for an answer of a client that is closed is not taken for cancelled."""
    servicer.is_silent = True
    expected = "CANCELLED"

    async def close() -> Unavailable:
        client = AsyncSteelyard(server.address)
        waiting = asyncio.ensure_future(client.count("x", model="m"))
        await asyncio.sleep(0.2)
        await client.close()
        with pytest.raises(Unavailable) as raised:
            await waiting
        return raised.value

    error = asyncio.run(close())

    assert expected == error.reason


def test_closed_client_says_so(server: RunningServer) -> None:
    """A call after the end is a mistake of the caller's."""
    client = Steelyard(server.address)
    client.close()

    with pytest.raises(RuntimeError, match="closed"):
        client.count("x", model="m")


def test_closed_asyncio_client_says_so(server: RunningServer) -> None:
    """A call after the end is a mistake of the caller's, also where none came before."""

    async def close_and_call() -> None:
        client = AsyncSteelyard(server.address)
        await client.close()
        with pytest.raises(RuntimeError, match="closed"):
            await client.count("x", model="m")

    asyncio.run(close_and_call())
