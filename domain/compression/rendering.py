"""Writing what was chosen: the pieces in the order of the source, and where each came to stand."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from domain.compression.model import Option, Part, Piece, Role, Rung, Segment, SegmentKind
from domain.compression.results import CompressedSpan, Fate, Reason
from domain.tokens.truncation import TextRange

_PARAGRAPH = "\n\n"


@dataclass(frozen=True, slots=True)
class Written:
    """What was chosen, as a text.

    Args:
        text: The text.
        places: Where each piece stands in it, with the part it is of; in order.
    """

    text: str
    places: tuple[tuple[Piece, int, TextRange], ...]


def write(source: str, chosen: Sequence[Option]) -> Written:
    """Write options of the parts of a text.

    Where something was left out between two pieces they are set apart by a line end or a blank, so
    that no word, name or number comes about that the source does not have.

    Args:
        source: The text.
        chosen: An option for each part.
    """
    pieces = [
        (piece.start, piece.end, index, piece)
        for index, option in enumerate(chosen)
        for piece in option.pieces
    ]
    if any(before[:3] > after[:3] for before, after in pairwise(pieces)):
        pieces.sort(key=_place)  # only logs need it, and it is one long step
    lines = _Lines(source)
    for _, _, index, piece in pieces:
        lines.add(piece, index)
    return lines.written()


class _Lines:
    """What has been written so far.

    Args:
        source: The text that the pieces are of.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._texts: list[str] = []
        self._pieces: list[tuple[Piece, int] | None] = []
        self._end = 0

    def add(self, piece: Piece, index: int) -> None:
        """Write a piece of a part."""
        follows = piece.start <= self._end
        if follows and piece.role is Role.AFTER_GAP:
            return
        if not follows and self._texts:
            self._set_apart(self._end, piece.start)
            piece = self._without_second_gap(piece)
        text = self._source[piece.start : piece.end] if piece.text is None else piece.text
        self._texts.append(text)
        self._pieces.append((piece, index))
        self._end = max(self._end, piece.end)

    def _without_second_gap(self, piece: Piece) -> Piece:
        """The piece without blank lines at its beginning where one stands before it already."""
        start = piece.start
        if piece.text is None and piece.role is Role.PLAIN and self._has_blank_line():
            while start < piece.end and self._source[start] == "\n":
                start += 1
        return piece if start == piece.start else replace(piece, start=start)

    def _has_blank_line(self) -> bool:
        last = self._texts[-1]
        return (last if len(last) > 1 else "".join(self._texts[-2:])).endswith(_PARAGRAPH)

    def written(self) -> Written:
        """All of it."""
        if self._end < len(self._source):
            self._strip_end()
        places = []
        length = 0
        for text, piece in zip(self._texts, self._pieces, strict=True):
            if piece and text:
                places.append((*piece, TextRange(length, length + len(text))))
            length += len(text)
        return Written("".join(self._texts), tuple(places))

    def _set_apart(self, start: int, end: int) -> None:
        """Set what comes next apart from what was written, as what is left out between them did."""
        last = self._texts[-1]
        if not last or last[-1] == "\n":
            return
        if self._source.find(_PARAGRAPH, start, end) >= 0:
            self._strip_last()
            if not self._texts[-1].endswith("\n"):
                self._separate("\n")
        elif not last[-1].isspace():
            self._separate("\n" if self._source.find("\n", start, end) >= 0 else " ")

    def _separate(self, separator: str) -> None:
        self._texts.append(separator)
        self._pieces.append(None)

    def _strip_last(self) -> None:
        """Take the blanks off the end of the last piece, as if it ended before them."""
        last, placed = self._texts[-1], self._pieces[-1]
        is_pinned = placed and placed[0].role is Role.PINNED
        stripped = last if is_pinned else last.rstrip()
        self._texts[-1] = stripped
        if placed and placed[0].text is None:
            piece, index = placed
            end = piece.start + len(stripped)
            self._pieces[-1] = replace(piece, end=end), index

    def _strip_end(self) -> None:
        while self._texts:
            self._strip_last()
            if self._texts[-1]:
                return
            self._texts.pop()
            self._pieces.pop()


def spans_of(
    source: str, parts: Sequence[Part], written: Written, segments: Sequence[Segment]
) -> Iterator[CompressedSpan]:
    """What became of each stretch of a text; the spans tile it.

    Args:
        source: The text.
        parts: Its parts.
        written: What was chosen of them, as a text.
        segments: What the text consists of.
    """
    starts = [each.start for each in segments]
    last_end = 0
    stretches: list[CompressedSpan] = []
    for piece, index, place in written.places:
        if piece.start > last_end:
            stretches.append(_omitted(last_end, piece.start, _kind(segments, starts, last_end)))
            last_end = piece.start
        # Words of ours beside what they belong to stand for no stretch of their own: an empty one.
        end = max(piece.end, last_end)
        kind = _kind(segments, starts, last_end)
        fate, reason = _fate(piece, parts[index])
        span = CompressedSpan(TextRange(last_end, end), place, kind, fate, reason)
        stretches.append(span)
        last_end = end
    if last_end < len(source):
        stretches.append(_omitted(last_end, len(source), _kind(segments, starts, last_end)))
    yield from _joined(stretches)


def _fate(piece: Piece, part: Part) -> tuple[Fate, Reason]:
    reason = Reason.STRUCTURE if len(part.options) == 1 else Reason.WORTH_ITS_TOKENS
    if piece.role is Role.PINNED:
        reason = Reason.PINNED
    return (Fate.FULL if piece.text is None else _fate_of_words(piece, part)), reason


def _fate_of_words(piece: Piece, part: Part) -> Fate:
    """The rung of the richest option that writes these words."""
    for option in part.options:
        if piece in option.pieces:
            return Fate.LOSSLESS if option.rung is Rung.FULL else Fate(option.rung.value)
    return Fate.STUB


def _omitted(start: int, end: int, kind: SegmentKind) -> CompressedSpan:
    return CompressedSpan(TextRange(start, end), None, kind, Fate.DROP, Reason.OVER_BUDGET)


def _joined(spans: Sequence[CompressedSpan]) -> Iterator[CompressedSpan]:
    """Neighbours that went the same way as one."""
    if not spans:
        return
    current = spans[0]
    for span in spans[1:]:
        if _continues(current, span):
            current = CompressedSpan(
                TextRange(current.source.start, span.source.end),
                _joined_output(current, span),
                current.kind,
                current.fate,
                current.reason,
            )
        else:
            yield current
            current = span
    yield current


def _continues(before: CompressedSpan, span: CompressedSpan) -> bool:
    alike = (before.fate, before.reason, before.kind) == (span.fate, span.reason, span.kind)
    if not alike or (before.output is None) is not (span.output is None):
        return False
    return before.output is None or span.output is None or before.output.end == span.output.start


def _joined_output(before: CompressedSpan, span: CompressedSpan) -> TextRange | None:
    if before.output is None or span.output is None:
        return None
    return TextRange(before.output.start, span.output.end)


def _kind(segments: Sequence[Segment], starts: Sequence[int], position: int) -> SegmentKind:
    if not segments:
        return SegmentKind.PROSE
    return segments[max(0, bisect_right(starts, position) - 1)].kind


def _place(item: tuple[int, int, int, Piece]) -> tuple[int, int, int]:
    return item[:3]
