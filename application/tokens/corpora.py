"""Counting the records of a corpus."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import batched

from application.tokens.gauge import Gauge
from application.tokens.gauges import Gauges
from domain.shared.errors import InvalidValue
from domain.tokens.corpora import (
    ChunkResult,
    CorpusCounting,
    CorpusRecord,
    CorpusTotals,
    FailedRecord,
    Record,
)
from domain.tokens.model import TextCounts, TextNotCountable

BATCH_RECORDS = 256
"""So many texts are counted at once."""


class CountingWork:
    """Implements ports.outbound.corpora.ChunkWork: counts the tokens of each record.

    Args:
        gauges: What counts for which name.
        question: With which tokenizer.
    """

    def __init__(self, gauges: Gauges, question: CorpusCounting) -> None:
        self._gauge = gauges.of(question.selector)
        self._special_tokens = question.special_tokens

    def do(self, records: Iterable[Record]) -> ChunkResult:
        """See the port."""
        lines: list[str] = []
        totals = CorpusTotals()
        for batch in batched(records, BATCH_RECORDS):
            totals = totals.plus(self._count(batch, lines))
        return ChunkResult("".join(lines).encode(), totals)

    def _count(self, records: Sequence[Record], lines: list[str]) -> CorpusTotals:
        """Count some records at once where all can be counted, otherwise one by one."""
        found = [each for each in records if isinstance(each, CorpusRecord)]
        longest = max((len(each.text) for each in found), default=0)
        if len(found) == len(records) and self._gauge.suited_to(longest) is self._gauge:
            with suppress(InvalidValue, TextNotCountable):  # one by one it turns out whose
                return self._count_all(found, self._gauge, lines)
        return CorpusTotals.of_all([self._count_one(each, lines) for each in records])

    def _count_one(self, record: Record, lines: list[str]) -> CorpusTotals:
        if isinstance(record, CorpusRecord):
            try:
                gauge = self._gauge.suited_to(len(record.text))
                return self._count_all([record], gauge, lines)
            except (InvalidValue, TextNotCountable) as error:
                record = FailedRecord(record.place, error.reason, error.message, record.byte_count)
        lines.append(record.as_line())
        return CorpusTotals.of_failed(record)

    def _count_all(
        self, records: Sequence[CorpusRecord], gauge: Gauge, lines: list[str]
    ) -> CorpusTotals:
        texts = [each.text for each in records]
        counts = gauge.count_batch(texts, special_tokens=self._special_tokens)
        lines += _lines(records, counts)
        token_count = sum(counts.token_counts)
        bounds = counts.upper_bound_token_counts
        return CorpusTotals(
            record_count=len(records),
            byte_count=sum([each.byte_count for each in records]),
            token_count=token_count,
            upper_bound_token_count=sum(bounds) if bounds else token_count,
            original_token_count=token_count,
            method=counts.method,
        )


def _lines(records: Sequence[CorpusRecord], counts: TextCounts) -> Iterator[str]:
    """What the output says of each record."""
    bounds = counts.upper_bound_token_counts
    if not bounds:
        for record, count in zip(records, counts.token_counts, strict=True):
            yield f'{{{record.place.as_json()}, "token_count": {count}}}\n'
        return
    for record, count, bound in zip(records, counts.token_counts, bounds, strict=True):
        counted = f'"token_count": {count}, "upper_bound_token_count": {bound}'
        yield f"{{{record.place.as_json()}, {counted}}}\n"
