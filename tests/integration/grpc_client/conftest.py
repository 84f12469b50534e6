from collections.abc import Iterator

import pytest
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from adapters.outbound.grpc_client.remote import remote_use_cases
from ports.inbound.tokens import TokenAnalyses
from ports.inbound.use_cases import TokenUseCases, UseCases
from tests.integration.client.scripted_server import ScriptedServicer
from tests.integration.client.scripted_server import serving as scripted_serving
from tests.integration.grpc_client.token_server import CharacterServicer, TokenServer, serving


@pytest.fixture
def character_servicer() -> CharacterServicer:
    return CharacterServicer()  # type: ignore[abstract]  # what is not called answers UNIMPLEMENTED


@pytest.fixture
def token_server(character_servicer: CharacterServicer) -> Iterator[TokenServer]:
    """A server with the servicer."""
    with serving(
        lambda server: pb_grpc.add_TokenServiceServicer_to_server(character_servicer, server)
    ) as running:
        yield running


@pytest.fixture
def analyses(token_server: TokenServer) -> Iterator[TokenAnalyses]:
    """The use cases of that server."""
    with remote_use_cases(token_server.address, deadline_seconds=20) as remote:
        yield remote.tokens.texts


@pytest.fixture
def servicer() -> ScriptedServicer:
    return ScriptedServicer()


@pytest.fixture
def remote_server(servicer: ScriptedServicer) -> Iterator[UseCases]:
    """The use cases of a server with that servicer."""
    with scripted_serving(servicer) as running, remote_use_cases(running.address) as server:
        yield server


@pytest.fixture
def remote(remote_server: UseCases) -> TokenUseCases:
    """Those of the token context."""
    return remote_server.tokens
