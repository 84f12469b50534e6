"""The types of columns at the time of these revisions; what the program uses may change later."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TEXT

NAME = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
"""Text that is compared byte by byte."""
PLACE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A number that the database counts up; SQLite does so in this type only."""
