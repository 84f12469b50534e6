"""How often the words and character n-grams of a query occur in passages, and what that is worth.

Everything is counted in arrays over the characters of many passages at once: a word is known by a
hash of its characters, an n-gram by a number that grows from the n-gram before it. Only what the
query contains is counted. Time grows with the characters and with passages times query terms.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from unicodedata import category

import numpy as np
from numpy.typing import NDArray

CHUNK_CHARACTERS = 131_072
"""Characters that one array call goes through at most, a longer passage apart."""
CHUNK_PASSAGES = 4_096
GRAM_LENGTHS = (2, 3, 4)
BLOCK_CELLS = 1 << 20
"""Passages times terms that are weighed at once."""
_SEPARATOR = "\x1e"
_BLANK = 32
_LAST_ASSIGNED = 0x323B0
"""Above this no letters are assigned."""
_CODES = 0x110000
_MULTIPLIER = 0x9E3779B97F4A7C15
_LONGEST_HASHED = 64
"""Characters after which the weights of a word's hash begin anew."""

type Integers = NDArray[np.int64]
type Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """Which terms occur in which passages how often, sorted by term.

    Args:
        passages: Of each occurrence, the passage.
        terms: The term.
        frequencies: How often.
        lengths: The words or letters of each passage.
        term_count: How many terms there are.
    """

    passages: Integers
    terms: Integers
    frequencies: Integers
    lengths: Floats
    term_count: int


@dataclass(frozen=True, slots=True)
class Spelled:
    """Passages as the codes of their characters; whatever is no letter is a blank.

    Args:
        codes: The characters in lower case.
        passage: Of each character, the passage.
        is_letter: Whether it is a letter, digit or mark.
        count: How many passages there are.
    """

    codes: Integers
    passage: Integers
    is_letter: NDArray[np.bool_]
    count: int


@cache
def _letters() -> NDArray[np.bool_]:
    """Which codes are letters, digits or marks."""
    table = np.zeros(_CODES, dtype=np.bool_)
    table[:_LAST_ASSIGNED] = [
        character.isalnum() or category(character)[0] == "M"
        for character in map(chr, range(_LAST_ASSIGNED))
    ]
    return table


@cache
def _weights() -> NDArray[np.uint64]:
    """What a character's place in its word multiplies it with."""
    factors = np.full(_LONGEST_HASHED, _MULTIPLIER, dtype=np.uint64)
    return np.cumprod(factors, dtype=np.uint64)


def load() -> None:
    """Make the tables now instead of at the first query."""
    _letters()
    _weights()


def spelled(texts: Sequence[str]) -> Spelled:
    """Passages as arrays of characters."""
    joined = _SEPARATOR.join(texts)
    if joined.count(_SEPARATOR) >= len(texts):
        joined = _SEPARATOR.join([text.replace(_SEPARATOR, " ") for text in texts])
    encoded = joined.casefold().encode("utf-32-le", "surrogatepass")
    codes = np.frombuffer(encoded, dtype=np.uint32).astype(np.int64)
    is_letter = _letters()[codes]
    passage = np.cumsum(codes == ord(_SEPARATOR), dtype=np.int64)
    return Spelled(np.where(is_letter, codes, _BLANK), passage, is_letter, len(texts))


def chunks(texts: Sequence[str]) -> Iterator[tuple[int, Spelled]]:
    """Passages in groups of bounded size, each with the number of its first one."""
    first = size = 0
    for number, text in enumerate(texts):
        if number > first and (
            size + len(text) > CHUNK_CHARACTERS or number - first >= CHUNK_PASSAGES
        ):
            yield first, spelled(texts[first:number])
            first, size = number, 0
        size += len(text)
    if first < len(texts):
        yield first, spelled(texts[first:])


def word_hashes(text: Spelled) -> tuple[NDArray[np.uint64], Integers]:
    """The words of passages as hashes, and the passage of each."""
    edges = np.diff(text.is_letter.astype(np.int8), prepend=0)
    starts = np.flatnonzero(edges == 1)
    if not len(starts):
        return np.zeros(0, dtype=np.uint64), starts.astype(np.int64)
    word = np.cumsum(edges == 1) - 1
    offsets = np.arange(len(text.codes)) - starts[word]
    products = text.codes.astype(np.uint64) * _weights()[offsets % _LONGEST_HASHED]
    products[~text.is_letter] = 0
    return np.add.reduceat(products, starts), text.passage[starts]


def word_counts(texts: Sequence[str], query: str) -> Counts:
    """How often the words of a query occur in passages."""
    wanted = distinct(word_hashes(spelled([query]))[0])
    found: list[tuple[Integers, Integers, Integers]] = []
    lengths = np.zeros(len(texts))
    for first, chunk in chunks(texts):
        hashes, passage = word_hashes(chunk)
        lengths[first : first + chunk.count] = np.bincount(passage, minlength=chunk.count)
        if len(wanted):
            term = np.minimum(np.searchsorted(wanted, hashes), len(wanted) - 1)
            hit = wanted[term] == hashes
            found.append(_tally(passage[hit], term[hit], len(wanted), first))
    return _gathered(found, lengths, len(wanted))


def gram_counts(texts: Sequence[str], query: str) -> Counts:
    """How often the character n-grams of a query, blanks around words included, occur."""
    tables = GramTables.of(query)
    found: list[tuple[Integers, Integers, Integers]] = []
    lengths = np.zeros(len(texts))
    for first, chunk in chunks(texts):
        lengths[first : first + chunk.count] = np.bincount(
            chunk.passage, weights=chunk.is_letter, minlength=chunk.count
        )
        for places, terms in tables.occurrences(chunk.codes):
            passage = chunk.passage[places]
            found.append(_tally(passage, terms, tables.term_count, first))
    return _gathered(found, lengths, tables.term_count)


@dataclass(frozen=True, slots=True)
class GramTables:
    """Tables that take a place in a text from one n-gram of the query to the next longer one.

    Args:
        letters: For each code, its number among the query's characters; 0 for all others.
        letter_count: How many numbers there are.
        steps: For each length, by n-gram and letter: the longer n-gram; 0 where there is none.
        starts: For each length, the number of the first term of that length, less one.
        term_count: How many n-grams there are of all lengths.
    """

    letters: NDArray[np.int32]
    letter_count: int
    steps: tuple[Integers, ...]
    starts: tuple[int, ...]
    term_count: int

    @classmethod
    def of(cls, query: str) -> "GramTables":
        """The tables of a query."""
        text = spelled([f" {' '.join(query.split())} "]).codes
        text = text[~((text == _BLANK) & (np.append(text[1:], 0) == _BLANK))]
        characters = distinct(text)
        letters = np.zeros(_CODES, dtype=np.int32)
        letters[characters] = np.arange(1, len(characters) + 1)
        count = len(characters) + 1
        grams = numbered = letters[text].astype(np.int64)
        steps, starts, total, shorter = [], [], 0, count - 1
        for length in GRAM_LENGTHS:
            keys = grams[: max(0, len(text) - length + 1)] * count + numbered[length - 1 :]
            known, grams = np.unique(keys, return_inverse=True)
            grams = grams + 1
            step = np.zeros((shorter + 1) * count, dtype=np.int64)
            step[known] = np.arange(1, len(known) + 1)
            steps.append(step)
            starts.append(total - 1)
            total, shorter = total + len(known), len(known)
        return cls(letters, count, tuple(steps), tuple(starts), total)

    def occurrences(self, codes: Integers) -> Iterator[tuple[Integers, Integers]]:
        """Where n-grams of the query begin in a text, and which: once for each length."""
        letters = self.letters[codes]
        places = np.flatnonzero(letters[:-1])
        grams = letters[places].astype(np.int64)
        for length, step, start in zip(GRAM_LENGTHS, self.steps, self.starts, strict=True):
            inside = places < len(codes) - length + 1
            places, grams = places[inside], grams[inside]
            grams = step[grams * self.letter_count + letters[places + length - 1]]
            known = grams > 0
            places, grams = places[known], grams[known]
            yield places, grams + start


def distinct[Number: np.integer](values: NDArray[Number]) -> NDArray[Number]:
    """Each value once, in order; others go on meanwhile, as numpy's own search for them forbids."""
    ordered = np.sort(values)
    is_first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _tally(
    passages: Integers, terms: Integers, term_count: int, first: int
) -> tuple[Integers, Integers, Integers]:
    """Occurrences as passages, terms and frequencies, each pair once."""
    keys, frequencies = np.unique(passages * max(term_count, 1) + terms, return_counts=True)
    return keys // max(term_count, 1) + first, keys % max(term_count, 1), frequencies


def _gathered(
    found: list[tuple[Integers, Integers, Integers]], lengths: Floats, term_count: int
) -> Counts:
    empty = np.zeros(0, dtype=np.int64)
    columns = [np.concatenate(column) for column in zip(*found, strict=True)] or [empty] * 3
    order = np.argsort(columns[1], kind="stable")
    passages, terms, frequencies = (column[order] for column in columns)
    return Counts(passages, terms, frequencies, lengths, term_count)
