"""What may go wrong when a model elsewhere is asked to say a text in fewer words."""

from domain.shared.errors import Unavailable

RETRY_AFTER_MS = 1_000
"""Where the endpoint names no time itself."""


class EndpointUnavailable(Unavailable):
    """The model that rewrites texts did not answer with one.

    Args:
        message: What happened.
        cause: ``unreachable``, ``timeout``, ``redirected``, ``refused`` (a status of an error),
            ``too_large``, ``malformed`` or ``unfinished``.
        status: The HTTP status; 0 where there was none.
        retry_after_ms: When trying again may help, in milliseconds.
    """

    reason = "ENDPOINT_UNAVAILABLE"

    def __init__(
        self, message: str, *, cause: str, status: int = 0, retry_after_ms: int = RETRY_AFTER_MS
    ) -> None:
        super().__init__(message, retry_after_ms=retry_after_ms, cause=cause, status=status)
        self.cause = cause
        self.status = status
