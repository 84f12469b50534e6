"""Where the storage is, what seals it, which queue it has, and how its tables come about."""

import os
from pathlib import Path

import structlog

from adapters.outbound.plain.seal import PlainSeal
from adapters.outbound.sql.queue import LeasedQueue
from adapters.outbound.sql.unit_of_work import MakeQueue
from bootstrap.settings import StorageSettings
from domain.shared.errors import InvalidValue, SteelyardError
from domain.shared.extras import ExtraMissing
from ports.outbound.seals import Seal

_SQLITE = "sqlite:///"
_PRIVATE = 0o700
_log = structlog.get_logger()


def storage_url(settings: StorageSettings) -> str:
    """The database; where none is named, a file of the user's own."""
    return settings.url or f"{_SQLITE}{_state_folder() / 'steelyard' / 'steelyard.db'}"


def seal_for(settings: StorageSettings) -> Seal:
    """What seals prompts and results.

    Raises:
        InvalidValue: The file with the keys cannot be used.
    """
    if not settings.key_file:
        return PlainSeal()
    from adapters.outbound.aes_gcm.key_files import read_keys  # noqa: PLC0415 - only with keys
    from adapters.outbound.aes_gcm.seal import AesGcmSeal  # noqa: PLC0415 - the same

    return AesGcmSeal(read_keys(Path(settings.key_file)), earlier=PlainSeal())


def queue_for(url: str) -> MakeQueue:
    """The queue that suits a database.

    Raises:
        ExtraMissing: What PostgreSQL needs is not installed.
    """
    if _is_sqlite(url):
        return LeasedQueue
    try:
        from adapters.outbound.procrastinate.queue import (  # noqa: PLC0415 - an optional extra
            ProcrastinateQueue,
        )
    except ModuleNotFoundError:
        raise ExtraMissing("PostgreSQL is used", extra="postgres") from None
    return lambda transaction: ProcrastinateQueue(transaction.lend)


def migrate_storage(settings: StorageSettings, *, to: str = "head") -> str:
    """Bring the tables to a revision and return it.

    Raises:
        StorageUnavailable: The database does not answer.
        ExtraMissing: What PostgreSQL needs is not installed.
    """
    from adapters.outbound.sql.migration import migrate  # noqa: PLC0415 - takes half a second

    url = storage_url(settings)
    if _is_sqlite(url):
        if url.startswith(_SQLITE):
            _make_folder(Path(url.removeprefix(_SQLITE)).parent)
        return migrate(url, to=to)
    queue_for(url)
    from adapters.outbound.procrastinate.schema import (  # noqa: PLC0415 - an optional extra
        queue_schema,
    )

    return migrate(url, to=to, queue_schema=queue_schema())


def prepare_storage(settings: StorageSettings) -> None:
    """Make or renew the tables of an embedded database at a start; others are the operator's.

    A storage that cannot be prepared holds nothing up: what needs it says so when it is asked.
    """
    if not _is_sqlite(storage_url(settings)):
        return
    try:
        migrate_storage(settings)
    except SteelyardError as error:
        _log.error("the storage cannot be prepared", reason=error.reason, **error.metadata)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        _log.error("the folder of the storage cannot be made", error=error.strerror)


def _is_sqlite(url: str) -> bool:
    return url.startswith("sqlite:")


def _state_folder() -> Path:
    """Where programs keep their state, as the XDG Base Directory Specification says."""
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    if named.is_absolute():
        return named
    try:
        return Path.home() / ".local" / "state"
    except RuntimeError:
        raise InvalidValue(
            "there is no home folder; set STEELYARD_STORAGE_URL", field="settings"
        ) from None
