"""Finding the longest piece of a text that fits, whatever it is that counts.

A count is asked for nothing but a text. That it grows with the text, and about evenly, is a hope
that guides the search and nothing it relies on: what is found has been counted whole. Pieces close
to one that has been counted are estimated from the text between the two, so that a search costs a
few counts of the size of the limit, and a text far above the limit is never counted whole.
"""

from collections.abc import Callable
from dataclasses import dataclass

from domain.shared.errors import InvalidValue
from domain.tokens.graphemes import break_after, break_before

type Count = Callable[[str], int]
"""The tokens of a text, as some model counts them."""

_CONTEXT = 64
"""Characters of common text around an estimate, since a token may reach over the place."""
_SAMPLE = 512
"""Characters that are counted first, to learn how many make a token."""
_USUAL_RATE = 4
"""Characters to the token, where a text is too short for a sample."""
_HIGHEST_RATE = 8
"""Characters to the token that nothing is believed to have before it has been counted."""
_LONGEST_WORD = 32
"""Letters that are looked through for the end of a word."""
_NEARLY_ALL = 0.9
"""From this share of a text on all of it is counted: it may fit where a part of it does not."""
_ROUNDS = 4
"""How often an estimate may turn out wrong before every candidate is counted whole."""


class LimitTooSmall(InvalidValue):
    """Nothing of the text fits the limit, or not even an empty one does."""

    reason = "LIMIT_TOO_SMALL"

    @classmethod
    def below(cls, minimum_tokens: int, *, limit_tokens: int) -> "LimitTooSmall":
        """The error for a limit below the least that is needed here."""
        return cls(
            f"the limit of {limit_tokens} tokens is too small; {minimum_tokens} are needed here",
            field="token_limit",
            token_limit=limit_tokens,
            minimum_token_count=minimum_tokens,
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """The pieces of a text that grow from one place, each named by its length in characters.

    Args:
        text: The text.
        origin: The place.
        extent: The length of the longest piece.
        is_backwards: Whether the pieces end at the place instead of beginning there.
        before: Text that stands before every piece when it is counted.
        behind: Text that stands behind it.
        floor: A place at or before all pieces where a character begins.
    """

    text: str
    origin: int
    extent: int
    is_backwards: bool = False
    before: str = ""
    behind: str = ""
    floor: int = 0

    def between(self, start: int, stop: int) -> str:
        """What the piece of length ``stop`` has more than that of length ``start``."""
        if self.is_backwards:
            return self.text[self.origin - stop : self.origin - start]
        return self.text[self.origin + start : self.origin + stop]

    def whole(self, length: int) -> str:
        """The text that stands for the piece of this length."""
        return f"{self.before}{self.between(0, length)}{self.behind}"

    def snap(self, length: int) -> int:
        """The longest length up to this one that breaks no character."""
        if length >= self.extent:
            return self.extent
        if self.is_backwards:
            place = break_after(self.text, self.origin - length, floor=self.floor)
            return max(0, self.origin - place)
        return break_before(self.text, self.origin + length, floor=self.origin) - self.origin

    def end_of_word(self, length: int) -> int:
        """The length that ends with a word where this one ends within it; else the same."""
        stop = min(length + _LONGEST_WORD, self.extent)
        nearby = self.between(length - 1, stop) if length else ""
        letters = nearby[::-1] if self.is_backwards else nearby
        ends = (place for place, letter in enumerate(letters) if not letter.isalnum())
        return self.snap(length - 1 + max(1, next(ends, len(letters) or 1)))

    def after(self, length: int) -> int:
        """The shortest length above this one that breaks no character."""
        if self.is_backwards:
            place = self.origin - length - 1
            found = self.origin - break_before(self.text, place, floor=self.floor)
        else:
            place = self.origin + length + 1
            found = break_after(self.text, place, floor=self.origin) - self.origin
        return min(found, self.extent)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece by its length in characters, and its tokens."""

    length: int
    tokens: int


class Search:
    """Looks for the longest piece of a reach that has no more tokens than a limit.

    Args:
        reach: The pieces.
        limit: The most tokens that a piece may have.
        count: What counts them.
        rate: Characters to the token, where they are known; 0 where they are not.
        start: A piece that has been counted and fits; the empty one, unless another is given.

    Attributes:
        low: The longest piece that has been counted and fits.
        high: The shortest that has been counted and does not; None while there is none.

    Raises:
        LimitTooSmall: Not even the empty piece fits.
    """

    def __init__(
        self,
        reach: Reach,
        *,
        limit: int,
        count: Count,
        rate: float = 0.0,
        start: Piece | None = None,
    ) -> None:
        self._reach, self._limit, self._count = reach, limit, count
        self._start = self.low = start or Piece(0, count(reach.whole(0)))
        if self.low.tokens > limit:
            raise LimitTooSmall.below(self.low.tokens, limit_tokens=limit)
        self.high: Piece | None = None
        self._surrounding = len(reach.before) + len(reach.behind)
        self._exact = {self.low.length: self.low.tokens}
        self._known = dict(self._exact)
        self._rate = rate or self._sampled_rate()

    @property
    def rate(self) -> float:
        """Characters to the token, as far as has been counted."""
        return self._rate_up_to(self.low)

    @property
    def is_whole(self) -> bool:
        """Whether the longest piece of all is known to fit."""
        return self.low.length >= self._reach.extent

    def exact(self, length: int) -> int:
        """The tokens of the piece of this length, counted whole."""
        if length not in self._exact:
            tokens = self._exact[length] = self._count(self._reach.whole(length))
            if self._known.setdefault(length, tokens) != tokens:
                # One estimate was wrong, so those that were made from the same place are, too.
                self._known = dict(self._exact)
        return self._exact[length]

    def about(self, length: int) -> int:
        """The same, estimated where a piece of nearly this length is known."""
        if length in self._known:
            return self._known[length]
        known = min(self._known, key=lambda each: abs(each - length))
        near, far = min(known, length), max(known, length)
        start = max(0, near - _CONTEXT)
        if 2 * (near - start + far - start) >= length + self._surrounding:
            return self.exact(length)
        apart = self._tokens(start, far) - self._tokens(start, near)
        self._known[length] = self._known[known] + (apart if length > known else -apart)
        return self._known[length]

    def admit(self, length: int) -> bool:
        """Count a piece whole, remember the outcome and say whether it fits."""
        piece = Piece(length, self.exact(length))
        if piece.tokens > self._limit:
            self.high = piece
            return False
        self.low = piece
        return True

    def overshoot(self) -> None:
        """Count ever longer pieces until one does not fit, or all of the text does."""
        doublings = 0
        while self.high is None and not self.is_whole:
            self.admit(self._beyond(self.low, doublings))
            doublings += 1

    def estimate(self, tolerance: int = 0) -> tuple[Piece, Piece | None]:
        """A piece that probably fits and one that probably does not, at most so far apart."""
        return self._narrow(self.about, tolerance)

    def longest(self) -> Piece:
        """The longest piece, even where a part of its last word has too many tokens."""
        self.settle()
        while (further := self._reach.end_of_word(self.low.length)) > self.low.length:
            # Part of a word often has more tokens than the word.
            if self.about(further) > self._limit or not self._admit_beyond(further):
                break
            self.settle()
        return self.low

    def settle(self) -> Piece:
        """A piece that fits while the next longer one does not, both counted whole."""
        for _ in range(_ROUNDS):
            found, _ = self._narrow(self.about, 0)
            if self.admit(found.length) and self._is_proven():
                return self.low
        self.low, self.high = self._narrow(self.exact, 0)
        return self.low

    def _admit_beyond(self, length: int) -> bool:
        """Go on from a longer piece if it fits, though a shorter one does not."""
        if self.exact(length) > self._limit:
            return False
        self.low, self.high = Piece(length, self.exact(length)), None
        return True

    def _is_proven(self) -> bool:
        return self.is_whole or not self.admit(self._reach.after(self.low.length))

    def _tokens(self, start: int, stop: int) -> int:
        return self._count(self._reach.between(start, stop))

    def _sampled_rate(self) -> float:
        if self._reach.extent <= 2 * _SAMPLE:
            return _USUAL_RATE
        length = self._reach.snap(min(_SAMPLE, _HIGHEST_RATE * (self._limit + 1)))
        tokens = self._tokens(0, length) - self._tokens(0, 0)
        return min(_HIGHEST_RATE, length / max(1, tokens))

    def _rate_up_to(self, piece: Piece) -> float:
        length, tokens = piece.length - self._start.length, piece.tokens - self._start.tokens
        return length / tokens if length > 0 and tokens > 0 else self._rate

    def _narrow(self, measure: Callable[[int], int], tolerance: int) -> tuple[Piece, Piece | None]:
        """Close in from both sides; the bracket of counted pieces is where it begins."""
        low, high, steps, slow = self.low, self.high, 0, 0
        while not self._is_closed(low, high, tolerance):
            if high is None:
                length = self._beyond(low, steps)
            else:
                step = _step(low, high, self._limit, slow)
                snapped = self._reach.snap(low.length + step)
                length = max(snapped, self._reach.after(low.length))
            piece = Piece(length, measure(length))
            width = high.length - low.length if high else 0
            low, high = (low, piece) if piece.tokens > self._limit else (piece, high)
            slow = slow + 1 if high and 2 * (high.length - low.length) > width > 0 else 0
            steps += 1
        return low, high

    def _is_closed(self, low: Piece, high: Piece | None, tolerance: int) -> bool:
        """Whether there is nothing left to look at between the two."""
        if high is None:
            return low.length >= self._reach.extent
        width = high.length - low.length
        return width <= tolerance or self._reach.after(low.length) >= high.length

    def _beyond(self, low: Piece, doublings: int) -> int:
        """A longer piece that should just not fit; never one that is far from what is known."""
        room = self._limit - low.tokens + 0.5
        step = min(
            room * self._rate_up_to(low) * 1.05 * 2**doublings,
            max(room * _HIGHEST_RATE, low.length),
        )
        length = low.length + max(1, int(step))
        if length + _CONTEXT >= _NEARLY_ALL * self._reach.extent:
            return self._reach.extent
        return max(self._reach.after(low.length), self._reach.snap(length))


def _step(low: Piece, high: Piece, limit: int, slow: int) -> int:
    """How far above the lower piece to look next.

    First where a line through both crosses the limit. Where that has moved one side only and not
    far, somewhat beyond it as seen from the nearer side, so as to move the other one; where that
    has not helped either, half way.
    """
    width = high.length - low.length
    if slow > 1:
        return width // 2
    room, apart = limit - low.tokens + 0.5, max(1, high.tokens - low.tokens)
    share = room / apart
    if slow:
        share = 2 * share - (2 * room > apart)
    return min(max(1, int(share * width)), width - 1)
