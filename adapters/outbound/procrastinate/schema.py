"""procrastinate's tables, types and functions, as statements for a migration of ours."""

from dataclasses import dataclass
from typing import LiteralString

from procrastinate.schema import SchemaManager

NEWEST_MIGRATION = "03.04.00_50_post_add_retry_failed_job_procedure.sql"
"""The library's last change of its schema that a migration of ours brings; a test compares it with
those of the installed library."""

# Workers here ask for jobs, and nobody listens. Yet a transaction that notifies commits alone: each
# job that is put would wait until the disk, or a standby, has the one before it.
_SILENCE: LiteralString = """
ALTER TABLE procrastinate_jobs DISABLE TRIGGER procrastinate_jobs_notify_queue_job_inserted_v1;
"""
_DROP: LiteralString = r"""
DO $$
DECLARE
    dropped text;
BEGIN
    FOR dropped IN
        SELECT format('DROP TABLE %s CASCADE', oid::regclass) FROM pg_class
        WHERE relnamespace = current_schema()::regnamespace
            AND relkind = 'r' AND relname LIKE 'procrastinate\_%'
    LOOP
        EXECUTE dropped;
    END LOOP;
    FOR dropped IN
        SELECT format('DROP FUNCTION %s', oid::regprocedure) FROM pg_proc
        WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'procrastinate\_%'
    LOOP
        EXECUTE dropped;
    END LOOP;
    FOR dropped IN
        SELECT format('DROP TYPE %s', oid::regtype) FROM pg_type
        WHERE typnamespace = current_schema()::regnamespace
            AND typtype IN ('e', 'c') AND typname LIKE 'procrastinate\_%'
    LOOP
        EXECUTE dropped;
    END LOOP;
END;
$$
"""


@dataclass(frozen=True, slots=True)
class QueueSchema:
    """What makes the queue's tables and what removes them, for PostgreSQL.

    Each is several statements in one text, to be run in the transaction of the migration and
    without parameters: with some, even an empty list, psycopg would read the percent signs.

    Args:
        create: Makes all of it, as the installed library wants it, but for one trigger.
        drop: Removes all of it, whichever version of the library made it.
    """

    create: LiteralString
    drop: LiteralString


def queue_schema() -> QueueSchema:
    """The schema of the installed library."""
    return QueueSchema(create=SchemaManager.get_schema() + _SILENCE, drop=_DROP)
