"""Counts of chat requests as people and programs read them."""

from collections.abc import Iterator
from typing import Any

from adapters.inbound.cli.bodies import ChatFile
from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.views.labels import (
    count_data,
    is_exact,
    label_of,
    missed,
    place,
    provenance_data,
)
from domain.tokens.analyses import ChatAnalysis
from domain.tokens.chat import MessageCount
from domain.tokens.weighing import ConversationCount

_COLUMNS = (
    Column("Tokens", is_number=True),
    Column("Of which", is_number=True),
    Column("What"),
    Column("Where"),
)


def chat_table(analysis: ChatAnalysis) -> Table:
    """A row for each message and tool, and one for each of their parts."""
    count = analysis.count
    return Table(
        columns=_COLUMNS,
        rows=tuple(_rows(count)),
        total=(count.total.token_count, None, "total", None),
        notes=missed(count.total),
        label=label_of(count.total, analysis.provenance),
        is_certain=is_exact(count.total),
    )


def chat_data(analysis: ChatAnalysis, file: ChatFile) -> dict[str, Any]:
    """The same for programs."""
    count = analysis.count
    return {
        "model": file.model,
        "shape": file.request.shape.value,
        "shape_guessed_because": file.clue or None,
        "count": count_data(count.total),
        "system": _message_data(count.system) if count.system else None,
        "messages": [_message_data(each) for each in count.messages],
        "tools": [
            {"name": each.name, "path": each.path, "token_count": each.token_count}
            for each in count.tools
        ],
        "response_schema_token_count": count.response_schema_token_count,
        "framing_token_count": count.framing_token_count,
        "provenance": provenance_data(analysis.provenance),
    }


def _rows(count: ConversationCount) -> Iterator[tuple[Cell, ...]]:
    for message in (*([count.system] if count.system else ()), *count.messages):
        yield from _message_rows(message)
    for tool in count.tools:
        yield tool.token_count, None, f"tool {tool.name}", place(tool.path)
    if count.response_schema_token_count:
        yield count.response_schema_token_count, None, "response schema", None
    if count.framing_token_count:
        yield count.framing_token_count, None, "framing", None


def _message_rows(message: MessageCount) -> Iterator[tuple[Cell, ...]]:
    yield message.token_count, None, message.role, place(message.path)
    if message.framing_token_count:
        yield None, message.framing_token_count, "framing", None
    for part in message.parts:
        yield None, part.token_count, part.kind, place(part.path)


def _message_data(message: MessageCount) -> dict[str, Any]:
    return {
        "role": message.role,
        "path": message.path,
        "token_count": message.token_count,
        "upper_bound_token_count": message.upper_bound_token_count,
        "framing_token_count": message.framing_token_count,
        "parts": [
            {"kind": each.kind, "path": each.path, "token_count": each.token_count}
            for each in message.parts
        ],
    }
