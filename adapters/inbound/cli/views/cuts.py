"""Texts that were cut, as people and programs read them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.inbound.cli.paths import shown
from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.views.labels import count_data, label_of, provenance_data
from domain.tokens.analyses import SplitAnalysis, TruncationAnalysis
from domain.tokens.model import CountMethod

_BEGINNING = 40
"""Characters of a chunk that are shown."""


def truncation_sentence(analysis: TruncationAnalysis, *, character_count: int) -> str:
    """What became of a text, on one line."""
    removed = sum(each.end - each.start for each in analysis.left.removed)
    tokens = f"{analysis.count.token_count:,} tokens"
    label = label_of(analysis.count, analysis.provenance)
    if not removed:
        return f"nothing was removed: {tokens}; {label}"
    return f"removed {removed:,} of {character_count:,} characters, left {tokens}; {label}"


def truncation_data(analysis: TruncationAnalysis) -> dict[str, Any]:
    """What is left of a text, for programs; places are in characters of the original."""
    return {
        "text": analysis.left.text,
        "truncated": analysis.left.was_truncated,
        "removed": [{"start": each.start, "end": each.end} for each in analysis.left.removed],
        "count": count_data(analysis.count),
        "provenance": provenance_data(analysis.provenance),
    }


def chunk_table(analysis: SplitAnalysis, text: str) -> Table:
    """A row for each chunk."""
    places = (Column("From", is_number=True), Column("To", is_number=True))
    rows = (
        (each.token_count, each.start, each.end, text[each.start : each.end][:_BEGINNING])
        for each in analysis.chunks
    )
    return _table(analysis, (*places, Column("Begins")), tuple(rows))


def piece_table(analysis: SplitAnalysis, paths: Sequence[Path]) -> Table:
    """A row for each chunk that was written into a file."""
    pairs = zip(analysis.chunks, paths, strict=True)
    rows = tuple((each.token_count, shown(path)) for each, path in pairs)
    return _table(analysis, (Column("File"),), rows)


def _table(
    analysis: SplitAnalysis, columns: tuple[Column, ...], rows: tuple[tuple[Cell, ...], ...]
) -> Table:
    """A table whose first column are tokens: upper bounds where they are not exact."""
    is_exact = analysis.method is CountMethod.EXACT
    provenance = analysis.provenance
    label = f"{analysis.method.name} with {provenance.tokenizer} by {provenance.engine}"
    return Table(
        columns=(Column("Tokens" if is_exact else "At most", is_number=True), *columns),
        rows=rows,
        label=label if is_exact else f"{label}; the tokens are upper bounds",
        is_certain=is_exact,
    )


def split_data(analysis: SplitAnalysis, text: str) -> dict[str, Any]:
    """The chunks for programs; places are in characters."""
    return {
        "chunks": [
            {
                "start": each.start,
                "end": each.end,
                "token_count": each.token_count,
                "text": text[each.start : each.end],
            }
            for each in analysis.chunks
        ],
        "method": analysis.method.name,
        "provenance": provenance_data(analysis.provenance),
    }
