"""A connection to a server, and how blocking calls go over it."""

from collections.abc import Awaitable
from types import TracebackType
from typing import Self, Unpack

import grpc
from steelyard.v1 import compression_service_pb2_grpc, token_service_pb2_grpc

from steelyard_client.arguments import CallOptions
from steelyard_client.calls.call import Call, Service
from steelyard_client.channel import open_channel
from steelyard_client.connection import Connection, ConnectionOptions
from steelyard_client.errors import SteelyardError
from steelyard_client.invocation import Invocation, invocation
from steelyard_client.statuses import to_error


class Connected:
    """What the blocking client is before it has any calls.

    Args:
        server: The server's address.
        options: How it is reached.

    Raises:
        ValueError: The options contradict each other.
    """

    def __init__(self, server: str, **options: Unpack[ConnectionOptions]) -> None:
        self._connection = Connection.to(server, options)
        self._channel = open_channel(self._connection)
        self._tokens = token_service_pb2_grpc.TokenServiceStub(self._channel)
        self._compression = compression_service_pb2_grpc.CompressionServiceStub(self._channel)
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def server(self) -> str:
        """The server's address, as it was given."""
        return self._connection.server

    def close(self) -> None:
        """End what is under way and hang up."""
        self._is_closed = True
        self._channel.close()

    def _answer[Result](self, call: Call[Result]) -> Result:
        going = self._invocation(call.options)
        stub = self._compression if call.service is Service.COMPRESSION else self._tokens
        try:
            answer = getattr(stub, call.rpc)(call.request, **going.arguments())
        except grpc.RpcError as error:
            raise self._error(error, going) from None
        return call.read(answer)

    def _error(self, error: grpc.RpcError, going: Invocation) -> SteelyardError:
        """What a failed call means."""
        return to_error(error, server=self._connection.server, request_id=going.request_id)

    def _invocation(self, options: CallOptions, *, is_stream: bool = False) -> Invocation:
        if self._is_closed:
            raise RuntimeError("the client is closed")
        token = self._connection.token
        given = token() if callable(token) else token
        if isinstance(given, Awaitable):
            raise TypeError("the token is awaited by AsyncSteelyard only")
        return invocation(self._connection, options, token=given, is_stream=is_stream)
