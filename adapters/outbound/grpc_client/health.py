"""Asking a server whether it is well."""

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from steelyard_client.channel import open_channel
from steelyard_client.connection import Connection
from steelyard_client.statuses import to_error

from adapters.outbound.grpc_client.errors import to_domain

DEADLINE_SECONDS = 5.0


def check_health(server: str, *, deadline_seconds: float = DEADLINE_SECONDS) -> str:
    """What a server says of itself.

    Args:
        server: Its address, ``host:port``.
        deadline_seconds: How long to wait for the answer.

    Returns:
        The name of the status, such as ``SERVING`` or ``NOT_SERVING``.

    Raises:
        ServerUnreachable: No server answers there.
        SteelyardError: The server refused to say.
    """
    request = health_pb2.HealthCheckRequest()
    with open_channel(Connection(server=server)) as channel:
        stub = health_pb2_grpc.HealthStub(channel)
        try:
            answer = stub.Check(request, timeout=deadline_seconds)  # type: ignore[attr-defined]  # the annotations leave the methods out
        except grpc.RpcError as error:
            raise to_domain(to_error(error, server=server, request_id="")) from None
    return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
