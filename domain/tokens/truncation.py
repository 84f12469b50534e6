"""Shortening a text until it fits a number of tokens, without breaking a character."""

from dataclasses import dataclass
from enum import Enum

from domain.shared.errors import InvalidValue
from domain.tokens.graphemes import break_after, break_before
from domain.tokens.searching import Count, Piece, Reach, Search

_UNEVEN = 0.1
"""How far the beginning may be from half of what is kept, as a share of that half."""


class Side(Enum):
    """What is kept of a text that is too long."""

    HEAD = "head"
    TAIL = "tail"
    MIDDLE = "middle"


@dataclass(frozen=True, slots=True)
class TextRange:
    """Characters of a text, from ``start`` up to but without ``end``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TruncatedText:
    """A text that fits.

    Args:
        text: What is left, with the marker in it if one was asked for and fits.
        token_count: Its tokens, counted as a whole.
        removed: Which characters of the original are gone, in order; empty when none are.
    """

    text: str
    token_count: int
    removed: tuple[TextRange, ...] = ()

    @property
    def was_truncated(self) -> bool:
        """Whether anything is gone."""
        return bool(self.removed)


def truncate(
    text: str, *, limit_tokens: int, side: Side, count: Count, marker: str = ""
) -> TruncatedText:
    """Shorten a text to a number of tokens, as little as possible.

    What is left has been counted whole. One more character of the text would be too much, unless
    the tokenizer gives a longer text fewer tokens. A text far above the limit is not counted whole.

    Args:
        text: Any text.
        limit_tokens: The most tokens of what is left.
        side: What is kept.
        count: What counts tokens.
        marker: Text that stands where something is gone, such as ``…``; it counts as well. It is
            left out where it alone is above the limit.

    Raises:
        InvalidValue: The limit is negative.
        LimitTooSmall: Not even an empty text is within the limit.
    """
    if limit_tokens < 0:
        raise InvalidValue("a limit is at least 0 tokens", field="token_limit")
    whole = _reach(text, side)
    search = Search(whole, limit=limit_tokens, count=count)
    search.overshoot()
    if search.is_whole:
        return TruncatedText(text, search.low.tokens)
    if marker and count(marker) > limit_tokens:
        marker = ""
    if side is Side.MIDDLE:
        return _Middle(text, limit_tokens, marker, count, search.rate).cut()
    if marker:
        marked = _reach(text, side, marker)
        search = Search(marked, limit=limit_tokens, count=count, rate=search.rate)
        return _one_side(marked, search.longest())
    return _one_side(whole, search.longest())


def _reach(text: str, side: Side, marker: str = "") -> Reach:
    length = len(text)
    if side is Side.TAIL:
        extent = length - break_after(text, 1) if marker else length
        return Reach(text, length, extent, is_backwards=True, before=marker)
    extent = break_before(text, length - 1) if marker else length
    return Reach(text, 0, extent, behind=marker)


def _one_side(reach: Reach, piece: Piece) -> TruncatedText:
    end = len(reach.text)
    if piece.length == end:
        return TruncatedText(reach.text, piece.tokens)
    gone = (0, end - piece.length) if reach.is_backwards else (piece.length, end)
    return TruncatedText(reach.whole(piece.length), piece.tokens, (TextRange(*gone),))


@dataclass(frozen=True, slots=True)
class _Middle:
    """Takes the middle out of a text that is too long.

    The beginning gets half of the tokens, the end all that are left, and then the beginning what
    the end could not use.
    """

    text: str
    limit: int
    marker: str
    count: Count
    rate: float

    def cut(self) -> TruncatedText:
        """What is left, and what is gone."""
        begin = self._begin()
        tail = self._tail(begin).settle()
        head = self._head(tail, Piece(begin.length, tail.tokens)).longest()
        end = len(self.text) - tail.length
        left = f"{self.text[: head.length]}{self.marker}{self.text[end:]}"
        return TruncatedText(left, head.tokens, (TextRange(head.length, end),))

    def _begin(self) -> Piece:
        """A beginning with about half of the tokens, counted with the marker behind it."""
        bare = Piece(0, self.count(self.marker))
        room = (self.limit - bare.tokens) // 2
        extent = break_before(self.text, len(self.text) - 1)
        reach = Reach(self.text, 0, extent, behind=self.marker)
        search = self._search(reach, bare, limit=bare.tokens + room)
        length = search.estimate(tolerance=int(_UNEVEN * room * self.rate))[0].length
        tokens = search.exact(length)
        return Piece(length, tokens) if tokens <= self.limit else bare

    def _tail(self, head: Piece) -> Search:
        """The search for the end, behind a beginning of this length."""
        length = len(self.text)
        reach = Reach(
            self.text,
            length,
            length - break_after(self.text, head.length + 1),
            is_backwards=True,
            before=f"{self.text[: head.length]}{self.marker}",
        )
        return self._search(reach, Piece(0, head.tokens), limit=self.limit)

    def _head(self, tail: Piece, start: Piece) -> Search:
        """The search for a longer beginning, before an end of this length."""
        end = len(self.text) - tail.length
        reach = Reach(
            self.text,
            0,
            break_before(self.text, end - 1),
            behind=f"{self.marker}{self.text[end:]}",
        )
        return self._search(reach, start, limit=self.limit)

    def _search(self, reach: Reach, start: Piece, *, limit: int) -> Search:
        return Search(reach, limit=limit, count=self.count, rate=self.rate, start=start)
