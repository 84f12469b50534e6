"""Lends a connection of ours to procrastinate, which otherwise opens its own."""

from collections.abc import Callable, Coroutine, Mapping
from contextlib import AbstractContextManager
from typing import Any, LiteralString

from procrastinate import BaseConnector
from psycopg import Connection
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import Jsonb

type Lend = Callable[[], AbstractContextManager[Connection[Any]]]
"""Lends a connection for one statement, in a transaction that has begun.

Whoever lends commits or rolls back, and knows what the errors of psycopg mean.
"""


class LentConnector(BaseConnector):
    """Runs statements in the transaction of whoever lends the connection.

    Its methods are coroutines because the library awaits them, and wait for nothing but the
    statement itself (see result_of). Errors of psycopg pass through as they are.

    Args:
        lend: Lends the connection.
    """

    def __init__(self, lend: Lend) -> None:
        self._lend = lend

    def rows(self, query: LiteralString, arguments: Mapping[str, object]) -> list[DictRow]:
        """What a statement finds; nothing for one that finds no rows."""
        with self._lend() as connection, connection.cursor(row_factory=dict_row) as cursor:
            cursor.execute(query, {name: _in_json(value) for name, value in arguments.items()})
            return cursor.fetchall() if cursor.description else []

    async def execute_query_async(self, query: LiteralString, **arguments: Any) -> None:  # noqa: ANN401 - the library's own signature
        """Run a statement."""
        self.rows(query, arguments)

    async def execute_query_one_async(
        self,
        query: LiteralString,
        **arguments: Any,  # noqa: ANN401 - likewise
    ) -> DictRow:
        """The first row that a statement finds; the library asks so only where there is one."""
        return self.rows(query, arguments)[0]

    async def execute_query_all_async(
        self,
        query: LiteralString,
        **arguments: Any,  # noqa: ANN401 - likewise
    ) -> list[DictRow]:
        """The rows that a statement finds."""
        return self.rows(query, arguments)


def result_of[Result](coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine of the library that uses a LentConnector, without an event loop.

    Raises:
        RuntimeError: It waits for something else.
    """
    try:
        coroutine.send(None)
    except StopIteration as end:
        result: Result = end.value
        return result
    coroutine.close()
    raise RuntimeError("the library waits for more than its connection")


def _in_json(value: object) -> object:
    """Mappings as JSON, within the rows and arrays that the library hands over, too."""
    match value:
        case dict():
            return Jsonb(value)
        case list():
            return [_in_json(each) for each in value]
        case tuple():
            return tuple(_in_json(each) for each in value)
        case _:
            return value
