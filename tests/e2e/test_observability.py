"""What operators see: metrics, probes, logs, health and reflection; and what nobody sees."""

import re
import socket
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from steelyard.v1 import token_service_pb2 as pb
from steelyard.v1 import token_service_pb2_grpc as pb_grpc
from steelyard.v1 import types_pb2

from tests.e2e.requests import (
    batch_request,
    chunk,
    config,
    count_request,
    decode_request,
    encode_request,
)
from tests.e2e.running import RunningServer, children_of, eventually, open_channel
from tests.e2e.statuses import failure_of, trailing

REQUESTS = "steelyard_grpc_requests_total"
COUNT_TOKENS = "steelyard.v1.TokenService/CountTokens"
CANARY = "tr0ub4dor-and-a-canary"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def _request_id(server: RunningServer, *metadata: tuple[str, str]) -> str:
    _, call = server.stub.CountTokens.with_call(count_request("x"), metadata=metadata)
    return trailing(call)["x-request-id"]


def test_a_given_request_id_is_kept_and_logged(server: RunningServer) -> None:
    """The id that a client gives comes back to it and stands in the log line of its call."""
    echoed = _request_id(server, ("x-request-id", "Order-66_a.b"))

    (line,) = eventually(lambda: server.log(request_id="Order-66_a.b"))
    assert echoed == "Order-66_a.b"
    assert (line["event"], line["method"], line["code"]) == ("call", COUNT_TOKENS, "OK")
    assert line["duration_ms"] > 0


@pytest.mark.parametrize("bad", ["", "two words", "x" * 65, 'a"b', "{}", "a/b"])
def test_a_bad_request_id_is_replaced(server: RunningServer, bad: str) -> None:
    """An id that could confuse a log is replaced by a fresh one."""
    echoed = _request_id(server, ("x-request-id", bad))

    assert re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]+", echoed)
    assert eventually(lambda: server.log(request_id=echoed))


def test_request_ids_differ(server: RunningServer) -> None:
    """No two calls without an id get the same one."""
    given = [_request_id(server) for _ in range(20)]

    assert len(set(given)) == 20


def test_an_error_carries_the_request_id_too(server: RunningServer) -> None:
    """A failed call is found in the log by the id that its client got."""
    metadata = (("x-request-id", "failed-1"),)

    failed = failure_of(lambda: server.stub.GetModel(pb.GetModelRequest(), metadata=metadata))

    assert failed.request_id == "failed-1"
    assert eventually(lambda: server.log(request_id="failed-1", code="INVALID_ARGUMENT"))


def test_a_stream_carries_the_request_id_too(server: RunningServer) -> None:
    """So is a stream."""
    call = server.stub.StreamCountTokens(
        iter([config(), chunk("x")]), metadata=(("x-request-id", "stream-1"),)
    )

    answers = list(call)

    assert len(answers) == 1
    assert trailing(call)["x-request-id"] == "stream-1"
    assert eventually(lambda: server.log(request_id="stream-1", code="OK"))


@pytest.mark.parametrize(
    ("header", "logged"),
    [(f"00-{TRACE}-00f067aa0ba902b7-01", TRACE), ("nonsense", None), (f"00-{TRACE}", None)],
)
def test_the_trace_is_logged(server: RunningServer, header: str, logged: str | None) -> None:
    """The trace id of a well-formed traceparent stands in the log line; anything else does not."""
    request_id = _request_id(server, ("traceparent", header))

    (line,) = eventually(lambda: server.log(request_id=request_id))
    assert logged == line.get("trace_id")


def test_every_line_of_the_log_is_json(server: RunningServer) -> None:
    """Each line parses, and says when, what and how serious."""
    _request_id(server)

    lines = eventually(server.log)

    assert all({"timestamp", "event", "level"} <= line.keys() for line in lines)
    assert server.log(event="serving", grpc_address=server.address)


def test_calls_are_counted_by_method_and_code(server: RunningServer) -> None:
    """A call shows once under its method and the code it ended with, and in the duration."""
    labels = {"method": "steelyard.v1.TokenService/GetModel"}
    duration = "steelyard_grpc_request_duration_seconds_count"
    refused = labels | {"code": "NOT_FOUND"}
    before = server.settled(REQUESTS, **refused), server.metric(duration, **labels)

    failure_of(lambda: server.stub.GetModel(pb.GetModelRequest(name="nothing")))

    after = server.settled(REQUESTS, **refused), server.metric(duration, **labels)
    assert (before[0] + 1, before[1] + 1) == after


def test_tokens_and_bytes_are_counted_by_encoding(server: RunningServer) -> None:
    """Every way to count adds its tokens and UTF-8 bytes to the encoding's sums."""
    names = ("steelyard_tokens_counted_total", "steelyard_text_bytes_counted_total")
    before = [server.settled(name, encoding="cl100k_base") for name in names]

    one = server.stub.CountTokens(count_request("秤砣 one", "cl100k_base")).count.token_count
    server.stub.BatchCountTokens(batch_request(["秤砣 one", "秤砣 one"], "cl100k_base"))
    list(server.stub.StreamCountTokens(iter([config("cl100k_base"), chunk("秤砣 one")])))

    expected = [before[0] + 4 * one, before[1] + 4 * len("秤砣 one".encode())]
    assert expected == [
        server.reached(value, name, encoding="cl100k_base")
        for value, name in zip(expected, names, strict=True)
    ]


def test_the_engine_in_use_is_shown(server: RunningServer) -> None:
    """One engine counts for each encoding."""
    encodings = ("o200k_base", "cl100k_base", "o200k_harmony")

    shown = [server.metric("steelyard_engine_in_use", encoding=name) for name in encodings]

    assert shown == [1, 1, 1]


def test_nothing_is_in_flight_when_all_is_answered(server: RunningServer) -> None:
    """The gauge of calls goes back to zero."""
    list(server.stub.StreamCountTokens(iter([config(), chunk("x")])))

    shown = eventually(lambda: not server.metric("steelyard_grpc_requests_in_flight"))

    assert shown


def test_the_sums_are_over_all_workers(pair: RunningServer) -> None:
    """Calls on many connections, answered by either worker, are all counted once."""
    before = pair.settled(REQUESTS, method=COUNT_TOKENS, code="OK")
    workers = set()

    for _ in range(24):
        with open_channel(pair) as channel:
            stub = pb_grpc.TokenServiceStub(channel)
            for _ in range(5):
                _, call = stub.CountTokens.with_call(count_request("x"))
                workers.add(trailing(call)["x-request-id"].partition("-")[0])

    assert len(workers) == 2
    assert before + 120 == pair.reached(before + 120, REQUESTS, method=COUNT_TOKENS, code="OK")


@pytest.mark.parametrize(
    ("path", "status", "body"),
    [
        ("/livez", 200, "alive\n"),
        ("/readyz", 200, "ready\n"),
        ("/readyz?verbose", 200, "ready\n"),
        ("/", 404, "not found\n"),
        ("/metrics/../etc/passwd", 404, "not found\n"),
    ],
)
def test_probes_are_answered(server: RunningServer, path: str, status: int, body: str) -> None:
    """Probes say how it is; nothing else is there."""
    assert (status, body) == server.get(path)


@pytest.mark.parametrize("service", ["", "steelyard.v1.TokenService"])
def test_health_is_serving(server: RunningServer, service: str) -> None:
    """The health service answers for the server and for each service."""
    stub: Any = health_pb2_grpc.HealthStub(server.channel)

    answer = stub.Check(health_pb2.HealthCheckRequest(service=service))

    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_health_of_an_unknown_service_is_not_found(server: RunningServer) -> None:
    """Nobody is told that something healthy stands where nothing is."""
    stub: Any = health_pb2_grpc.HealthStub(server.channel)

    failed = failure_of(lambda: stub.Check(health_pb2.HealthCheckRequest(service="x.Y")))

    assert failed.code is grpc.StatusCode.NOT_FOUND


def test_reflection_is_off_by_default(server: RunningServer) -> None:
    """A server tells its protos to nobody who does not have them."""
    database = ProtoReflectionDescriptorDatabase(server.channel)

    failed = failure_of(database.get_services)

    assert failed.code is grpc.StatusCode.UNIMPLEMENTED


def test_reflection_tells_the_services(pair: RunningServer) -> None:
    """Switched on, it lists the services and describes their methods."""
    database = ProtoReflectionDescriptorDatabase(pair.channel)

    services = database.get_services()
    described = DescriptorPool(database).FindServiceByName("steelyard.v1.TokenService")

    assert {"grpc.health.v1.Health", "steelyard.v1.TokenService"} <= set(services)
    assert "CountTokens" in described.methods_by_name


def _folder_of_metrics(server: RunningServer) -> Path:
    """Where the server's processes keep their counters."""
    files = (Path("/proc", str(pid), "fd") for pid in children_of(server.pid))
    targets = (each.readlink() for folder in files for each in folder.iterdir())
    return next(target.parent for target in targets if target.suffix == ".db")


def test_metrics_are_shown_while_a_process_starts(pair: RunningServer) -> None:
    """A process that has only just created its file of counters keeps nobody from the others'."""
    pair.stub.CountTokens(count_request("x"))
    eventually(lambda: pair.metric(REQUESTS))
    fresh = _folder_of_metrics(pair) / "counter_1.db"

    fresh.touch()
    try:
        status, _ = pair.get("/metrics")
    finally:
        fresh.unlink()

    assert status == 200


def test_a_client_that_goes_away_is_no_news(server: RunningServer) -> None:
    """Scrapes that are broken off leave nothing in the server's output."""
    host, port = server.http_address.split(":")
    before = server.output()

    for _ in range(20):
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(b"GET /metrics HTTP/1.1\r\n\r\n" * 3)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.2)

    assert "Traceback" not in server.output().removeprefix(before)


def _send_everywhere(server: RunningServer) -> Iterator[str]:
    """Send the canary as text by every way in, and give back what errors say."""
    stub = server.stub
    token_ids = stub.EncodeText(encode_request(CANARY)).token_ids
    stub.CountTokens(count_request(CANARY))
    stub.BatchCountTokens(batch_request([CANARY, CANARY * 2_000]))
    stub.DecodeTokens(decode_request(token_ids))
    list(stub.StreamCountTokens(iter([config(), chunk(CANARY, more=True), chunk(CANARY)])))
    wrong = types_pb2.TokenizerSelector(encoding="nothing")
    special = count_request(CANARY)
    special.special_tokens = 77  # type: ignore[assignment]  # the point
    raw: Any = server.channel.unary_unary("/steelyard.v1.TokenService/CountTokens")
    stream = [config(), chunk(CANARY, more=True), config()]
    failing = [
        lambda: stub.CountTokens(pb.CountTokensRequest(tokenizer=wrong, text=CANARY)),
        lambda: stub.CountTokens(pb.CountTokensRequest(text=CANARY)),
        lambda: stub.CountTokens(special),
        lambda: stub.EncodeText(encode_request(CANARY, "p50k_base")),
        lambda: stub.BatchCountTokens(batch_request([CANARY] * 1_001)),
        lambda: raw(count_request(CANARY).SerializeToString() + b"\xff"),
        lambda: raw(b"\x12\x18\xff" + CANARY.encode()),
        lambda: stub.ListModels(pb.ListModelsRequest(page_token=f"{CANARY}=")),
        lambda: list(stub.StreamCountTokens(iter([chunk(CANARY)]))),
        lambda: list(stub.StreamCountTokens(iter(stream))),
        lambda: stub.CountTokens(count_request(CANARY * 250_000)),
        lambda: stub.BatchCountTokens(batch_request([CANARY * 90_000]), timeout=0.001),
    ]
    yield from (str(failure_of(call)) for call in failing)


def test_text_is_never_repeated(server: RunningServer) -> None:
    """What was sent as text shows in no error, log line, metric or other output."""
    told = list(_send_everywhere(server))
    told += [server.output(), server.get("/metrics")[1]]

    assert [each for each in told if CANARY in each or CANARY.encode().hex() in each] == []
