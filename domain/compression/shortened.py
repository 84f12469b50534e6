"""What shortening makes of a text, before it is counted for the answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from domain.compression.keeping import Untagged
from domain.compression.model import SegmentKind
from domain.compression.requests import Strategy
from domain.compression.results import CompressedSpan, Fate, Reason
from domain.tokens.truncation import TextRange, TruncatedText

_COMPLETE = frozenset({Fate.FULL, Fate.LOSSLESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """A shorter text.

    Args:
        text: The text.
        spans: What became of each stretch of what it was made from; they tile that.
        fates: How many parts ended on which rung.
        strategy: What made it.
    """

    text: str
    spans: tuple[CompressedSpan, ...]
    fates: Mapping[Fate, int]
    strategy: Strategy

    @property
    def is_lossless(self) -> bool:
        """Whether what it was made from can be made from it."""
        return all(span.fate in _COMPLETE for span in self.spans)

    def source_spans(self, bare: Untagged, sent: str) -> tuple[CompressedSpan, ...]:
        """The spans as stretches of the text that was sent.

        Args:
            bare: That text without its keep tags.
            sent: That text; without lone surrogates.
        """
        return tuple([_as_sent(span, bare, sent) for span in self.spans])


def whole(text: str, *, kind: SegmentKind | None) -> Shortened:
    """A text that fits as it is."""
    everything = TextRange(0, len(text))
    kept = CompressedSpan(everything, everything, kind or SegmentKind.PROSE, Fate.FULL, Reason.FITS)
    return Shortened(
        text=text, spans=(kept,) if text else (), fates={Fate.FULL: 1}, strategy=Strategy.AUTO
    )


def truncated(
    text: str, left: TruncatedText, *, kind: SegmentKind | None, strategy: Strategy
) -> Shortened:
    """A text whose beginning, end or middle was removed."""
    told = kind or SegmentKind.PROSE
    spans = []
    position = length = 0
    for gone in (*left.removed, TextRange(len(text), len(text))):
        if gone.start > position:
            output = TextRange(length, length + gone.start - position)
            source = TextRange(position, gone.start)
            spans.append(CompressedSpan(source, output, told, Fate.FULL, Reason.WORTH_ITS_TOKENS))
            length = output.end
        if gone.end > gone.start:
            spans.append(CompressedSpan(gone, None, told, Fate.DROP, Reason.TRUNCATED))
        position = gone.end
    fates = {Fate.FULL: 1, Fate.DROP: len(left.removed)}
    return Shortened(text=left.text, spans=tuple(spans), fates=fates, strategy=strategy)


def abstract(text: str, written: str, *, kind: SegmentKind | None) -> Shortened:
    """A text that a language model wrote anew."""
    span = CompressedSpan(
        TextRange(0, len(text)),
        TextRange(0, len(written)),
        kind or SegmentKind.PROSE,
        Fate.ABSTRACT,
        Reason.WORTH_ITS_TOKENS,
    )
    return Shortened(
        text=written, spans=(span,), fates={Fate.ABSTRACT: 1}, strategy=Strategy.ABSTRACTIVE
    )


def left_out(source: str, spans: Sequence[CompressedSpan]) -> list[str]:
    """The stretches that the result does not hold as they stood, in order."""
    return [source[span.source.start : span.source.end] for span in spans if _is_incomplete(span)]


def with_handles(
    spans: Sequence[CompressedSpan], handles: Sequence[str]
) -> tuple[CompressedSpan, ...]:
    """The spans, with a handle for each that left_out names."""
    given = iter(handles)
    return tuple(
        [replace(span, handle=next(given, "")) if _is_incomplete(span) else span for span in spans]
    )


def _as_sent(span: CompressedSpan, bare: Untagged, sent: str) -> CompressedSpan:
    source = bare.source_range(span.source.start, span.source.end)
    stretch = sent[source.start : source.end]
    byte_count = len(stretch) if stretch.isascii() else len(stretch.encode())
    return replace(span, source=source, byte_count=byte_count)


def _is_incomplete(span: CompressedSpan) -> bool:
    return span.fate not in _COMPLETE and span.source.start < span.source.end
