"""What must stay as it is: ranges that the caller pins, and what stands between keep tags."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from domain.compression.atoms import inside_atom
from domain.compression.model import Option, Part, Piece, Role, Rung
from domain.compression.requests import TextToCompress
from domain.tokens.truncation import TextRange

_OPENING = "<keep>"
_CLOSING = "</keep>"
_LONGEST_ATOM = 1_000
"""How far a pin is widened so that it cuts no number or name; beyond that it does."""


@dataclass(frozen=True, slots=True)
class Untagged:
    """A text without its keep tags, and how its characters map to those it had.

    Args:
        text: The text without tags.
        pins: What stays as it is: ranges of this text, ascending, apart from one another.
        cuts: Where in this text a tag was taken out, ascending.
        shifts: How many characters had been taken out before that place; one more than cuts.
    """

    text: str
    pins: tuple[TextRange, ...]
    cuts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = (0,)

    def source_position(self, position: int) -> int:
        """Where a character of this text stands in the text that was sent."""
        if position >= len(self.text):
            return position + self.shifts[-1]
        return position + self.shifts[bisect_right(self.cuts, position)]

    def source_range(self, start: int, end: int) -> TextRange:
        """The characters of the text that was sent; neighbours stay neighbours."""
        return TextRange(self.source_position(start) if start else 0, self.source_position(end))


def untagged(content: TextToCompress, *, literal_keep_tags: bool) -> Untagged:
    """Take the keep tags out of a text and pin what stands between them.

    An opening tag without a closing one behind it is ordinary text, and so is a closing tag without
    an opening one; inside of a pair further opening tags are ordinary text too.

    Args:
        content: The text and its pins.
        literal_keep_tags: Whether tags are ordinary text.
    """
    pairs = () if literal_keep_tags else tuple(_tag_pairs(content.text))
    if not pairs:
        return Untagged(content.text, _merged(content.pins))
    tags = [tag for pair in pairs for tag in pair]
    kept, position = [], 0
    for tag in tags:
        kept.append(content.text[position : tag.start])
        position = tag.end
    kept.append(content.text[position:])
    shifts = (0, *accumulate(tag.end - tag.start for tag in tags))
    cuts = tuple(tag.start - shift for tag, shift in zip(tags, shifts, strict=False))
    tag_starts = [tag.start for tag in tags]

    def place(position: int) -> int:
        """Where a character of the text that was sent stands without the tags."""
        index = bisect_right(tag_starts, position) - 1
        if index < 0:
            return position
        return max(position, tags[index].end) - shifts[index + 1]

    inner = [TextRange(opening.end, closing.start) for opening, closing in pairs]
    pins = [TextRange(place(pin.start), place(pin.end)) for pin in (*content.pins, *inner)]
    return Untagged("".join(kept), _merged(pins), cuts, shifts)


def pinned(source: str, parts: Sequence[Part], pins: Sequence[TextRange]) -> tuple[Part, ...]:
    """The same parts, none of which can be written without what is pinned in it.

    A pin that begins or ends within a number, a name or the like holds all of that.

    Args:
        source: The text.
        parts: Its parts.
        pins: Ranges of it, ascending, apart from one another.
    """
    if not pins:
        return tuple(parts)
    whole = _merged([_without_cut_atoms(source, pin) for pin in pins])
    starts = [pin.start for pin in whole]
    return tuple([_pinned_part(part, whole, starts) for part in parts])


def _without_cut_atoms(source: str, pin: TextRange) -> TextRange:
    start, end = pin.start, pin.end
    while start > max(0, pin.start - _LONGEST_ATOM) and inside_atom(source, start):
        start -= 1
    while end < min(len(source), pin.end + _LONGEST_ATOM) and inside_atom(source, end):
        end += 1
    return TextRange(start, end)


def _bits(part: Part, pins: Sequence[TextRange], starts: Sequence[int]) -> tuple[TextRange, ...]:
    """What is pinned of a part; all of a piece that would be written in other words."""
    bits = []
    for piece in part.options[0].pieces:
        index = max(0, bisect_right(starts, piece.start) - 1)
        while index < len(pins) and pins[index].start < piece.end:
            start = max(piece.start, pins[index].start)
            end = min(piece.end, pins[index].end)
            if start < end:
                whole = piece.text is not None
                bits.append(TextRange(piece.start, piece.end) if whole else TextRange(start, end))
                if whole:
                    break
            index += 1
    return _merged(bits)


def _pinned_part(part: Part, pins: Sequence[TextRange], starts: Sequence[int]) -> Part:
    bits = _bits(part, pins, starts)
    if not bits:
        return part

    def is_in_pin(piece: Piece) -> bool:
        """Whether words of ours would stand in what is pinned, be it in the next part too."""
        at = bisect_left(starts, max(piece.end, piece.start + 1)) - 1
        return at >= 0 and piece.start < pins[at].end

    options = [_with_bits(option, bits, is_in_pin) for option in part.options]
    return replace(part, options=tuple(dict.fromkeys(options)))


def _with_bits(
    option: Option, bits: tuple[TextRange, ...], is_in_pin: Callable[[Piece], bool]
) -> Option:
    """An option that also writes what is pinned."""
    pieces = [Piece(bit.start, bit.end, role=Role.PINNED) for bit in bits]
    for piece in option.pieces:
        if piece.text is None:
            pieces += _around(piece, bits)
        elif not is_in_pin(piece):
            pieces.append(piece)
    rung = Rung.EXTRACT if option.rung is Rung.DROP else option.rung
    ordered = tuple(sorted(pieces, key=lambda each: (each.start, each.end)))
    return replace(option, rung=rung, pieces=ordered)


def _around(piece: Piece, bits: Sequence[TextRange]) -> list[Piece]:
    """What of a piece is not pinned."""
    around = []
    start = piece.start
    for bit in bits:
        if bit.end <= start or bit.start >= piece.end:
            continue
        if bit.start > start:
            around.append(Piece(start, bit.start))
        start = bit.end
    if start < piece.end:
        around.append(Piece(start, piece.end))
    return around


def _merged(ranges: Sequence[TextRange]) -> tuple[TextRange, ...]:
    """Ranges in order, with those that touch or overlap as one; empty ones are left out."""
    merged: list[TextRange] = []
    for each in sorted(ranges, key=lambda each: (each.start, each.end)):
        if each.start == each.end:
            continue
        if merged and each.start <= merged[-1].end:
            merged[-1] = TextRange(merged[-1].start, max(merged[-1].end, each.end))
        else:
            merged.append(each)
    return tuple(merged)


def _tag_pairs(text: str) -> Iterator[tuple[TextRange, TextRange]]:
    """Opening tags with the next closing one behind them."""
    position = 0
    while (opening := text.find(_OPENING, position)) >= 0:
        closing = text.find(_CLOSING, opening)
        if closing < 0:
            return
        position = closing + len(_CLOSING)
        yield TextRange(opening, opening + len(_OPENING)), TextRange(closing, position)
