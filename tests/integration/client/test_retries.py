"""Calls are tried again where that helps, and only there."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import grpc
import pytest
from steelyard.v1 import token_service_pb2 as pb
from steelyard_client import Exhausted, RetryPolicy, Steelyard, SteelyardError, Unavailable
from steelyard_client.retries import service_config

from tests.integration.client.asking import Ask, Kind, ask
from tests.integration.client.scripted_server import (
    UNARY,
    WAIT_S,
    RunningServer,
    ScriptedServicer,
    serving,
    status,
)

MEBIBYTE = 1_048_576
QUICK = RetryPolicy(initial_backoff_seconds=0.01, max_backoff_seconds=0.01)
BUSY = status(grpc.StatusCode.UNAVAILABLE)


def count(text: str = "x") -> Ask:
    """A call that counts a text."""
    return lambda client: client.count(text, model="m")


@pytest.mark.parametrize("code", [grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED])
def test_call_is_retried_until_it_is_answered(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer, code: grpc.StatusCode
) -> None:
    """Two failures that may pass are not seen by the caller."""
    answer = pb.CountTokensResponse()
    answer.count.token_count = 7
    servicer.script["CountTokens"] = [status(code), status(code), answer]
    expected = (7, 3)

    counted = ask(kind, server.address, count(), retry=QUICK)

    assert expected == (counted.token_count, len(servicer.requests))


def test_attempts_of_a_call_have_one_request_id(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The log of the server shows that attempts belong together."""
    servicer.script["CountTokens"] = [BUSY]
    expected = 1

    ask(kind, server.address, count(), retry=QUICK)

    assert expected == len({sent["x-request-id"] for sent in servicer.metadata})


def test_call_is_given_up_after_the_last_attempt(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A server that stays unavailable is asked four times."""
    servicer.script["CountTokens"] = [BUSY] * 9
    expected = 4

    with pytest.raises(Unavailable):
        ask(kind, server.address, count(), retry=QUICK)

    assert expected == len(servicer.requests)


@pytest.mark.parametrize(
    "code",
    [
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.DEADLINE_EXCEEDED,
        grpc.StatusCode.FAILED_PRECONDITION,
    ],
)
def test_failure_that_will_not_pass_is_not_retried(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer, code: grpc.StatusCode
) -> None:
    """What would fail again is asked once."""
    servicer.script["CountTokens"] = [status(code)]
    expected = 1

    with pytest.raises(SteelyardError):
        ask(kind, server.address, count(), retry=QUICK)

    assert expected == len(servicer.requests)


def test_retries_can_be_switched_off(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """Without a policy there is one attempt."""
    servicer.script["CountTokens"] = [BUSY]
    expected = 1

    with pytest.raises(Unavailable):
        ask(kind, server.address, count(), retry=None)

    assert expected == len(servicer.requests)


def test_stream_is_not_retried(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A stream whose texts are gone cannot be sent again."""
    servicer.script["StreamCountTokens"] = [BUSY]
    expected = 1

    with pytest.raises(Unavailable):
        ask(
            kind,
            server.address,
            lambda client: client.count_stream(["#fail#"], model="m"),
            retry=QUICK,
        )

    assert expected == len(servicer.metadata)


def test_large_request_is_retried(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A text of 3 MiB is kept for another attempt."""
    servicer.script["CountTokens"] = [BUSY]
    expected = 2

    ask(kind, server.address, count("x" * (3 * MEBIBYTE)), retry=QUICK)

    assert expected == len(servicer.requests)


def test_request_above_the_limit_is_refused_once(kind: Kind, server: RunningServer) -> None:
    """What the server does not take is not sent again and again."""
    text = "x" * (5 * MEBIBYTE)

    with pytest.raises(Exhausted, match="message of this size") as refused:
        ask(kind, server.address, count(text), retry=RetryPolicy(initial_backoff_seconds=60))

    expected = "RESOURCE_EXHAUSTED"
    assert expected == refused.value.reason


def test_retries_stop_while_most_calls_fail(
    server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A server in trouble is not asked four times as often as a healthy one."""
    servicer.script["CountTokens"] = [BUSY] * 200
    without_throttling = 30 * 4
    expected = 80

    with Steelyard(server.address, retry=QUICK) as client:
        for _ in range(30):
            with suppress(Unavailable):
                client.count("x", model="m")

    assert len(servicer.requests) < expected < without_throttling


def test_call_waits_for_a_server(kind: Kind, free_address: str, servicer: ScriptedServicer) -> None:
    """With wait_for_ready a call is answered by a server that starts after it."""
    expected = 1

    with ThreadPoolExecutor(max_workers=1) as threads:
        waiting = threads.submit(ask, kind, free_address, count(), wait_for_ready=True)
        time.sleep(0.2)
        with serving(servicer, address=free_address):
            waiting.result(WAIT_S)

    assert expected == len(servicer.requests)


@pytest.mark.parametrize(
    "numbers",
    [
        {"max_attempts": 1},
        {"max_attempts": 6},
        {"initial_backoff_seconds": 0.0},
        {"max_backoff_seconds": -1.0},
        {"multiplier": 0.0},
    ],
)
def test_policy_that_makes_no_sense_is_refused(numbers: dict[str, Any]) -> None:
    """The gRPC library would ignore such a policy, and the whole service config with it."""
    with pytest.raises(ValueError, match=r"max_attempts|backoff"):
        RetryPolicy(**numbers)


def test_every_unary_rpc_that_may_be_made_twice_is_retried() -> None:
    """The service config names each of them, and no stream; a count would be kept twice."""
    expected = sorted({*UNARY} - {"CreateTokenAnalysis"})

    config = json.loads(service_config(RetryPolicy()))

    (retried,) = config["methodConfig"]
    assert expected == sorted(each["method"] for each in retried["name"])


def test_calls_go_round_the_addresses() -> None:
    """Where a name has several addresses, each gets its share, with retries or without."""
    expected: list[dict[str, dict[str, str]]] = [{"round_robin": {}}]

    config = json.loads(service_config(None))

    assert expected == config["loadBalancingConfig"]
