"""The clock of the database, for statements."""

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class NowUs(FunctionElement[int]):
    """Microseconds from the beginning of 1970 until now; SQLite knows only milliseconds."""

    type = BigInteger()
    inherit_cache = True


@compiles(NowUs, "sqlite")
def _sqlite(element: NowUs, compiler: SQLCompiler, **_: object) -> str:  # noqa: ARG001  # the library passes them
    # Days since noon in Greenwich on 24 November 4714 BC; 1970 began 2440587.5 of them later.
    return "(CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000)"


@compiles(NowUs, "postgresql")
def _postgresql(element: NowUs, compiler: SQLCompiler, **_: object) -> str:  # noqa: ARG001  # the library passes them
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)"
