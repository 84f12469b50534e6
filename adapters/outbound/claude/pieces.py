"""The pieces of a vocabulary, from the package that carries them."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from itertools import batched, chain

from adapters.outbound.claude.alphabet import CAPITAL, CAPITALS, WORD_BEGIN, WORD_END
from domain.tokens.model import Vocabulary, VocabularyCorrupt

PACKAGE = "ctok"
ENGINE = f"{PACKAGE} {version(PACKAGE)}"

_MARKERS = {"⟨bow⟩": WORD_BEGIN, "⟨eow⟩": WORD_END, "⟨shift⟩": CAPITAL, "⟨caps⟩": CAPITALS}
_MARKER = re.compile("|".join(_MARKERS))
_GROUPS = ("bytes_fallback", "contractions")
_GROUP_HEAD = ": {"
_ROWS_AT_ONCE = 1_000
"""Rows that are decoded in one go: all at once would keep other threads waiting for 50 ms."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a text is put together from; each is one token.

    Args:
        spellings: The pieces, markers included.
        byte_prefixes: Beginnings of a character's UTF-8, in hexadecimal.
        folds_quotes: Whether typographic quotes count as those of ASCII.
        shortest_capitals: From how many letters on a word in capitals has a marker of its own;
            None where there is no such marker.
    """

    spellings: frozenset[str]
    byte_prefixes: frozenset[str]
    folds_quotes: bool
    shortest_capitals: int | None


def packaged_pieces(vocabulary: Vocabulary) -> Pieces:
    """The pieces of a vocabulary.

    Raises:
        VocabularyCorrupt: The packaged file is not the published one.
    """
    content = (files(PACKAGE) / "data" / f"{vocabulary.ranks}.json").read_bytes()
    if hashlib.sha256(content).hexdigest() != vocabulary.sha256:
        raise VocabularyCorrupt(
            f"the packaged vocabulary {vocabulary.encoding} is not the published one",
            encoding=vocabulary.encoding,
        )
    return _parse(content.decode())


def _parse(content: str) -> Pieces:
    head, _, body = content.partition('"tokens": {')
    meta = json.loads(head.rstrip().removesuffix(",") + "}")["meta"]
    groups = {name: [*_names(rows)] for name, rows in _groups(body).items()}
    prefixes, contractions = (groups.pop(name) for name in _GROUPS)
    # A contraction ends its word; the file leaves that marker out.
    spelled = chain(*groups.values(), contractions, (f"{each}⟨eow⟩" for each in contractions))
    return Pieces(
        spellings=frozenset([_with_markers(each) for each in spelled]),
        byte_prefixes=frozenset(prefixes),
        folds_quotes=meta["fold_quotes"],
        shortest_capitals=meta["allcaps_min"],
    )


def _with_markers(piece: str) -> str:
    return _MARKER.sub(lambda found: _MARKERS[found.group()], piece) if "⟨" in piece else piece


def _groups(body: str) -> dict[str, list[str]]:
    """The rows of each group of pieces; the published files have one row a line."""
    groups: dict[str, list[str]] = {}
    rows: list[str] = []
    for line in body.splitlines():
        row = line.strip()
        if row.endswith(_GROUP_HEAD):
            rows = groups.setdefault(json.loads(row.removesuffix(_GROUP_HEAD)), [])
        elif row.startswith('"'):
            rows.append(row)
    return groups


def _names(rows: Iterable[str]) -> Iterator[str]:
    for some in batched(rows, _ROWS_AT_ONCE):
        yield from json.loads("{" + "".join(some).rstrip(",") + "}")
