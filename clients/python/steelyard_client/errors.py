"""What a failed call raises: one root, and the categories that callers react to.

SteelyardError
├── InvalidValue        a field is wrong; change the request
├── NotFound            no such thing
├── AlreadyExists       it is there already
├── Conflict            somebody else changed it first
├── FailedPrecondition  the request is fine, the state of the server is not
├── Exhausted           too much at once; try again later
├── PermissionDenied    known caller, not allowed
├── Unauthenticated     unknown caller
├── Unavailable         not now; try again
├── DeadlineExceeded    time ran out
└── InternalFault       a fault of the server's
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import grpc

from steelyard_client.reasons import Reason


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """A field of the request that is at fault.

    Args:
        field: Its path in the request message, such as ``tokenizer.model``.
        description: What is wrong with it.
    """

    field: str
    description: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a failure beside its sentence.

    Args:
        reason: Why, for a program; the name of the gRPC code where the server gave no reason.
        code: The gRPC status code.
        metadata: Facts for a program; its keys are those of ``error_reason.proto``.
        field_violations: The fields at fault.
        retry_after: When trying again may help; None where the server did not say.
        request_id: What finds the call in the server's log; empty where nothing was sent.
        details: What the gRPC library or a proxy said, where the server itself said nothing.
    """

    reason: str
    code: grpc.StatusCode
    metadata: Mapping[str, str] = field(default_factory=dict)
    field_violations: tuple[FieldViolation, ...] = ()
    retry_after: timedelta | None = None
    request_id: str = ""
    details: str = ""


class SteelyardError(Exception):
    """A call that failed.

    Args:
        message: One sentence for a person; never parse it.
        facts: The same for a program; each fact is an attribute of the error too.
    """

    def __init__(self, message: str, facts: Facts) -> None:
        super().__init__(message, facts)
        self.message = message
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.message} ({self.details})" if self.details else self.message

    @property
    def reason(self) -> str:
        """Why, for a program: see ``Facts``."""
        return self.facts.reason

    @property
    def known_reason(self) -> Reason | None:
        """The reason as a member of its enum; None where it is newer than this client."""
        return Reason.__members__.get(self.facts.reason)

    @property
    def code(self) -> grpc.StatusCode:
        """The gRPC status code."""
        return self.facts.code

    @property
    def metadata(self) -> Mapping[str, str]:
        """Facts for a program."""
        return self.facts.metadata

    @property
    def field_violations(self) -> tuple[FieldViolation, ...]:
        """The fields at fault."""
        return self.facts.field_violations

    @property
    def retry_after(self) -> timedelta | None:
        """When trying again may help; None where the server did not say."""
        return self.facts.retry_after

    @property
    def request_id(self) -> str:
        """What finds the call in the server's log."""
        return self.facts.request_id

    @property
    def details(self) -> str:
        """What the gRPC library or a proxy said, where the server itself said nothing."""
        return self.facts.details


class InvalidValue(SteelyardError):
    """A field of the request has a value that is not allowed."""


class NotFound(SteelyardError):
    """The thing that was named does not exist."""

    @property
    def nearest(self) -> tuple[str, ...]:
        """The names that come nearest to the one that was asked for."""
        return tuple(filter(None, self.metadata.get("nearest", "").split(",")))


class AlreadyExists(SteelyardError):
    """The thing that was to be created exists already."""


class Conflict(SteelyardError):
    """Somebody else changed the thing first; read it again and retry."""


class FailedPrecondition(SteelyardError):
    """The request is fine, but the server is not in a state that allows it."""


class Exhausted(SteelyardError):
    """A limit on size or on simultaneous use is reached."""


class PermissionDenied(SteelyardError):
    """The caller is known and may not do this."""


class Unauthenticated(SteelyardError):
    """The caller is not known."""


class Unavailable(SteelyardError):
    """No server answers now; another attempt may succeed."""


class DeadlineExceeded(SteelyardError):
    """The call ran longer than its deadline or the server's maximum."""


class InternalFault(SteelyardError):
    """A fault of the server's, logged there under the request id."""


def invalid(
    message: str, *, field: str, reason: Reason = Reason.VALUE_INVALID, **metadata: str
) -> InvalidValue:
    """The error of a value that cannot be sent.

    Args:
        message: What is wrong.
        field: Path of the field.
        reason: Why, for a program.
        metadata: Further facts.
    """
    return InvalidValue(
        message,
        Facts(
            reason=reason.value,
            code=grpc.StatusCode.INVALID_ARGUMENT,
            metadata={"field": field, **metadata},
            field_violations=(FieldViolation(field, message),),
        ),
    )
