"""A failed call raises its category, with all that is known of it."""

import pickle
from datetime import timedelta

import grpc
import pytest
from google.rpc import error_details_pb2
from steelyard.v1 import error_reason_pb2
from steelyard.v1 import token_service_pb2 as pb
from steelyard_client import (
    AlreadyExists,
    Conflict,
    DeadlineExceeded,
    Exhausted,
    FailedPrecondition,
    FieldViolation,
    InternalFault,
    InvalidValue,
    NotFound,
    PermissionDenied,
    Reason,
    SteelyardError,
    Unauthenticated,
    Unavailable,
)
from steelyard_client.statuses import CATEGORIES

from tests.integration.client.asking import Ask, Kind, ask
from tests.integration.client.scripted_server import (
    RunningServer,
    ScriptedServicer,
    serving,
    status,
)

MEBIBYTE = 1_048_576


def count(client: object) -> object:
    """A call."""
    return client.count("x", model="m")  # type: ignore[attr-defined]  # of either client


def failing(
    kind: Kind, server: RunningServer | str, call: Ask = count, **options: object
) -> SteelyardError:
    """What a call raises."""
    address = server if isinstance(server, str) else server.address
    with pytest.raises(SteelyardError) as raised:
        ask(kind, address, call, retry=None, **options)  # type: ignore[arg-type]  # as given
    return raised.value


@pytest.mark.parametrize(
    ("code", "category"),
    [
        (grpc.StatusCode.INVALID_ARGUMENT, InvalidValue),
        (grpc.StatusCode.OUT_OF_RANGE, InvalidValue),
        (grpc.StatusCode.NOT_FOUND, NotFound),
        (grpc.StatusCode.ALREADY_EXISTS, AlreadyExists),
        (grpc.StatusCode.ABORTED, Conflict),
        (grpc.StatusCode.FAILED_PRECONDITION, FailedPrecondition),
        (grpc.StatusCode.UNIMPLEMENTED, FailedPrecondition),
        (grpc.StatusCode.RESOURCE_EXHAUSTED, Exhausted),
        (grpc.StatusCode.PERMISSION_DENIED, PermissionDenied),
        (grpc.StatusCode.UNAUTHENTICATED, Unauthenticated),
        (grpc.StatusCode.UNAVAILABLE, Unavailable),
        (grpc.StatusCode.CANCELLED, Unavailable),
        (grpc.StatusCode.DEADLINE_EXCEEDED, DeadlineExceeded),
        (grpc.StatusCode.INTERNAL, InternalFault),
        (grpc.StatusCode.UNKNOWN, InternalFault),
        (grpc.StatusCode.DATA_LOSS, InternalFault),
    ],
)
def test_code_decides_the_category(
    kind: Kind,
    server: RunningServer,
    servicer: ScriptedServicer,
    code: grpc.StatusCode,
    category: type[SteelyardError],
) -> None:
    """A reason that this client does not know keeps the category of its code."""
    servicer.script["CountTokens"] = [status(code, "no, thanks", reason="NEW_REASON", limit="5")]
    expected = (category, "no, thanks", "NEW_REASON", None, code, {"limit": "5"})

    error = failing(kind, server)

    assert expected == (
        type(error),
        str(error),
        error.reason,
        error.known_reason,
        error.code,
        error.metadata,
    )


def test_every_code_is_tried() -> None:
    """A code that is in no table is a fault of the server's."""
    expected = {"OK", "INTERNAL", "UNKNOWN", "DATA_LOSS"}

    others = {code.name for code in grpc.StatusCode} - {code.name for code in CATEGORIES}

    assert expected == others


def test_reasons_are_those_of_the_protos() -> None:
    """A reason of the protos has a member, and back."""
    names = error_reason_pb2.ErrorReason.keys()
    expected = {name.removeprefix("ERROR_REASON_") for name in names} - {"UNSPECIFIED"}

    reasons = {reason.value for reason in Reason}

    assert expected == reasons


def test_known_reason_is_a_member(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A model that nobody knows is told by its reason, with the names that come near."""
    servicer.script["CountTokens"] = [
        status(
            grpc.StatusCode.NOT_FOUND, reason="MODEL_NOT_FOUND", model="gpt-4p", nearest="gpt-4,o4"
        )
    ]
    expected = (Reason.MODEL_NOT_FOUND, ("gpt-4", "o4"))

    error = failing(kind, server)

    assert isinstance(error, NotFound)
    assert expected == (error.known_reason, error.nearest)


def test_nothing_comes_near(server: RunningServer, servicer: ScriptedServicer) -> None:
    """Where the server names nothing, nothing is near."""
    servicer.script["CountTokens"] = [status(grpc.StatusCode.NOT_FOUND, reason="MODEL_NOT_FOUND")]
    expected: tuple[str, ...] = ()

    error = failing(Kind.BLOCKING, server)

    assert isinstance(error, NotFound)
    assert expected == error.nearest


def test_fields_at_fault_are_named(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The details of a refused request are kept."""
    violation = error_details_pb2.BadRequest.FieldViolation(field="f", description="is wrong")
    bad = error_details_pb2.BadRequest(field_violations=[violation])
    servicer.script["CountTokens"] = [
        status(grpc.StatusCode.INVALID_ARGUMENT, "no", bad, reason="VALUE_INVALID")
    ]
    expected = (FieldViolation("f", "is wrong"),)

    error = failing(kind, server)

    assert expected == error.field_violations


def test_time_to_retry_is_kept(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """When trying again may help, the error says when."""
    retry = error_details_pb2.RetryInfo()
    retry.retry_delay.FromMilliseconds(1_500)
    servicer.script["CountTokens"] = [
        status(grpc.StatusCode.RESOURCE_EXHAUSTED, "no", retry, reason="TOO_MANY_CALLS")
    ]
    expected = timedelta(seconds=1.5)

    error = failing(kind, server)

    assert expected == error.retry_after


def test_request_id_is_the_one_that_was_sent(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """An error finds its call in the server's log, also where the server does not repeat the id."""
    servicer.script["CountTokens"] = [status(grpc.StatusCode.INTERNAL)]

    error = failing(kind, server)

    (sent,) = servicer.metadata
    assert error.request_id
    assert sent["x-request-id"] == error.request_id


def test_reason_of_another_program_is_not_taken_for_ours(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """A proxy's error becomes the category of its code, and its words are kept."""
    proxy = error_details_pb2.ErrorInfo(reason="MODEL_NOT_FOUND", domain="proxy.example")
    servicer.script["CountTokens"] = [
        status(grpc.StatusCode.PERMISSION_DENIED, "by the proxy", proxy)
    ]
    expected = (PermissionDenied, "PERMISSION_DENIED")

    error = failing(kind, server)

    assert expected == (type(error), error.reason)
    assert "by the proxy" in str(error)


def test_absent_server_is_unreachable(kind: Kind, free_address: str) -> None:
    """Where nobody listens, the error names the address and what the gRPC library saw."""
    expected = (
        Unavailable,
        Reason.SERVER_UNREACHABLE,
        {"server": free_address},
        f"no Steelyard server answers at {free_address}",
    )

    error = failing(kind, free_address)

    assert expected == (type(error), error.known_reason, error.metadata, error.message)
    assert "Connection refused" in str(error)


def test_another_server_does_not_know_the_call(kind: Kind) -> None:
    """A gRPC server that is no Steelyard is told apart from one that refuses."""
    expected = (FailedPrecondition, "UNIMPLEMENTED")

    with serving() as other:
        error = failing(kind, other)

    assert expected == (type(error), error.reason)
    assert "no Steelyard" in error.message


def test_message_that_may_not_be_sent_is_exhausted(kind: Kind, server: RunningServer) -> None:
    """The client's own limit on requests is kept before anything is sent."""
    expected = (Exhausted, "RESOURCE_EXHAUSTED", {"server": server.address})

    error = failing(
        kind, server, lambda client: client.count("x" * MEBIBYTE, model="m"), max_send_bytes=1_000
    )

    assert expected == (type(error), error.reason, error.metadata)


def test_answer_that_is_too_large_is_exhausted(
    kind: Kind, server: RunningServer, servicer: ScriptedServicer
) -> None:
    """The client's own limit on answers is kept."""
    servicer.script["EncodeText"] = [pb.EncodeTextResponse(token_ids=[2**31] * 1_000)]
    expected = (Exhausted, "RESOURCE_EXHAUSTED")

    error = failing(
        kind, server, lambda client: client.encode("x", model="m"), max_receive_bytes=1_000
    )

    assert expected == (type(error), error.reason)


def test_error_survives_pickling(server: RunningServer, servicer: ScriptedServicer) -> None:
    """An error can go from one process to another."""
    servicer.script["CountTokens"] = [status(grpc.StatusCode.NOT_FOUND, reason="MODEL_NOT_FOUND")]
    error = failing(Kind.BLOCKING, server)

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert (type(error), error.message, error.facts) == (type(copy), copy.message, copy.facts)
