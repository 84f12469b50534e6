"""A connection to a server, and how calls go over it that are awaited."""

from inspect import isawaitable
from types import TracebackType
from typing import Self, Unpack

from steelyard.v1 import compression_service_pb2_grpc, token_service_pb2_grpc

from steelyard_client.aio_streaming import call_errors
from steelyard_client.arguments import CallOptions
from steelyard_client.calls.call import Call, Service
from steelyard_client.channel import AsyncChannel, open_async_channel
from steelyard_client.connection import Connection, ConnectionOptions
from steelyard_client.invocation import Invocation, invocation


class AsyncConnected:
    """What the client for asyncio is before it has any calls.

    Args:
        server: The server's address.
        options: How it is reached.

    Raises:
        ValueError: The options contradict each other.
    """

    def __init__(self, server: str, **options: Unpack[ConnectionOptions]) -> None:
        self._connection = Connection.to(server, options)
        self._channel: AsyncChannel | None = None
        self._is_closed = False

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self.close()

    @property
    def server(self) -> str:
        """The server's address, as it was given."""
        return self._connection.server

    async def close(self) -> None:
        """End what is under way and hang up."""
        self._is_closed = True
        if self._channel is not None:
            await self._channel.close()

    async def _answer[Result](self, call: Call[Result]) -> Result:
        going = await self._invocation(call.options)
        with call_errors(self._connection.server, request_id=going.request_id):
            is_compression = call.service is Service.COMPRESSION
            stub = self._compression() if is_compression else self._tokens()
            answer = await getattr(stub, call.rpc)(call.request, **going.arguments())
        return call.read(answer)

    async def _invocation(self, options: CallOptions, *, is_stream: bool = False) -> Invocation:
        if self._is_closed:
            raise RuntimeError("the client is closed")
        token = self._connection.token
        given = token() if callable(token) else token
        value = await given if isawaitable(given) else given
        return invocation(self._connection, options, token=value, is_stream=is_stream)

    def _tokens(self) -> "token_service_pb2_grpc.TokenServiceAsyncStub":
        return token_service_pb2_grpc.TokenServiceStub(self._opened())

    def _compression(self) -> "compression_service_pb2_grpc.CompressionServiceAsyncStub":
        return compression_service_pb2_grpc.CompressionServiceStub(self._opened())

    def _opened(self) -> AsyncChannel:
        """The channel, which is opened in the loop of the first call."""
        if self._channel is None:
            self._channel = open_async_channel(self._connection)
        return self._channel
