"""Reports of the count command as people and programs read them."""

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.inbound.cli.output import complain, is_terminal, show_json, show_table
from adapters.inbound.cli.report import CountedInput, CountReport, FailedInput, SkippedInput
from adapters.inbound.cli.tables import Cell, Column, Table
from adapters.inbound.cli.unknown import UnknownName, unknown_data
from adapters.inbound.cli.views.labels import is_exact, label_of
from domain.tokens.model import TokenCount

SHOWN_SKIPPED = 10
"""More skipped files are only named as a number."""


def show_report(report: CountReport, unknown: Sequence[UnknownName] = (), *, as_json: bool) -> None:
    """Write a report: drawn for a terminal, in plain lines for a pipe, or as JSON."""
    if as_json:
        show_json({**report_data(report), "unknown_models": unknown_data(unknown)})
        return
    show_table(drawn_report(report) if is_terminal() else piped_report(report))
    complain_about(report.skipped, report.failed)


def complain_about(skipped: Sequence[SkippedInput], failed: Sequence[FailedInput]) -> None:
    """Tell a person what was skipped, and what could not be read or counted."""
    for line in (*_skipped_lines(skipped), *_failed_lines(failed)):
        complain(line)


def piped_report(report: CountReport) -> Table:
    """Tokens and path of each input, then its upper bound and method where any is not exact."""
    rows = [_piped_row(each.count, each.path, report) for each in report.counted]
    total = _piped_row(report.total, "total", report) if len(rows) > 1 else ()
    return Table(columns=(), rows=tuple(rows), total=total)


def drawn_report(report: CountReport) -> Table:
    """A table of the inputs, or a sentence where there is only one, and what counted them."""
    label = label_of(report.total, report.label.provenance)
    if len(report.counted) == 1:
        only = report.counted[0]
        counts = f"{only.count.token_count:,} tokens, {only.byte_count:,} bytes"
        return Table(columns=(), rows=(), label=label, notes=(f"{only.path}: {counts}",))
    numbers = _numbers(report.total, report.total_byte_count, report)
    total = ("Total", *numbers) if report.counted else ()
    return Table(columns=_columns(report), rows=_rows(report), total=total, label=label)


def report_data(report: CountReport) -> dict[str, Any]:
    """A report for programs; paths are as shown, so that every JSON parser takes them."""
    provenance = report.label.provenance
    return {
        "model": report.model or None,
        "encoding": provenance.tokenizer,
        "method": report.total.method.name,
        "engine": provenance.engine,
        "vocabulary_sha256": provenance.vocabulary_sha256,
        "catalogue_version": provenance.catalogue_version,
        "files": [_file_data(each) for each in report.counted],
        "errors": [
            {"path": each.path, "reason": each.reason, "message": each.message}
            for each in report.failed
        ],
        "skipped": [{"path": each.path, "reason": each.reason} for each in report.skipped],
        "total_token_count": report.total.token_count,
        "total_upper_bound_token_count": report.total.upper_bound_token_count,
        "total_frame_token_count": report.total.frame_token_count,
        "total_byte_count": report.total_byte_count,
    }


def _file_data(counted: CountedInput) -> dict[str, Any]:
    """A file for programs; a long one may be counted by other means than the others."""
    return {
        "path": counted.path,
        "token_count": counted.count.token_count,
        "upper_bound_token_count": counted.count.upper_bound_token_count,
        "method": counted.count.method.name,
        "engine": counted.analysis.provenance.engine,
        "byte_count": counted.byte_count,
    }


def _piped_row(count: TokenCount, name: str, report: CountReport) -> tuple[Cell, ...]:
    if is_exact(report.total):
        return count.token_count, name
    return count.token_count, name, count.upper_bound_token_count, count.method.name


def _columns(report: CountReport) -> tuple[Column, ...]:
    bound = () if is_exact(report.total) else (Column("At most", is_number=True),)
    tokens, size = Column("Tokens", is_number=True), Column("Bytes", is_number=True)
    return Column("File"), tokens, *bound, size


def _rows(report: CountReport) -> tuple[tuple[Cell, ...], ...]:
    return tuple(
        (each.path, *_numbers(each.count, each.byte_count, report)) for each in report.counted
    )


def _numbers(count: TokenCount, byte_count: int, report: CountReport) -> tuple[Cell, ...]:
    bound = () if is_exact(report.total) else (count.upper_bound_token_count,)
    return count.token_count, *bound, byte_count


def _skipped_lines(skipped: Sequence[SkippedInput]) -> Iterator[str]:
    """What was skipped, and how many more where there are too many to name."""
    for each in skipped[:SHOWN_SKIPPED]:
        yield f"skipped {each.path}: {each.message}"
    if len(skipped) > SHOWN_SKIPPED:
        yield f"skipped {len(skipped) - SHOWN_SKIPPED:,} more; --json lists all of them"


def _failed_lines(failed: Sequence[FailedInput]) -> Iterator[str]:
    """What could not be read or counted, and why."""
    for each in failed:
        yield f"{each.path}: {each.message}"
