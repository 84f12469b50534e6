"""The upper bound: a grpc.aio handler on uvloop that answers every call with the same bytes.

It parses nothing, computes nothing and logs nothing; what it reaches is what the gRPC library and
the event loop leave for a service on one core.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import grpc
import uvloop

SERVICE, METHOD = "steelyard.v1.TokenService", "CountTokens"


async def serve(port: int, response: bytes) -> None:
    """Answer on a port of the loopback interface until the process is ended.

    Args:
        port: Where to listen.
        response: The bytes of every answer, before gRPC's own framing.
    """

    async def answer(_request: bytes, _context: object) -> bytes:
        return response

    handler: grpc.RpcMethodHandler[bytes, bytes] = grpc.unary_unary_rpc_method_handler(answer)
    server = grpc.aio.server()
    server.add_generic_rpc_handlers(
        (grpc.method_handlers_generic_handler(SERVICE, {METHOD: handler}),)
    )
    server.add_insecure_port(f"127.0.0.1:{port}")
    await server.start()
    await server.wait_for_termination()


if __name__ == "__main__":
    if hasattr(os, "SCHED_BATCH"):
        # As Steelyard's workers do, so that the ratio is that of the handlers and nothing else.
        with contextlib.suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()))
