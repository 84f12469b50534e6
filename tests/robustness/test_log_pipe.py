"""The log of several workers through one pipe."""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from steelyard.v1 import token_service_pb2_grpc as pb_grpc

from tests.e2e.requests import count_request
from tests.e2e.running import RunningServer, open_channel, running_server
from tests.robustness.conftest import Scaled

CLIENTS = 6


def _call(server: RunningServer, calls: int) -> None:
    with open_channel(server) as channel:
        stub = pb_grpc.TokenServiceStub(channel)
        for _ in range(calls):
            stub.CountTokens(count_request("one two three"))


def _read_slowly(pipe: int, received: bytearray) -> None:
    while part := os.read(pipe, 4_000):
        received.extend(part)
        time.sleep(0.001)


def test_lines_of_two_workers_never_mix(scaled: Scaled) -> None:
    """However slowly the log is read, every line of it is one worker's whole object."""
    reading, writing = os.pipe()
    received = bytearray()
    reader = threading.Thread(target=_read_slowly, args=(reading, received), daemon=True)
    reader.start()
    calls = scaled(1_500, 6_000)

    with running_server(workers=2, stdout_to=writing) as server:
        os.close(writing)
        with ThreadPoolExecutor(CLIENTS) as pool:
            for done in [pool.submit(_call, server, calls) for _ in range(CLIENTS)]:
                done.result()
    reader.join()
    os.close(reading)

    lines = [json.loads(line) for line in received.splitlines()]
    assert sum(line["event"] == "call" for line in lines) == CLIENTS * calls
