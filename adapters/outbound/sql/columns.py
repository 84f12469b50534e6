"""How values are kept in columns, the same in every database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Text
from sqlalchemy.dialects.postgresql import TEXT
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class AnyText(TypeDecorator[str]):
    """Text with any characters in it, in ASCII.

    PostgreSQL refuses U+0000, and no database takes half a surrogate pair; escaped, both are kept,
    compared and found. Names that consist of letters and digits stay readable.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[str]:
        """Compare bytes, so that the order is the same everywhere."""
        is_postgres = dialect.name == "postgresql"
        return dialect.type_descriptor(TEXT(collation="C") if is_postgres else Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # the library passes it
        """What is stored."""
        return None if value is None else value.encode("unicode_escape").decode("ascii")

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  # the library passes it
        """What was meant."""
        return None if value is None else value.encode("ascii").decode("unicode_escape")


def microseconds(moment: datetime) -> int:
    """Microseconds from the beginning of 1970 in UTC to a moment."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(at_us: int) -> datetime:
    """The moment so many microseconds after the beginning of 1970, in UTC."""
    return _EPOCH + at_us * _MICROSECOND
