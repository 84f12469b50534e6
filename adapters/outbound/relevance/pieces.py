"""Words in pieces of a known list: the longest piece first, then the longest that goes on.

A text is read as the uncased BERT models read theirs: lower case, accents taken off, punctuation
and ideographs each alone. A word that no pieces make up is left out.
"""

import unicodedata
from collections.abc import Iterable, Sequence

CONTINUED = "##"
"""What a piece begins with in the list when it goes on inside a word."""
LONGEST_WORD = 100
"""Characters; a longer run of letters is no word that has a meaning."""
MOST_PIECES = 12
"""A word of more pieces is a run of letters without a meaning, such as a key."""
LONGEST_RUN = 256
"""Characters between two blanks that are read at once, since normal forms take quadratic time."""
REMEMBERED = 65_536
"""How many different runs are remembered; a few megabytes."""
IDEOGRAPHS = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x2CEB0),
    range(0x2F800, 0x2FA20),
)
LAST_ASCII = 0x7F

type Ids = tuple[int, ...]


class _Folding(dict[int, str]):
    """What each character becomes: nothing, itself, or itself between blanks; learned as needed."""

    def __missing__(self, code: int) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        self[code] = folded = _folded(chr(code))
        return folded


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Mn" or category.startswith("C"):
        return ""
    code = ord(character)
    symbol = code <= LAST_ASCII and not character.isalnum()
    if symbol or category.startswith("P") or any(code in each for each in IDEOGRAPHS):
        return f" {character} "
    return character


class WordPieces:
    """Finds the rows of a text's pieces.

    Args:
        pieces: The list; a piece's place in it is its row.
    """

    def __init__(self, pieces: Sequence[str]) -> None:
        self._heads = {each: row for row, each in enumerate(pieces) if not _continues(each)}
        self._tails = {each[2:]: row for row, each in enumerate(pieces) if _continues(each)}
        self._head_lengths = _longest_by_start(self._heads)
        self._tail_lengths = _longest_by_start(self._tails)
        self._folding = _Folding()
        self._known: dict[str, Ids] = {}

    def ids(self, text: str) -> list[int]:
        """The rows of a text's pieces, in order.

        Args:
            text: Any text; time grows with its characters.
        """
        found: list[int] = []
        known = self._known
        for run in text.lower().split():
            ids = known.get(run)
            found += self._ids_of_run(run) if ids is None else ids
        return found

    def _ids_of_run(self, run: str) -> Ids:
        if len(run) <= LONGEST_WORD:
            return self._remembered(run)
        windows = range(0, len(run), LONGEST_RUN)
        return tuple(row for at in windows for row in self._read(run[at : at + LONGEST_RUN]))

    def _remembered(self, run: str) -> Ids:
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[run] = ids = tuple(self._read(run))
        return ids

    def _read(self, run: str) -> list[int]:
        plain = run if run.isascii() else unicodedata.normalize("NFD", run)
        words = plain.translate(self._folding).split()
        if len(words) == 1 and words[0] == run:
            return self._ids_of_word(run)
        return [row for word in words for row in self._ids_of_part(word)]

    def _ids_of_part(self, word: str) -> Sequence[int]:
        """The rows of a word within a run; most have been seen as runs of their own."""
        ids = self._known.get(word)
        if ids is not None or len(word) > LONGEST_WORD:
            return ids or ()
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[word] = ids = tuple(self._ids_of_word(word))
        return ids

    def _ids_of_word(self, word: str) -> list[int]:
        whole = self._heads.get(word)
        if whole is not None:
            return [whole]
        if len(word) > LONGEST_WORD:
            return []
        ids: list[int] = []
        rows, lengths, at = self._heads, self._head_lengths, 0
        while at < len(word):
            end = _longest_match(word, at, rows, lengths)
            if end == at or len(ids) == MOST_PIECES:
                return []  # as BERT does: a word is known altogether or not at all
            ids.append(rows[word[at:end]])
            rows, lengths, at = self._tails, self._tail_lengths, end
        return ids


def _continues(piece: str) -> bool:
    return piece.startswith(CONTINUED) and len(piece) > len(CONTINUED)


def _longest_by_start(pieces: Iterable[str]) -> dict[str, int]:
    """How long pieces get by their first two characters, so that few lengths need be tried."""
    lengths: dict[str, int] = {}
    for piece in pieces:
        start = piece[:2]
        lengths[start] = max(lengths.get(start, 0), len(piece))
    return lengths


def _longest_match(word: str, at: int, rows: dict[str, int], lengths: dict[str, int]) -> int:
    """Where the longest piece that begins there ends; the same place where none begins."""
    last = min(len(word), at + lengths.get(word[at : at + 2], 1))
    return next((end for end in range(last, at, -1) if word[at:end] in rows), at)
