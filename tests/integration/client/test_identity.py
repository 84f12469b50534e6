"""Who calls: tokens, metadata, request ids and the user agent."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any

import pytest
from steelyard_client import VERSION, AsyncSteelyard, Steelyard
from steelyard_client.channel import channel_arguments
from steelyard_client.connection import Connection, ConnectionOptions

from tests.integration.client.asking import Ask, Kind, ask
from tests.integration.client.scripted_server import RunningServer, ScriptedServicer

SECRET = "s3cr3t"  # noqa: S105 - an example
COUNT: Ask = lambda client: client.count("x", model="m")  # noqa: E731 - a call is a value here
STREAM: Ask = lambda client: client.count_stream(["x"], model="m")  # noqa: E731 - the same


async def given_later() -> str:
    """A token that has to be waited for."""
    await asyncio.sleep(0)
    return SECRET


@pytest.mark.parametrize("call", [COUNT, STREAM], ids=["unary", "stream"])
@pytest.mark.parametrize("token", [SECRET, lambda: SECRET], ids=["text", "callable"])
def test_token_goes_with_every_call(
    kind: Kind,
    server: RunningServer,
    servicer: ScriptedServicer,
    call: Ask,
    token: str | Callable[[], str],
) -> None:
    """A token is sent as OAuth has it, with calls and streams."""
    expected = f"Bearer {SECRET}"

    ask(kind, server.address, call, token=token, allow_plaintext_token=True)

    (sent,) = servicer.metadata
    assert expected == sent["authorization"]


def test_token_can_be_awaited(server: RunningServer, servicer: ScriptedServicer) -> None:
    """The asyncio client waits for a token that takes a while, such as one from the network."""
    expected = f"Bearer {SECRET}"

    ask(Kind.ASYNCIO, server.address, COUNT, token=given_later, allow_plaintext_token=True)

    (sent,) = servicer.metadata
    assert expected == sent["authorization"]


def test_blocking_client_awaits_no_token(server: RunningServer) -> None:
    """The blocking client says that it cannot wait for such a token."""

    class Later:
        """Awaitable, and nothing is left over when nobody does."""

        def __await__(self) -> Any:
            raise NotImplementedError

    def token() -> Awaitable[str]:
        return Later()

    with (
        Steelyard(server.address, token=token, allow_plaintext_token=True) as client,
        pytest.raises(TypeError, match="AsyncSteelyard"),
    ):
        client.count("x", model="m")


@pytest.mark.parametrize("client", [Steelyard, AsyncSteelyard])
@pytest.mark.parametrize("token", [SECRET, lambda: SECRET, ""], ids=["text", "callable", "empty"])
def test_token_is_not_sent_in_plaintext(
    client: type[Steelyard | AsyncSteelyard], token: str | Callable[[], str]
) -> None:
    """Without TLS a token is refused when the client is made, unless that is asked for."""
    with pytest.raises(ValueError, match="not sent without TLS"):
        client("127.0.0.1:1", token=token)


@pytest.mark.parametrize("token", ["", "two\nlines", "schlüssel"])
def test_token_that_cannot_be_sent_is_not_shown(
    kind: Kind, server: RunningServer, token: str
) -> None:
    """The gRPC library would repeat the whole metadata in its message."""
    with pytest.raises(ValueError, match="the token is empty") as refused:
        ask(kind, server.address, COUNT, token=token, allow_plaintext_token=True)

    assert not token or token not in str(refused.value)


def test_secrets_are_not_shown() -> None:
    """What is printed of the options holds no secret."""
    connection = Connection(
        server="s", token=SECRET, allow_plaintext_token=True, metadata={"x-key": SECRET}
    )

    shown = repr(connection)

    assert SECRET not in shown


def test_metadata_of_client_and_call_is_sent(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A call adds to what every call of the client sends."""
    expected = ("1", b"\xff")

    ask(
        kind,
        server.address,
        lambda client: client.count("x", model="m", metadata={"x-b-bin": b"\xff"}),
        metadata={"x-a": "1"},
    )

    (sent,) = servicer.metadata
    assert expected == (sent["x-a"], sent["x-b-bin"])


@pytest.mark.parametrize(
    "metadata",
    [
        {"Upper": "x"},
        {"grpc-timeout": "1S"},
        {"authorization": "Bearer x"},
        {"x-request-id": "x"},
        {"x": "two\nlines"},
        {"x": b"bytes"},
        {"x-bin": "text"},
        {"": "x"},
    ],
)
def test_metadata_that_cannot_be_sent_is_refused(metadata: dict[str, str | bytes]) -> None:
    """A wrong key or value is noticed when the client is made, and a token has its own way."""
    with pytest.raises(ValueError, match="metadata "):
        Steelyard("127.0.0.1:1", metadata=metadata)


def test_request_id_can_be_given(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A caller's own id names the call in the server's log."""
    expected = "order-66"

    ask(kind, server.address, lambda client: client.count("x", model="m", request_id="order-66"))

    (sent,) = servicer.metadata
    assert expected == sent["x-request-id"]


def test_calls_have_different_request_ids(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Each call has an id of its own unless it is given one."""
    expected = 2

    with Steelyard(server.address) as client:
        client.count("x", model="m")
        client.count("x", model="m")

    assert expected == len({sent["x-request-id"] for sent in servicer.metadata})


@pytest.mark.parametrize("request_id", ["with space", "x" * 65, "ü"])
def test_request_id_that_servers_ignore_is_refused(server: RunningServer, request_id: str) -> None:
    """An id that the server would replace is no use to the caller."""
    with Steelyard(server.address) as client, pytest.raises(ValueError, match="request id"):
        client.count("x", model="m", request_id=request_id)


def test_user_agent_names_service_and_client(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The server sees who calls, with which version of the client."""
    expected = f"orders/7 steelyard-client-python/{VERSION} grpc-python"

    ask(kind, server.address, COUNT, user_agent="orders/7")

    (sent,) = servicer.metadata
    assert str(sent["user-agent"]).startswith(expected)


def test_server_needs_an_address() -> None:
    """An empty address is a mistake, such as a setting that is missing."""
    with pytest.raises(ValueError, match="address"):
        Steelyard("")


def test_options_of_the_library_precede_those_of_the_client() -> None:
    """What this client does not know can be told to the gRPC library."""
    connection = Connection(server="s", channel_options=[("grpc.keepalive_time_ms", 1)])
    expected = 1

    options = dict(channel_arguments(connection))

    assert expected == options["grpc.keepalive_time_ms"]


def test_options_are_those_of_the_connection() -> None:
    """Every option that a client takes by name is a field of its connection, and back."""
    expected = {each.name for each in fields(Connection)} - {"server"}

    names = set(ConnectionOptions.__annotations__)

    assert expected == names
