"""Counting inputs one by one, so that a bad one does not spoil the others."""

from collections.abc import Callable, Iterable, Iterator

from adapters.inbound.cli.reading import NotText, read_chunks
from adapters.inbound.cli.report import CountedInput, FailedInput, Outcome, SkippedInput
from adapters.inbound.cli.sources import Input, Source, failed_input
from domain.shared.errors import InvalidValue
from domain.tokens.model import (
    SpecialTokens,
    TextNotCountable,
    TokenizerSelector,
)
from ports.inbound.tokens import TextCounting, TokenAnalyses

type Advance = Callable[[int], None]
"""Told how many bytes have been counted since it was told last."""


class InputCounter:
    """Counts inputs over one stream, in bounded memory.

    Args:
        analyses: What counts.
        selector: With which tokenizer.
        special_tokens: What special-token text counts as.
        advance: Told of the progress.
    """

    def __init__(
        self,
        analyses: TokenAnalyses,
        *,
        selector: TokenizerSelector,
        special_tokens: SpecialTokens,
        advance: Advance,
    ) -> None:
        self._analyses = analyses
        self._selector = selector
        self._special_tokens = special_tokens
        self._advance = advance
        self._counting: TextCounting | None = None

    def count_all(self, inputs: Iterable[Input]) -> Iterator[Outcome]:
        """Count every input that can be counted.

        Raises:
            SteelyardError: Nothing can be counted any more, as the server is gone.
        """
        for each in inputs:
            yield self._outcome(each) if isinstance(each, Source) else each

    def _outcome(self, source: Source) -> Outcome:
        try:
            return self._count(source)
        except OSError as error:
            outcome: Outcome = failed_input(source.name, error)
        except NotText as error:
            kind = FailedInput if source.is_named else SkippedInput
            outcome = kind(source.name, error.reason, error.message)
        except (InvalidValue, TextNotCountable) as error:
            outcome = FailedInput(source.name, error.reason, error.message)
        self._counting = None  # it holds the beginning of a text that has no end
        return outcome

    def _count(self, source: Source) -> CountedInput:
        analysis = None
        byte_count = 0
        with source.open() as stream:
            for chunk in read_chunks(stream):
                analysis = self._stream().feed(chunk.text, more=chunk.more)
                byte_count += chunk.byte_count
                self._advance(chunk.byte_count)
        if analysis is None:
            raise RuntimeError("a text ended without a count")
        return CountedInput(source.name, analysis, byte_count)

    def _stream(self) -> TextCounting:
        if not self._counting:
            self._counting = self._analyses.stream_count_tokens(
                selector=self._selector, special_tokens=self._special_tokens
            )
        return self._counting
