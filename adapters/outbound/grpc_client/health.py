"""Asking a server whether it is well."""

from grpc_health.v1 import health_pb2, health_pb2_grpc

from adapters.outbound.grpc_client.channel import open_channel
from adapters.outbound.grpc_client.errors import server_errors

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
    with open_channel(server) as channel, server_errors(server):
        stub = health_pb2_grpc.HealthStub(channel)
        request = health_pb2.HealthCheckRequest()
        answer = stub.Check(request, timeout=deadline_seconds)  # type: ignore[attr-defined]  # the annotations leave the methods out
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
