"""Ways to be a bad client, all of them bounded and on loopback only."""

import socket
import struct
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from random import Random
from typing import Any

import grpc

from tests.e2e.requests import batch_request, chunk, config, slow_batch
from tests.e2e.running import RunningServer, open_channel

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SETTINGS_FRAME = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
_ABORT = struct.pack("ii", 1, 0)
_RANDOM = Random(11)


def connect(server: RunningServer) -> socket.socket:
    """A bare connection to the gRPC port."""
    host, port = server.address.split(":")
    return socket.create_connection((host, int(port)), timeout=5)


@contextmanager
def silent_sockets(server: RunningServer, number: int) -> Iterator[list[socket.socket]]:
    """Connections that say nothing."""
    with ExitStack() as stack:
        yield [stack.enter_context(connect(server)) for _ in range(number)]


def is_closed(connection: socket.socket, *, within_s: float) -> bool:
    """Whether the server has closed the connection, whatever it sent before."""
    connection.settimeout(within_s)
    try:
        while connection.recv(65_536):
            continue
    except TimeoutError:
        return False
    except OSError:
        return True
    return True


def send_garbage(server: RunningServer, connections: int) -> None:
    """Connections that speak no HTTP/2, or stop speaking it after a while."""
    for number in range(connections):
        noise = _RANDOM.randbytes(_RANDOM.randrange(1, 2_000))
        beginning = (b"", PREFACE, PREFACE + SETTINGS_FRAME, b"GET / HTTP/1.1\r\n\r\n")[number % 4]
        with connect(server) as connection, suppress(OSError):
            connection.sendall(beginning + noise)
            if number % 3 == 0:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)


def send_prefaces_in_part(
    server: RunningServer, connections: int, stack: ExitStack
) -> list[socket.socket]:
    """Connections that begin to speak HTTP/2 and never finish; closed with the stack."""
    opened = []
    for number in range(connections):
        connection = stack.enter_context(connect(server))
        connection.sendall(PREFACE[: 1 + number % (len(PREFACE) - 1)])
        opened.append(connection)
    return opened


def send_too_much(server: RunningServer, byte_count: int) -> grpc.StatusCode:
    """One message of so many bytes; the code it is refused with."""
    with open_channel(server) as channel:
        method: Any = channel.unary_unary("/steelyard.v1.TokenService/CountTokens")
        try:
            method(b"\x12" + b"x" * byte_count)
        except grpc.RpcError as error:
            code: grpc.StatusCode = error.code()
            return code
    return grpc.StatusCode.OK


def storm(server: RunningServer, calls: int) -> None:
    """Calls of every kind, each cancelled at a random moment, on connections that are dropped."""
    with open_channel(server) as channel:
        stream: Any = channel.stream_stream("/steelyard.v1.TokenService/StreamCountTokens")
        batch: Any = channel.unary_unary("/steelyard.v1.TokenService/BatchCountTokens")
        texts = [config(), *[chunk("one two three " * 40)] * 200]
        messages = [message.SerializeToString() for message in texts]
        requests = [each.SerializeToString() for each in (batch_request(["x"] * 99), slow_batch(3))]
        for number in range(calls):
            call = batch.future(requests[number % 2]) if number % 3 else stream(iter(messages))
            if _RANDOM.random() < 0.7:
                with suppress(grpc.RpcError, grpc.FutureTimeoutError):
                    next(call) if number % 3 == 0 else call.result(timeout=_RANDOM.random() / 50)
            call.cancel()
