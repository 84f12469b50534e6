"""Dividing a text into chunks that each fit a number of tokens, at places that make sense.

Chunks are filled one after the other. Where a chunk may end is searched with few counts, since the
chunk before tells how many characters make a token; where it does end is the best boundary up to
there, and that chunk is counted whole.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter

from domain.shared.errors import InvalidValue
from domain.tokens.boundaries import Boundary, Place, boundaries
from domain.tokens.graphemes import break_after, break_before
from domain.tokens.searching import Count, LimitTooSmall, Piece, Reach, Search

_TOLERANCE = 0.02
"""How much of a chunk may stay unused where it ends at a boundary anyway."""
_LOOK_AHEAD = 1.5
"""How far behind the end of a chunk the next boundaries are looked for, in chunks."""
_WELL_FILLED = 0.5
"""From this share on a chunk is full enough to end at the best boundary, whatever follows."""
_WORD_REACH = 128
"""Characters that are looked through for the end of a word."""
_GAP = re.compile(r"\s(?=\S)")
_END_RANK, _WORST_RANK = -1, 1_000
"""Ranks of the end of the text and of what is no boundary."""


class TooManyChunks(InvalidValue):
    """The text would be divided into more chunks than allowed."""

    reason = "TOO_MANY_CHUNKS"


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A part of a text, from the character ``start`` up to but without ``end``.

    Args:
        start: Index of its first character.
        end: Index behind its last.
        token_count: Its tokens, counted by itself.
    """

    start: int
    end: int
    token_count: int


@dataclass(frozen=True, slots=True)
class SplitRules:
    """How a text is to be divided.

    Args:
        limit_tokens: The most tokens of a chunk.
        overlap_tokens: How many tokens at most of the end of a chunk the next one repeats.
        boundary: Where the text may be divided; within the parts only where one exceeds the limit.
        max_chunks: The most chunks.

    Raises:
        InvalidValue: The limit is below 1, or the overlap is negative or not below the limit.
    """

    limit_tokens: int
    overlap_tokens: int
    boundary: Boundary
    max_chunks: int

    def __post_init__(self) -> None:
        if self.limit_tokens < 1:
            raise InvalidValue("a chunk has at least 1 token", field="token_limit")
        if not 0 <= self.overlap_tokens < self.limit_tokens:
            raise InvalidValue(
                "the overlap is at least 0 tokens and below the limit", field="overlap_token_count"
            )


def split(text: str, *, rules: SplitRules, count: Count) -> tuple[TextChunk, ...]:
    """Divide a text into chunks that each have no more tokens than a limit.

    A part between two boundaries is divided only where it does not fit by itself: at boundaries
    within it, then between words, then between characters. Without overlap the chunks joined are
    the text.

    Args:
        text: Any text.
        rules: How it is to be divided.
        count: What counts tokens.

    Returns:
        The chunks, in order; none where the text is empty.

    Raises:
        LimitTooSmall: A single character has more tokens than the limit.
        TooManyChunks: There would be more chunks than allowed.
    """
    chunks: list[TextChunk] = []
    for chunk in _Splitter(text, rules, count).chunks():
        if len(chunks) == (limit := rules.max_chunks):
            raise TooManyChunks(
                f"the text needs more than {limit} chunks of {rules.limit_tokens} tokens",
                field="token_limit",
                limit=limit,
            )
        chunks.append(chunk)
    return tuple(chunks)


class _Places:
    """The boundaries close to the chunk in hand, read only as far as they are needed."""

    def __init__(self, places: Iterator[Place], *, end: int) -> None:
        self._coming = chain(places, ((end, _END_RANK),))
        self._near: list[Place] = []

    def forget(self, place: int) -> None:
        """Nothing up to this place will be asked for again."""
        del self._near[: self._find(place)]

    def between(self, above: int, upto: int) -> list[Place]:
        """The boundaries above one place, up to another."""
        while not self._near or self._near[-1][0] <= upto:
            coming = next(self._coming, None)
            if coming is None:
                break
            self._near.append(coming)
        return self._near[self._find(above) : self._find(upto)]

    def _find(self, place: int) -> int:
        return bisect_right(self._near, place, key=itemgetter(0))


class _Splitter:
    """Fills one chunk after the other."""

    def __init__(self, text: str, rules: SplitRules, count: Count) -> None:
        self._text, self._count = text, count
        self._limit, self._overlap = rules.limit_tokens, rules.overlap_tokens
        self._is_exact = rules.boundary is Boundary.TOKEN
        self._places = _Places(boundaries(text, rules.boundary), end=len(text))
        self._empty = Piece(0, count(""))
        self._rate = 0.0

    def chunks(self) -> Iterator[TextChunk]:
        """The chunks, in order."""
        chunk = TextChunk(0, 0, 0)
        while chunk.end < len(self._text):
            self._places.forget(chunk.start)
            chunk = self._next(chunk)
            self._rate = (chunk.end - chunk.start) / max(1, chunk.token_count - self._empty.tokens)
            yield chunk

    def _next(self, before: TextChunk) -> TextChunk:
        end = before.end
        start = self._overlap_start(before)
        repeating = self._fill(start, end) if start < end else None
        if repeating and not self._hinders(repeating, end - start):
            return repeating
        bare = self._fill(end, end) or self._crumb(end)
        if repeating and self._rank(repeating.end) <= self._rank(bare.end):
            return repeating
        return bare

    def _hinders(self, chunk: TextChunk, repeated: int) -> bool:
        """Whether the chunk might end at a better boundary if it repeated nothing."""
        further = self._places.between(chunk.end, chunk.end + int(_LOOK_AHEAD * repeated))
        here = self._rank(chunk.end)
        return not self._is_exact and any(rank < here for _, rank in further)

    def _rank(self, place: int) -> int:
        found = self._places.between(place - 1, place)
        return found[0][1] if found else _WORST_RANK

    def _crumb(self, start: int) -> TextChunk:
        """The first character, or what fits of one that is more than a chunk by itself."""
        longest = break_after(self._text, start + 1, floor=start) - start
        search = self._search(Reach(self._text, start, longest), self._limit)
        lengths = range(1, longest + 1)
        length = longest
        if search.exact(longest) > self._limit:
            length = bisect_right(lengths, self._limit, key=search.exact)
        if not length:
            raise LimitTooSmall.below(search.exact(1), limit_tokens=self._limit)
        return TextChunk(start, start + length, search.exact(length))

    def _search(self, reach: Reach, limit: int) -> Search:
        return Search(reach, limit=limit, count=self._count, rate=self._rate, start=self._empty)

    def _fill(self, start: int, end: int) -> TextChunk | None:
        """The chunk from ``start`` that goes beyond ``end``; None where no character fits."""
        reach = Reach(self._text, start, len(self._text) - start)
        search = self._search(reach, self._limit)
        room = int((self._limit - self._empty.tokens) * search.rate)
        tolerance = max(_TOLERANCE * room, 2 * search.rate)
        low, high = search.estimate(0 if self._is_exact else int(tolerance))
        upto = start + (high.length + int(2 * search.rate) if high else low.length)
        step = 1
        while upto > end:
            place = self._boundary(start, end, upto, int(_LOOK_AHEAD * room))
            place = place or self._gap(end, min(upto, start + low.length))
            if not place:
                break
            length = place - start
            if search.about(length) <= self._limit + 1 and search.exact(length) <= self._limit:
                return TextChunk(start, place, search.exact(length))
            upto, step = place - step, 2 * step
        return None

    def _boundary(self, start: int, end: int, upto: int, ahead: int) -> int | None:
        """The best boundary above ``end`` up to ``upto`` for a chunk to end at.

        One early in the chunk is passed over where the part behind it exceeds a chunk anyway.
        """
        near = self._places.between(end, upto + ahead)
        reachable = near[: bisect_right(near, upto, key=itemgetter(0))]
        full = start + _WELL_FILLED * (upto - start)
        for worst in sorted({rank for _, rank in reachable}):
            place = next(place for place, rank in reversed(reachable) if rank <= worst)
            behind = (each for each, rank in near if each > place and rank <= worst)
            if place >= full or next(behind, len(self._text) + ahead) <= place + ahead:
                return place
        return None

    def _gap(self, end: int, upto: int) -> int | None:
        """The last place between two words or, if there is none, two characters."""
        low = max(end, upto - _WORD_REACH)
        if upto <= end:
            return None
        if not self._is_exact and (gaps := list(_GAP.finditer(self._text, low, upto + 1))):
            return gaps[-1].end()
        place = break_before(self._text, upto, floor=end)
        return place if place > end else None

    def _overlap_start(self, before: TextChunk) -> int:
        """Where the chunk behind this one begins to repeat it; its end where it does not."""
        end = before.end
        extent = end - break_after(self._text, before.start + 1, floor=before.start)
        if extent < 1 or self._empty.tokens >= self._overlap:
            return end
        reach = Reach(self._text, end, extent, is_backwards=True, floor=before.start)
        search = self._search(reach, self._overlap)
        low, _ = search.estimate(int(_TOLERANCE * self._overlap * self._rate))
        start, step = self._first_place(reach, low.length), 1
        while start < end and search.exact(end - start) > self._overlap:
            start, step = self._first_place(reach, end - start - step), 2 * step
        return start

    def _first_place(self, reach: Reach, length: int) -> int:
        """The first boundary in the last so many characters, or else the first gap in them."""
        end, start = reach.origin, reach.origin - max(0, length)
        if not self._is_exact and (places := self._places.between(start - 1, end - 1)):
            return places[0][0]
        gap = (
            None
            if self._is_exact
            else _GAP.search(self._text, start, min(end, start + _WORD_REACH))
        )
        return gap.end() if gap else end - reach.snap(end - start)
