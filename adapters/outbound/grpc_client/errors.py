"""What a failed call means here: the client's error becomes the one that the server raised."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

import steelyard_client as client

# Only classes that are loaded can be found by their reason: these modules load all of them.
from domain.compression import omissions as _omissions  # noqa: F401 - loads those of the store
from domain.compression import reranking as _reranking  # noqa: F401 - loads that of high accuracy
from domain.compression import rewriting as _rewriting  # noqa: F401 - loads that of rewriting
from domain.compression.jobs import policy as _policy  # noqa: F401 - loads those of full queues
from domain.shared import errors as domain
from domain.shared import storage as _storage  # noqa: F401 - loads those of what is kept
from domain.tokens import streaming as _streaming  # noqa: F401 - loads those of streams
from ports.inbound import analysis_records as _records  # noqa: F401 - loads those of kept counts
from ports.inbound import chats as _chats  # noqa: F401 - loads the errors of chat requests
from ports.inbound import compression as _compression  # noqa: F401 - loads those of compression
from ports.inbound import cuts as _cuts  # noqa: F401 - loads those of cutting
from ports.inbound import jobs as _jobs  # noqa: F401 - loads those of jobs
from ports.inbound import models as _models  # noqa: F401 - loads those of models and prices

CATEGORIES: Mapping[type[client.SteelyardError], type[domain.SteelyardError]] = {
    client.InvalidValue: domain.InvalidValue,
    client.NotFound: domain.NotFound,
    client.AlreadyExists: domain.AlreadyExists,
    client.Conflict: domain.Conflict,
    client.FailedPrecondition: domain.FailedPrecondition,
    client.Exhausted: domain.Exhausted,
    client.PermissionDenied: domain.PermissionDenied,
    client.Unauthenticated: domain.Unauthenticated,
    client.Unavailable: domain.Unavailable,
    client.DeadlineExceeded: domain.DeadlineExceeded,
    client.InternalFault: domain.InternalFault,
}
"""The category here of each one there, for reasons that no class here has."""

_HINT = "; 'steelyard serve' starts one"
_MILLISECOND = timedelta(milliseconds=1)


class ServerUnreachable(domain.Unavailable):
    """No server answers at the address, or it went away during the call."""

    reason = "SERVER_UNREACHABLE"


@contextmanager
def domain_errors() -> Iterator[None]:
    """Raise what the server raised, or what its silence means.

    Raises:
        SteelyardError: The call failed.
    """
    try:
        yield
    except client.SteelyardError as error:
        raise to_domain(error) from None


def to_domain(error: client.SteelyardError) -> domain.SteelyardError:
    """The error here that one of the client's stands for."""
    kind = _classes_by_reason().get(error.reason) or CATEGORIES[type(error)]
    # Without a word of the gRPC library there was a connection, and no server need be started.
    hint = _HINT if kind is ServerUnreachable and error.details else ""
    return _build(kind, error, f"{error.message}{hint}")


def _build(
    kind: type[domain.SteelyardError], found: client.SteelyardError, message: str
) -> domain.SteelyardError:
    """An error of a kind, with a reason of its own where the kind has none.

    Some kinds are made of facts that are no more than metadata here, so that they cannot be called.
    """
    error = kind.__new__(kind)
    if isinstance(error, domain.InvalidValue):
        domain.InvalidValue.__init__(error, message, field=found.metadata.get("field", ""))
    else:
        domain.SteelyardError.__init__(error, message)
    error.metadata.update(found.metadata)
    if found.retry_after is not None:
        error.retry_after_ms = found.retry_after // _MILLISECOND
    if "reason" not in vars(kind) or kind.reason != found.reason:
        vars(error)["reason"] = found.reason
    return error


def _classes_by_reason() -> dict[str, type[domain.SteelyardError]]:
    """Each error class that is loaded, by its own reason."""
    classes: dict[str, type[domain.SteelyardError]] = {}
    waiting = [domain.SteelyardError]
    while waiting:
        each = waiting.pop()
        waiting += each.__subclasses__()
        if "reason" in vars(each):
            classes[each.reason] = each
    return classes
