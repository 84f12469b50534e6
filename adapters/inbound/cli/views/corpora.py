"""What became of a corpus, as people and programs read it."""

from typing import Any

from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.views.labels import label_of, provenance_data
from domain.tokens.model import CountMethod, TokenCount
from ports.inbound.corpora import CorpusProgress

_MEGABYTE = 1_000_000


def corpus_table(progress: CorpusProgress, *, output: str, seconds: float) -> Table:
    """The totals: a fact a row."""
    totals = progress.totals
    rows: list[tuple[Cell, ...]] = [
        ("records", totals.record_count),
        ("failed", totals.failed_count),
        ("bytes", totals.byte_count),
        ("tokens", totals.token_count),
    ]
    if totals.original_token_count != totals.token_count:
        rows.append(("tokens before", totals.original_token_count))
    if totals.method is not CountMethod.EXACT:
        rows.append(("at most", totals.upper_bound_token_count))
    rate = (totals.byte_count - progress.resumed.byte_count) / max(seconds, 0.001) / _MEGABYTE
    notes = [f"{output}: written in {seconds:,.1f} s, {rate:,.1f} MB/s"]
    if progress.resumed.record_count:
        notes.append(f"{progress.resumed.record_count:,} records were done by earlier runs")
    return Table(
        columns=(Column(""), Column("", is_number=True)),
        rows=tuple(rows),
        notes=tuple(notes),
        label=label_of(_count(progress), progress.provenance),
        is_certain=totals.method is CountMethod.EXACT,
    )


def corpus_data(progress: CorpusProgress, *, output: str, seconds: float) -> dict[str, Any]:
    """The same for programs."""
    totals, resumed = progress.totals, progress.resumed
    return {
        "output": output,
        "record_count": totals.record_count,
        "failed_count": totals.failed_count,
        "byte_count": totals.byte_count,
        "token_count": totals.token_count,
        "upper_bound_token_count": totals.upper_bound_token_count,
        "original_token_count": totals.original_token_count,
        "method": totals.method.name,
        **provenance_data(progress.provenance),
        "resumed_record_count": resumed.record_count,
        "seconds": round(seconds, 3),
        "bytes_per_second": round((totals.byte_count - resumed.byte_count) / max(seconds, 0.001)),
    }


def _count(progress: CorpusProgress) -> TokenCount:
    totals = progress.totals
    return TokenCount(totals.token_count, totals.upper_bound_token_count, totals.method)
