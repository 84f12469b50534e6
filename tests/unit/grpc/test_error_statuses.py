from google.protobuf.message import Message
from google.rpc import code_pb2, error_details_pb2, status_pb2

from adapters.inbound.grpc.errors import CODES, to_status
from domain.shared import errors
from domain.tokens.model import BatchTooLarge, ModelNotFound


def details[Detail: Message](status: status_pb2.Status, kind: type[Detail]) -> list[Detail]:
    found = []
    for packed in status.details:
        detail = kind()
        if packed.Unpack(detail):
            found.append(detail)
    return found


class TooMuch(errors.Exhausted):
    reason = "TOO_MANY_CALLS"


def test_a_concrete_error_has_the_code_of_its_category() -> None:
    """A new error needs no line in the table."""
    actual = to_status(ModelNotFound("unknown", model="x", nearest=""))

    assert code_pb2.NOT_FOUND == actual.code


def test_every_category_has_a_code_of_its_own() -> None:
    """Clients can tell the categories apart by the code alone."""
    categories = set(errors.SteelyardError.__subclasses__())

    assert categories == set(CODES)
    assert len(CODES) == len(set(CODES.values()))


def test_reason_domain_and_metadata_arrive() -> None:
    """ErrorInfo carries what a program needs."""
    status = to_status(ModelNotFound("unknown model 'x'", model="x", nearest="y"))
    actual = details(status, error_details_pb2.ErrorInfo)[0]

    assert ("MODEL_NOT_FOUND", "steelyard") == (actual.reason, actual.domain)
    assert {"model": "x", "nearest": "y"} == dict(actual.metadata)
    assert "unknown model 'x'" == status.message


def test_a_field_at_fault_is_named() -> None:
    """BadRequest carries the path of the field."""
    status = to_status(BatchTooLarge("too many", field="texts", limit=1, given=2))
    violation = details(status, error_details_pb2.BadRequest)[0].field_violations[0]

    assert ("texts", "too many") == (violation.field, violation.description)


def test_a_retry_is_advised_where_it_helps() -> None:
    """RetryInfo carries the delay."""
    status = to_status(TooMuch("later", retry_after_ms=1_500))
    actual = details(status, error_details_pb2.RetryInfo)[0].retry_delay

    assert 1_500 == actual.ToMilliseconds()


def test_no_retry_is_advised_where_it_does_not() -> None:
    """Without a delay there is no RetryInfo."""
    status = to_status(ModelNotFound("unknown"))

    assert [] == details(status, error_details_pb2.RetryInfo)
