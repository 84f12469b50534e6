"""HTML as the texts between its block elements, with or without the markup around them.

The scanner never goes back: no attribute reaches beyond the next angle bracket, and what is missing
once, such as the end of a comment, is not looked for again.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from domain.compression.model import DROPPED, Option, Part, Piece, Rung
from domain.compression.texts.prose import prose_parts

_TEXT_WORTH, _BARE_WORTH = 999, 900
"""What is left, of a thousand, of a text with its links' addresses but without markup; and bare."""
_MARKUP_PRIOR, _HEADING_PRIOR, _ASIDE_PRIOR = 50, 2_000, 500
_LONG_TEXT = 500
"""Characters of a text without markup whose sentences are kept or left out by themselves."""

_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "dd", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "head",
        "header", "hr", "html", "li", "main", "nav", "ol", "option", "p", "pre", "section",
        "select", "table", "tbody", "thead", "title", "tr", "ul",
    }
)  # fmt: skip
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "title"})
_SECTIONS = frozenset({"h1", "h2", "article"})
_ASIDES = frozenset({"nav", "footer", "aside"})
_SPACED = {"td": " ", "th": " ", "br": "\n"}
_UNREAD = frozenset({"script", "style", "svg", "template", "noscript"})
"""Elements whose contents nobody reads."""


@cache
def _markup() -> re.Pattern[str]:
    """A tag, the beginning of a comment, or a declaration."""
    return re.compile(
        r"<!--|<(?P<slash>/?)(?P<name>[a-zA-Z][\w:-]{0,60}+)"
        r"(?P<attributes>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+')*+)>|<[!?][^<>]*+>"
    )


@cache
def _address() -> re.Pattern[str]:
    return re.compile(r"\shref\s*+=\s*+[\"']?(?P<address>(?!#|javascript:)[^\s\"'<>]++)")


@dataclass(slots=True)
class _Block:
    """A text between block elements.

    Args:
        start: Its first character, markup included.
        pieces: What of it is text.
        addresses: Where its links lead.
    """

    start: int
    pieces: list[Piece] = field(default_factory=list)
    addresses: list[Piece] = field(default_factory=list)


def html_parts(source: str, start: int, end: int, *, document: int = 0) -> tuple[Part, ...]:
    """The texts of a stretch of HTML, each with its markup, without it, or left out.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one.
        document: The number of the first section; the others have the numbers that follow.

    Returns:
        Parts that tile the stretch, in order; none where it is empty.
    """
    reader = _Reader(source, end, document, _Block(start))
    reader.read(start)
    return tuple(reader.parts)


@dataclass(slots=True)
class _Reader:
    """Goes through the tags and gathers the texts between them.

    Args:
        source: The whole text.
        end: The character behind the last one that is read.
        document: The number of the section.
        block: The text in hand.
        parts: What was found.
        prior_permille: What the text in hand is worth.
        asides: How many navigations, footers and the like are open.
        missing: What does not occur any more.
    """

    source: str
    end: int
    document: int
    block: _Block
    parts: list[Part] = field(default_factory=list)
    prior_permille: int = 1_000
    asides: int = 0
    missing: set[str] = field(default_factory=set)

    def read(self, start: int) -> None:
        """Cover everything from a place on."""
        at = start
        while found := _markup().search(self.source, at, self.end):
            self._take_text(at, found.start())
            at = self._take_markup(found)
        self._take_text(at, self.end)
        self._close(self.end)

    def _take_text(self, start: int, end: int) -> None:
        if start < end and (self.block.pieces or not self.source[start:end].isspace()):
            self.block.pieces.append(Piece(start, end))

    def _take_markup(self, found: re.Match[str]) -> int:
        """Where reading goes on behind a tag, a comment or an element that nobody reads."""
        name = (found["name"] or "").lower()
        if not name:
            is_comment = found[0] == "<!--"
            return self._skip(found.start(), "-->") if is_comment else found.end()
        if name in _UNREAD and not found["slash"]:
            skipped = self._skip(found.start(), f"</{name}>")
            return max(skipped, found.end())
        if name in _BLOCKS:
            self._enter(name, found)
        elif name in _SPACED and self.block.pieces:
            self.block.pieces.append(Piece(found.start(), found.end(), _SPACED[name]))
        elif name == "a" and not found["slash"]:
            self._take_address(found)
        return found.end()

    def _take_address(self, found: re.Match[str]) -> None:
        if address := _address().search(self.source, found.start("attributes") - 1, found.end()):
            place = address.span("address")
            self.block.addresses += [
                Piece(place[0], place[0], "("), Piece(*place), Piece(place[1], place[1], ") "),
            ]  # fmt: skip

    def _skip(self, start: int, closing: str) -> int:
        """Behind what ends with certain signs, or behind its first sign if nothing ends it."""
        place = -1 if closing in self.missing else self._find(closing, start)
        if place < 0:
            self.missing.add(closing)
            return start + 1
        self._close(start)
        last = place + len(closing)
        self._add(start, last, (), _MARKUP_PRIOR)
        self.block = _Block(last)
        return last

    def _find(self, closing: str, start: int) -> int:
        found = self.source.find(closing, start, self.end)
        return found if found >= 0 else self.source.find(closing.upper(), start, self.end)

    def _enter(self, name: str, found: re.Match[str]) -> None:
        """A block element begins or ends: so does a text."""
        is_end = bool(found["slash"])
        if self.block.pieces:
            self._close(found.end() if is_end else found.start())
        if name in _ASIDES:
            self.asides = max(0, self.asides + (-1 if is_end else 1))
        if name in _SECTIONS and not is_end and self.parts:
            self.document += 1
        usual = _ASIDE_PRIOR if self.asides else 1_000
        self.prior_permille = _HEADING_PRIOR if name in _HEADINGS and not is_end else usual

    def _close(self, end: int) -> None:
        """The text in hand is complete."""
        block = self.block
        self.block = _Block(end)
        pieces = block.pieces
        if len(pieces) == 1 and pieces[0].end - pieces[0].start > _LONG_TEXT:
            self._add(block.start, pieces[0].start, (), _MARKUP_PRIOR)
            found = prose_parts(self.source, pieces[0].start, pieces[0].end)
            self.parts += [replace(part, document=self.document) for part in found]
            self._add(pieces[0].end, end, (), _MARKUP_PRIOR)
            return
        prior = self.prior_permille if pieces else _MARKUP_PRIOR
        self._add(block.start, end, tuple(_texts(block, end)), prior)

    def _add(self, start: int, end: int, options: Iterable[Option], prior: int) -> None:
        if start < end:
            full = Option(Rung.FULL, (Piece(start, end),))
            self.parts.append(Part(start, end, (full, *options, DROPPED), prior, self.document))


def _texts(block: _Block, end: int) -> Iterator[Option]:
    """A text without its markup: with the addresses of links, then without."""
    if not block.pieces:
        return
    bare = (*block.pieces, Piece(end, end, "\n"))
    if block.addresses:
        both = sorted((*block.addresses, *bare), key=lambda piece: (piece.start, piece.end))
        yield Option(Rung.EXTRACT, tuple(both), _TEXT_WORTH)
    rung = Rung.SKELETON if block.addresses else Rung.EXTRACT
    yield Option(rung, bare, _BARE_WORTH if block.addresses else _TEXT_WORTH)
