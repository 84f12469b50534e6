"""What alembic runs: the revisions, on the connection that migration.py gives it."""

from alembic import context
from sqlmodel import SQLModel

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    transactional_ddl=True,  # SQLite can take back the making of a table, too
)
context.run_migrations()
