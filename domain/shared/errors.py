"""The one root of every anticipated error, and the categories that clients react to.

SteelyardError
├── InvalidValue        a field is wrong; change the request
├── NotFound            no such thing
├── AlreadyExists       it is there already
├── Conflict            somebody else changed it first
├── FailedPrecondition  the request is fine, the state of the system is not
├── Exhausted           too much at once; try again later
├── PermissionDenied    known caller, not allowed
├── Unauthenticated     unknown caller
├── Unavailable         not now; try again
├── DeadlineExceeded    time ran out
└── InternalFault       a bug, never raised on purpose
"""

from typing import ClassVar


class SteelyardError(Exception):
    """An anticipated error.

    Args:
        message: One sentence for a person. Never holds prompt text.
        retry_after_ms: When trying again may help, in milliseconds; None when it does not.
        metadata: Facts for a program; the keys are those of ``error_reason.proto``.
    """

    reason: ClassVar[str]

    def __init__(
        self, message: str, *, retry_after_ms: int | None = None, **metadata: object
    ) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after_ms = retry_after_ms
        self.metadata: dict[str, str] = {key: str(value) for key, value in metadata.items()}


class InvalidValue(SteelyardError):
    """A field of the request has a value that is not allowed.

    Args:
        message: What is wrong, and what would be right.
        field: Path of the field in the request message, such as ``tokenizer.model``.
        metadata: Further facts.
    """

    reason = "VALUE_INVALID"

    def __init__(self, message: str, *, field: str, **metadata: object) -> None:
        super().__init__(message, retry_after_ms=None, field=field, **metadata)
        self.field = field


class NotFound(SteelyardError):
    """The thing that was named does not exist."""


class AlreadyExists(SteelyardError):
    """The thing that was to be created exists already."""


class Conflict(SteelyardError):
    """Somebody else changed the thing first; read it again and retry."""


class FailedPrecondition(SteelyardError):
    """The request is fine, but the system is not in a state that allows it."""


class Exhausted(SteelyardError):
    """A limit on simultaneous or accumulated use is reached; retrying later helps."""


class PermissionDenied(SteelyardError):
    """The caller is known and may not do this."""


class Unauthenticated(SteelyardError):
    """The caller is not known."""


class Unavailable(SteelyardError):
    """The service cannot answer now; another attempt may."""


class DeadlineExceeded(SteelyardError):
    """The call ran longer than its deadline or the server's maximum."""

    reason = "DEADLINE_EXCEEDED"


class InternalFault(SteelyardError):
    """What a client sees of a bug: nothing but the id that finds it in the log."""

    reason = "INTERNAL"
