"""Compressing the records of a corpus."""

import json
from collections.abc import Iterable

from domain.compression.corpora import CorpusCompression
from domain.compression.requests import TextToCompress
from domain.compression.results import CompressedText
from domain.shared.errors import SteelyardError
from domain.tokens.corpora import (
    ChunkResult,
    CorpusRecord,
    CorpusTotals,
    FailedRecord,
    Record,
)
from domain.tokens.model import CountMethod, TokenCount
from ports.inbound.compression import TextCompressions
from ports.inbound.steps import Steps
from ports.outbound.measures import Measures


class CompressingWork:
    """Implements ports.outbound.corpora.ChunkWork: compresses each record to its budget.

    Args:
        compressions: What compresses.
        measures: What counts for which name; asked where budgets are shares.
        question: To what, and how.
    """

    def __init__(
        self, compressions: TextCompressions, measures: Measures, question: CorpusCompression
    ) -> None:
        self._compressions = compressions
        self._measure = measures.for_text(question.selector)
        self._question = question

    def do(self, records: Iterable[Record]) -> ChunkResult:
        """See the port."""
        lines: list[str] = []
        totals = CorpusTotals.of_all(self._compress(each, lines) for each in records)
        return ChunkResult("".join(lines).encode(), totals)

    def _compress(self, record: Record, lines: list[str]) -> CorpusTotals:
        if isinstance(record, CorpusRecord):
            try:
                compressed = self._compressed(record.text)
            except SteelyardError as error:
                record = FailedRecord(record.place, error.reason, error.message, record.byte_count)
            else:
                lines.append(_line(record, compressed))
                return _totals(record, compressed)
        lines.append(record.as_line())
        return CorpusTotals.of_failed(record)

    def _compressed(self, text: str) -> CompressedText:
        """A text, compressed.

        Raises:
            SteelyardError: Whatever counting and compressing raise.
        """
        question = self._question
        total = 0 if question.share is None else self._measure.text(text).token_count
        steps = self._compressions.compress_text(
            selector=question.selector,
            content=TextToCompress(text, kind=question.kind),
            rules=question.rules_for(total),
        )
        return _finish(steps)


def _finish(steps: Steps[CompressedText]) -> CompressedText:
    while (result := steps.step()) is None:
        pass
    return result


def _line(record: CorpusRecord, compressed: CompressedText) -> str:
    count = compressed.count
    counted = f'"token_count": {count.token_count}, {_bound(count)}'
    before = f'"original_token_count": {compressed.ratio.original_tokens}'
    text = json.dumps(compressed.text, ensure_ascii=False)
    return f'{{{record.place.as_json()}, {counted}{before}, "text": {text}}}\n'


def _bound(count: TokenCount) -> str:
    """The upper bound, where it may differ from the count."""
    if count.method is CountMethod.EXACT:
        return ""
    return f'"upper_bound_token_count": {count.upper_bound_token_count}, '


def _totals(record: CorpusRecord, compressed: CompressedText) -> CorpusTotals:
    return CorpusTotals(
        record_count=1,
        byte_count=record.byte_count,
        token_count=compressed.count.token_count,
        upper_bound_token_count=compressed.count.upper_bound_token_count,
        original_token_count=compressed.ratio.original_tokens,
        method=compressed.count.method,
    )
