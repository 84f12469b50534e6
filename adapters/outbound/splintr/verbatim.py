"""The pieces of Gemma's vocabularies that are found in a text before anything is joined.

SentencePiece calls them user-defined symbols: rows of line feeds and tabs, tags of HTML, and names
that are kept for later use. The first is found first, and the longest where several begin.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property

from adapters.outbound.splintr.windows import found_in

_TAGS = (
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *("/table", "/caption", "/thead", "/tbody", "/tfoot", "/tr", "/th", "/td"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
    *("/h1", "/h2", "/h3", "/h4", "/h5", "/h6", "/blockquote"),
    *("strong", "em", "b", "i", "u", "s", "sub", "sup", "code"),
    *("/strong", "/em", "/b", "/i", "/u", "/s", "/sub", "/sup", "/code"),
)
_MORE_TAGS = (
    *("a", "html", "body", "img", "span", "bbox", "ul", "li", "div", "iframe", "footer"),
    *("/a", "/html", "/body", "/img", "/span", "/bbox", "/ul", "/li", "/div", "/iframe", "/footer"),
)
_LONGEST_ROW = 31
_BLANKS = "\n\t"
_NAMED = r"</?[a-z0-9]{1,14}>|<2mass>|\[(?:multimodal|@BOS@|toxicity=0)\]"


class VerbatimPieces:
    """Finds the pieces in a text.

    Args:
        ids: The id of each piece, by its text.
        shape: What a piece looks like; what looks like one and is none is ordinary text. It is
            found many times as fast where each alternative begins with a character.
    """

    def __init__(self, ids: Mapping[str, int], shape: str) -> None:
        self.ids = ids
        self._shape = re.compile(shape)

    @cached_property
    def names(self) -> dict[int, bytes]:
        """The bytes of the pieces that are no rows of blanks, by their ids."""
        return {
            token_id: text.encode() for text, token_id in self.ids.items() if text.strip(_BLANKS)
        }

    def split(self, text: str) -> Iterator[str | int]:
        """The ordinary texts and the ids between them, in order."""
        start = 0
        for match in found_in(self._shape, text):
            token_id = self.ids.get(match[0])
            if token_id is not None:
                if start < match.start():
                    yield text[start : match.start()]
                yield token_id
                start = match.end()
        if start < len(text):
            yield text[start:]


def gemma2_pieces() -> VerbatimPieces:
    """Those of Gemma 2; a single tab is none."""
    ids = {"<mask>": 4, "<2mass>": 5, "[@BOS@]": 6, "[toxicity=0]": 255_968}
    ids |= {f"<unused{number}>": 7 + number for number in range(99)} | {"<unused99>": 255_999}
    ids |= {"\n" * length: 107 + length for length in range(1, _LONGEST_ROW + 1)}
    ids |= {"\t" * length: 255_967 + length for length in range(2, _LONGEST_ROW + 1)}
    ids |= {f"<{name}>": token_id for token_id, name in enumerate(_TAGS, start=169)}
    return VerbatimPieces(ids, rf"\n\n{{0,30}}|\t\t{{1,30}}|{_NAMED}")


def gemma3_pieces() -> VerbatimPieces:
    """Those of Gemma 3."""
    ids = {"<mask>": 4, "[multimodal]": 5}
    ids |= {f"<unused{number}>": 6 + number for number in range(99)}
    ids |= {f"<unused{number}>": 255_902 + number for number in range(99, 6_242)}
    ids |= {"\n" * length: 106 + length for length in range(1, _LONGEST_ROW + 1)}
    ids |= {"\t" * length: 255_967 + length for length in range(1, _LONGEST_ROW + 1)}
    names = (*_TAGS, *_MORE_TAGS)
    ids |= {f"<{name}>": token_id for token_id, name in enumerate(names, start=168)}
    return VerbatimPieces(ids, rf"\n\n{{0,30}}|\t\t{{0,30}}|{_NAMED}")


def gemma4_names() -> dict[int, bytes]:
    """What Gemma 4 calls the ids that Gemma 3 finds first, but does not find first itself."""
    special = {*range(46, 53), 98, 100, 101, 105, 106, 255_999, 256_000, *range(258_880, 258_885)}
    kept = [each for each in (*range(6, 107), *range(255_999, 262_144)) if each not in special]
    names = {token_id: f"<unused{number}>" for number, token_id in enumerate(kept)}
    names |= {4: "<mask>", 5: "[multimodal]"}
    names |= {each: f"<{name}>" for each, name in enumerate((*_TAGS, *_MORE_TAGS), start=168)}
    return {token_id: name.encode() for token_id, name in names.items()}
