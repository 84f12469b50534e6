"""The connection to a server."""

import grpc

ANSWER_BYTES = 67_108_864
"""The largest answer: the ids of the largest text that a server takes fit in many times over."""


def open_channel(server: str) -> grpc.Channel:
    """A connection that is made when it is first used.

    Args:
        server: The address, ``host:port``.
    """
    options = (
        ("grpc.max_receive_message_length", ANSWER_BYTES),
        # A web proxy of the environment knows no way to a service inside the house.
        ("grpc.enable_http_proxy", 0),
    )
    return grpc.insecure_channel(server, options=options)
