"""What may go wrong with what is kept."""

from domain.shared.errors import AlreadyExists, Exhausted, FailedPrecondition, Unavailable

_RETRY_AFTER_MS = 1_000


class StorageUnavailable(Unavailable):
    """The store does not answer, or not in time.

    Args:
        message: What happened.
        cause: The name that the store gives the fault; never a text that could quote a prompt.
    """

    reason = "STORAGE_UNAVAILABLE"

    def __init__(self, message: str, *, cause: str) -> None:
        super().__init__(message, retry_after_ms=_RETRY_AFTER_MS, cause=cause)


class StorageFull(Exhausted):
    """There is no room left in the store; nothing has been changed.

    Args:
        message: What happened.
        cause: The name that the store gives the fault.
    """

    reason = "STORAGE_FULL"

    def __init__(self, message: str, *, cause: str) -> None:
        super().__init__(message, retry_after_ms=_RETRY_AFTER_MS, cause=cause)


class StorageOutdated(FailedPrecondition):
    """The tables of the store are older than this program; ``steelyard migrate`` renews them."""

    reason = "STORAGE_OUTDATED"


class SealBroken(FailedPrecondition):
    """What is stored cannot be read: another key, another place, or changed bytes."""

    reason = "SEAL_BROKEN"


class RequestIdTaken(AlreadyExists):
    """Something with this request id is stored already."""

    reason = "REQUEST_ID_TAKEN"
