"""The channel of either client: what the gRPC library is told of a connection."""

from typing import Any

import grpc

from steelyard_client.connection import Connection
from steelyard_client.retries import RETRY_BUFFER_BYTES, service_config
from steelyard_client.version import VERSION

type AsyncChannel = grpc.aio.Channel

KEEPALIVE_TIME_MS = 30_000
"""A server that is gone is noticed though it said no goodbye; Steelyard takes a ping every 10 s."""
KEEPALIVE_TIMEOUT_MS = 10_000
FIRST_RECONNECT_MS = 100
"""Within the pauses of the retries, so that they find a server that was restarted."""
LAST_RECONNECT_MS = 5_000

USER_AGENT = f"steelyard-client-python/{VERSION}"


def channel_arguments(connection: Connection) -> list[tuple[str, Any]]:
    """The options of a connection's channel."""
    server_name = connection.tls.server_name if connection.tls else ""
    return [
        ("grpc.primary_user_agent", f"{connection.user_agent} {USER_AGENT}".strip()),
        ("grpc.max_send_message_length", connection.max_send_bytes),
        ("grpc.max_receive_message_length", connection.max_receive_bytes),
        ("grpc.keepalive_time_ms", KEEPALIVE_TIME_MS),
        ("grpc.keepalive_timeout_ms", KEEPALIVE_TIMEOUT_MS),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        ("grpc.initial_reconnect_backoff_ms", FIRST_RECONNECT_MS),
        ("grpc.max_reconnect_backoff_ms", LAST_RECONNECT_MS),
        ("grpc.service_config", service_config(connection.retry)),
        ("grpc.enable_retries", int(connection.retry is not None)),
        ("grpc.per_rpc_retry_buffer_size", RETRY_BUFFER_BYTES),
        # Each client has connections of its own, so that several reach several workers of a server.
        ("grpc.use_local_subchannel_pool", 1),
        # A web proxy of the environment knows no way to a service inside the house.
        ("grpc.enable_http_proxy", 0),
        *([("grpc.ssl_target_name_override", server_name)] if server_name else []),
        *connection.channel_options,
    ]


def open_channel(connection: Connection) -> grpc.Channel:
    """The channel of the blocking client; it connects when it is first used."""
    options = channel_arguments(connection)
    if connection.tls is None:
        return grpc.insecure_channel(connection.server, options=options)
    credentials = connection.tls.credentials()
    return grpc.secure_channel(connection.server, credentials, options=options)


def open_async_channel(connection: Connection) -> AsyncChannel:
    """The channel of the asyncio client, which belongs to the loop that runs."""
    options = channel_arguments(connection)
    if connection.tls is None:
        return grpc.aio.insecure_channel(connection.server, options=options)
    credentials = connection.tls.credentials()
    return grpc.aio.secure_channel(connection.server, credentials, options=options)
