"""What a change of model would change, as people and programs read it."""

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.texts import Corpus
from adapters.inbound.cli.views.costs import money_data, prices_label
from adapters.inbound.cli.views.labels import count_data, decimal_text, provenance_data
from domain.tokens.analyses import ModelComparison, ModelTotals

_COLUMNS = (
    Column("Model"),
    Column("Tokens", is_number=True),
    Column("At most", is_number=True),
    Column("USD", is_number=True),
    Column("Longest input", is_number=True),
    Column("Method"),
)
_SHOWN_FILES = 10


def comparison_table(comparison: ModelComparison, corpus: Corpus) -> Table:
    """A row for each model, and what changes from the one to the other."""
    totals = (comparison.before, comparison.after)
    prices = dict.fromkeys(prices_label(each.cost) for each in totals if each.cost)
    return Table(
        columns=_COLUMNS,
        rows=tuple(_row(each) for each in totals),
        notes=tuple(_notes(comparison, corpus)),
        label="; ".join(prices),
    )


def comparison_data(comparison: ModelComparison, corpus: Corpus) -> dict[str, Any]:
    """The same for programs, file by file."""
    stops, begins = set(comparison.stops_fitting), set(comparison.begins_fitting)
    ratios = zip(corpus.names, comparison.token_ratios, strict=True)
    return {
        "from": _totals_data(comparison.before),
        "to": _totals_data(comparison.after),
        "token_ratio": comparison.token_ratio,
        "files": [
            {
                "path": name,
                "token_ratio": ratio,
                "stops_fitting": index in stops,
                "begins_fitting": index in begins,
            }
            for index, (name, ratio) in enumerate(ratios)
        ],
        "errors": [
            {"path": each.path, "reason": each.reason, "message": each.message}
            for each in corpus.failed
        ],
        "skipped": [{"path": each.path, "reason": each.reason} for each in corpus.skipped],
    }


def _row(totals: ModelTotals) -> tuple[Cell, ...]:
    count = totals.count
    return (
        totals.model.name,
        count.token_count,
        count.upper_bound_token_count,
        decimal_text(totals.cost.total_usd) if totals.cost else None,
        totals.model.longest_input,
        count.method.name,
    )


def _notes(comparison: ModelComparison, corpus: Corpus) -> Iterator[str]:
    before, after = comparison.before.model.name, comparison.after.model.name
    yield f"{after} takes {comparison.token_ratio:.3f} tokens for each token of {before}"
    if len(corpus.names) > 1:
        ranked = sorted(zip(comparison.token_ratios, corpus.names, strict=True))
        (least, least_name), (most, most_name) = ranked[0], ranked[-1]
        yield f"from {least:.3f} ({least_name}) to {most:.3f} ({most_name})"
    if comparison.stops_fitting:
        yield f"no longer fits: {_names(comparison.stops_fitting, corpus)}"
    if comparison.begins_fitting:
        yield f"fits only {after}: {_names(comparison.begins_fitting, corpus)}"


def _names(indices: Sequence[int], corpus: Corpus) -> str:
    names = [corpus.names[index] for index in indices[:_SHOWN_FILES]]
    more = len(indices) - len(names)
    return ", ".join([*names, *([f"{more:,} more"] if more else [])])


def _totals_data(totals: ModelTotals) -> dict[str, Any]:
    return {
        "model": totals.model.name,
        "count": count_data(totals.count),
        "cost": money_data(totals.cost) if totals.cost else None,
        "longest_input_token_count": totals.model.longest_input,
        "provenance": provenance_data(totals.provenance),
    }
