"""Statements of one unit of work."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Executable, Row

from adapters.outbound.sql.faults import translated_faults
from domain.shared.errors import SteelyardError

type Parameters = Mapping[str, object] | Sequence[Mapping[str, object]] | None


class Transaction:
    """Runs statements, and says in the words of the ports what went wrong.

    Once a statement has failed nothing can be committed any more: PostgreSQL has given up all that
    was done before it.

    Args:
        connection: What runs them; a transaction begins with the first one.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._fault: SteelyardError | None = None

    @property
    def is_postgres(self) -> bool:
        """Whether statements that only PostgreSQL understands may be used."""
        return self._connection.dialect.name == "postgresql"

    def rows(self, statement: Executable, parameters: Parameters = None) -> Sequence[Row[Any]]:
        """What a statement finds."""
        with self._watched():
            return self._connection.execute(statement, parameters).all()

    def first(self, statement: Executable, parameters: Parameters = None) -> Row[Any] | None:
        """The first row that a statement finds."""
        with self._watched():
            return self._connection.execute(statement, parameters).first()

    def number(self, statement: Executable, parameters: Parameters = None) -> int:
        """The number that a statement finds."""
        with self._watched():
            return int(self._connection.execute(statement, parameters).scalar_one())

    def change(self, statement: Executable, parameters: Parameters = None) -> int:
        """How many rows a statement changes."""
        with self._watched():
            return self._connection.execute(statement, parameters).rowcount

    def commit(self) -> None:
        """Make all of it lasting.

        Raises:
            SteelyardError: The one that an earlier statement failed with.
        """
        if self._fault is not None:
            raise self._fault
        with self._watched():
            self._connection.commit()

    @contextmanager
    def lend(self) -> Iterator[Any]:
        """The driver's own connection, for a library that runs statements of its own on it.

        What it does is part of the transaction, and its errors are translated as well.
        """
        with self._watched():
            if not self._connection.in_transaction():
                self._connection.begin()
            yield self._connection.connection.driver_connection

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with translated_faults():
                yield
        except SteelyardError as fault:
            self._fault = fault
            raise
