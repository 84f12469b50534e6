"""The one wrapper around every RPC: the interceptors, then parsing, then the servicer."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import grpc
from google.protobuf.message import DecodeError, Message

from adapters.inbound.grpc.call import Call, Context, Interceptor, Method
from adapters.inbound.grpc.errors import CallFailed, RequestMalformed, abort

type Handler = Any
"""A grpc.RpcMethodHandler; its annotations know only the synchronous server."""
type Parse = Callable[[bytes], Message]


class ChainedServer:
    """Stands in for the server while generated code adds a servicer, and chains its methods.

    The request deserializer moves inside the chain, so that malformed bytes become an error of ours
    instead of UNKNOWN with the decoder's own text.

    Args:
        server: The real server.
        interceptors: Outermost first.
    """

    def __init__(self, server: grpc.aio.Server, interceptors: tuple[Interceptor, ...]) -> None:
        self._server = server
        self._interceptors = interceptors

    def add_generic_rpc_handlers(self, handlers: tuple[grpc.GenericRpcHandler, ...]) -> None:
        """Part of what generated code calls; the methods come by the other call."""

    def add_registered_method_handlers(self, service: str, handlers: Mapping[str, Handler]) -> None:
        """Chain the methods of a service and hand them to the real server."""
        chained = {
            name: self._chained(Method(f"{service}/{name}", _is_streaming(handler)), handler)
            for name, handler in handlers.items()
        }
        self._server.add_generic_rpc_handlers(
            (grpc.method_handlers_generic_handler(service, chained),)
        )

    def _chained(self, method: Method, handler: Handler) -> Handler:
        parse: Parse = handler.request_deserializer
        receive = _parse_stream if handler.request_streaming else _parse_one
        if handler.response_streaming:
            answer_many = handler.stream_stream or handler.unary_stream
            behaviour: Any = self._answering_many(method, parse, receive, answer_many)
        else:
            answer_one = handler.stream_unary or handler.unary_unary
            behaviour = self._answering_one(method, parse, receive, answer_one)
        return _HANDLERS[handler.request_streaming, handler.response_streaming](
            behaviour, response_serializer=handler.response_serializer
        )

    def _answering_one(
        self,
        method: Method,
        parse: Parse,
        receive: Callable[[Parse, Any], Any],
        answer: Callable[[Any, Context], Awaitable[Message]],
    ) -> Callable[[Any, Context], Awaitable[Message | None]]:
        async def behaviour(raw: Any, context: Context) -> Message | None:  # noqa: ANN401 - bytes, or an iterator of bytes
            call = Call(method, context)
            passed: list[Interceptor] = []
            try:
                self._enter(call, passed)
                response = await answer(receive(parse, raw), context)
            except BaseException as error:  # noqa: BLE001 - what goes on is decided inside
                await self._fail(call, passed, error)
                return None
            _leave(call, passed, None)
            return response

        return behaviour

    def _answering_many(
        self,
        method: Method,
        parse: Parse,
        receive: Callable[[Parse, Any], Any],
        answer: Callable[[Any, Context], AsyncIterator[Message]],
    ) -> Callable[[Any, Context], Awaitable[None]]:
        # It writes instead of yielding: the library never closes a generator, so that one whose
        # write is cancelled would end after its call is freed, and reading that call kills us.
        async def behaviour(raw: Any, context: Context) -> None:  # noqa: ANN401 - bytes, or an iterator of bytes
            call = Call(method, context)
            passed: list[Interceptor] = []
            try:
                self._enter(call, passed)
                async for response in answer(receive(parse, raw), context):
                    await context.write(response)
            except BaseException as error:  # noqa: BLE001 - what goes on is decided inside
                await self._fail(call, passed, error)
                return
            _leave(call, passed, None)

        return behaviour

    def _enter(self, call: Call, passed: list[Interceptor]) -> None:
        for interceptor in self._interceptors:
            interceptor.before(call)
            passed.append(interceptor)

    async def _fail(self, call: Call, passed: list[Interceptor], error: BaseException) -> None:
        """End the call for the client, or pass on what is not for it, such as a cancellation."""
        seen_outside = _leave(call, passed, error)
        if isinstance(seen_outside, CallFailed):
            await abort(call, seen_outside)
        elif seen_outside is not None:
            raise seen_outside


def _leave(
    call: Call, passed: list[Interceptor], error: BaseException | None
) -> BaseException | None:
    for interceptor in reversed(passed):
        error = interceptor.after(call, error)
    return error


_HANDLERS: dict[tuple[bool, bool], Callable[..., Handler]] = {
    (False, False): grpc.unary_unary_rpc_method_handler,
    (False, True): grpc.unary_stream_rpc_method_handler,
    (True, False): grpc.stream_unary_rpc_method_handler,
    (True, True): grpc.stream_stream_rpc_method_handler,
}


def _is_streaming(handler: Handler) -> bool:
    return bool(handler.request_streaming or handler.response_streaming)


def _parse_one(parse: Parse, raw: bytes) -> Message:
    try:
        return parse(raw)
    except DecodeError:
        raise RequestMalformed(
            "the bytes are not the request message, or a string in it is not UTF-8",
            field="request",
        ) from None


async def _parse_stream(parse: Parse, raw: AsyncIterator[bytes]) -> AsyncIterator[Message]:
    async for each in raw:
        yield _parse_one(parse, each)
