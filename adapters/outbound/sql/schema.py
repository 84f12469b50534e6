"""Which tables this program needs."""

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from adapters.outbound.sql.faults import fault_of
from domain.shared.storage import StorageOutdated

REVISIONS = ("0001_jobs", "0002_queue", "0003_token_analyses")
"""The revisions that this program knows, the oldest first."""

_VERSION = text("SELECT version_num FROM alembic_version")


def revision_of(connection: Connection) -> str:
    """The revision of the tables; empty where there are none.

    A transaction in which a table is missing is over, so this comes first in one.
    """
    try:
        return str(connection.execute(_VERSION).scalar() or "")
    except DBAPIError as error:
        if not isinstance(fault_of(error), StorageOutdated):
            raise
    connection.rollback()
    return ""


def check_revision(found: str) -> None:
    """Refuse tables that are older than this program; newer ones only have more in them.

    Raises:
        StorageOutdated: They are older.
    """
    needed = REVISIONS[-1]
    if found != needed and (not found or found in REVISIONS):
        raise StorageOutdated(
            "the tables of the store are older than this program; steelyard migrate renews them",
            found=found or "none",
            needed=needed,
        )
