from collections.abc import Iterator
from contextlib import closing

import pytest
from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from adapters.outbound.grpc_client.analyses import RemoteTokenAnalyses
from tests.integration.grpc_client.token_server import CharacterServicer, TokenServer, serving


@pytest.fixture
def servicer() -> CharacterServicer:
    return CharacterServicer()


@pytest.fixture
def token_server(servicer: CharacterServicer) -> Iterator[TokenServer]:
    """A server with the servicer."""
    with serving(
        lambda server: pb_grpc.add_TokenServiceServicer_to_server(servicer, server)
    ) as running:
        yield running


@pytest.fixture
def analyses(token_server: TokenServer) -> Iterator[RemoteTokenAnalyses]:
    """A client of that server."""
    with closing(RemoteTokenAnalyses(token_server.address, deadline_seconds=20)) as client:
        yield client
