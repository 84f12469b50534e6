from collections.abc import Iterator
from socket import socket

import pytest

from tests.integration.client.asking import Kind
from tests.integration.client.scripted_server import RunningServer, ScriptedServicer, serving


@pytest.fixture(params=Kind, ids=lambda kind: kind.value)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each of the two clients."""
    return Kind(request.param)


@pytest.fixture
def servicer() -> ScriptedServicer:
    return ScriptedServicer()


@pytest.fixture
def server(servicer: ScriptedServicer) -> Iterator[RunningServer]:
    """A server with the servicer."""
    with serving(servicer) as running:
        yield running


@pytest.fixture
def free_address() -> str:
    """An address where nobody listens."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{listener.getsockname()[1]}"
