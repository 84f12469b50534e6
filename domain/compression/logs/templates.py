"""Log lines that are worded alike, found in one pass.

The wording of a line is its words without a digit: times, addresses, identifiers and figures fall
away. Lines of one wording form a template. Templates whose wordings differ in few places form a
family, found by a tree of fixed depth over the number of telling words and the first of them (the
idea of Drain, He et al. 2017, over wordings in place of lines).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WORDING_LIMIT = 600
"""Characters of an entry that its wording is read from; bounds the work on one long line."""

MOST_RELATED = 8_192
"""Wordings of a log that are put into families; more are the sign of lines that never repeat."""
_RELATED_LIMIT = 48
"""Families one wording is compared with at most; bounds the work on lines that never repeat."""

_DELIMITERS = ",;|=:\"'`[](){}<>!?"
_FOLDED = str.maketrans(
    {**dict.fromkeys("0123456789", "0"), **dict.fromkeys(_DELIMITERS, " ")},
)
_CHUNK = 65_536
_SHORTEST_STEM = 3
"""Letters before a figure that make a word; fewer are a sign or the start of an identifier."""
_SHORTEST_SPELLED = 8
"""Characters of a word that may hold a figure, such as the name of a function."""
_TAIL = "0.-_+%"
_LEVELS = (
    "TRACE DEBUG INFO NOTICE WARN WARNING ERROR SEVERE CRITICAL FATAL V D I W E F "
    "trace debug info notice warn warning error critical fatal"
)
_CALENDAR = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec Mon Tue Wed Thu Fri Sat Sun"
_UNTELLING = frozenset(_LEVELS.split())
_PAIRS = [one + other for digits in ("ABCDEF", "abcdef") for one in digits for other in digits]
"""Two letters that are a byte of an address."""
_UNWORDED = frozenset([*_CALENDAR.split(), *_PAIRS])


@dataclass(frozen=True, slots=True)
class Template:
    """Entries of one wording.

    Args:
        entries: Their positions in the log, ascending.
        words: The wording.
        telling: Its plain words that fewer than half of the templates have, without levels.
        place: The place of ``telling`` in the family: 0 for the first in the log, the others behind
            it by the number of their entries.
        repeat: How many templates of the family with the same ``telling`` stand before this one;
            they differ in names and levels only.
    """

    entries: tuple[int, ...]
    words: tuple[str, ...]
    telling: tuple[str, ...] = ()
    place: int = 0
    repeat: int = 0


def wording(entry: str) -> tuple[str, ...]:
    """The words of an entry that carry no figure, in order."""
    return _worded(folded(entry[:WORDING_LIMIT]))


def folded(text: str) -> str:
    """The text with every digit as 0 and delimiters as blanks, of the same length.

    In chunks, so that no call holds the interpreter for long.
    """
    chunks = range(0, len(text), _CHUNK)
    return "".join([text[at : at + _CHUNK].translate(_FOLDED) for at in chunks])


def templates(text: str, spans: Sequence[tuple[int, int]]) -> tuple[Template, ...]:
    """Groups the entries of a log, in the order in which each wording appears first.

    Args:
        text: The log, ``folded``.
        spans: Where each entry starts and ends in it, ascending; only the first ``WORDING_LIMIT``
            characters of an entry count.

    Returns:
        The templates; every entry is in exactly one.
    """
    positions: dict[tuple[str, ...], list[int]] = {}
    for position, (start, end) in enumerate(spans):
        words = _worded(text[start : min(end, start + WORDING_LIMIT)])
        positions.setdefault(words, []).append(position)
    telling = _telling_words(positions)
    families = [*_families(telling[:MOST_RELATED]), *range(MOST_RELATED, len(telling))]
    groups = list(zip(families, telling, strict=True))
    places = _places(groups, list(map(len, positions.values())))
    repeats: Counter[tuple[int, tuple[str, ...]]] = Counter()
    found = []
    for (words, members), group in zip(positions.items(), groups, strict=True):
        found.append(Template(tuple(members), words, group[1], places[group], repeats[group]))
        repeats[group] += 1
    return tuple(found)


def _places(
    groups: Sequence[tuple[int, tuple[str, ...]]], counts: Sequence[int]
) -> dict[tuple[int, tuple[str, ...]], int]:
    """The place of each ``telling`` in its family: the first one's 0, then by their entries."""
    totals: Counter[tuple[int, tuple[str, ...]]] = Counter()
    for group, count in zip(groups, counts, strict=True):
        totals[group] += count
    leaders = {family: group for group in reversed(groups) for family in [group[0]]}
    taken: Counter[int] = Counter()
    places = dict.fromkeys(leaders.values(), 0)
    for group, _ in totals.most_common():
        if group not in places:
            taken[group[0]] += 1
            places[group] = taken[group[0]]
    return places


def _worded(text: str) -> tuple[str, ...]:
    """The words without a figure of folded text; figures at the end of a word are cut off."""
    return tuple(
        [
            stem
            for word in text.split()
            if (stem := word if "0" not in word else _without_figure(word))
            and stem not in _UNWORDED
            and (stem[0] != "/" or stem == "/")
        ]
    )


def _without_figure(word: str) -> str:
    """A word without the figures at its end; nothing where it is an identifier or a quantity."""
    stem = word.rstrip(_TAIL)
    if "0" not in stem:
        return stem if len(stem) >= _SHORTEST_STEM else ""
    spelled = len(stem) >= _SHORTEST_SPELLED and stem.count("0") <= len(stem) // 8
    return stem if spelled and stem.isalnum() else ""


def _telling_words(positions: Mapping[tuple[str, ...], object]) -> list[tuple[str, ...]]:
    """Each wording without names, levels and words of most wordings, such as a host's name.

    Where nothing else is left, those of most wordings too, or the wording itself.
    """
    spread = Counter([word for words in positions for word in set(words)])
    most = max(len(positions) // 2, 1)
    plain = {word for word in spread if _is_plain(word)} - _UNTELLING
    rare = {word for word in plain if spread[word] <= most}
    return [
        tuple([word for word in words if word in rare])
        or tuple([word for word in words if word in plain])
        or words
        for words in positions
    ]


def _is_plain(word: str) -> bool:
    """Whether a word is spelled like one of a language, rather than a name, a path or a sign."""
    letters = word.strip(".*+-\u2026").replace("0", "")
    return letters.isalpha() or (letters.isupper() and letters.replace("_", "").isalpha())


def _families(wordings: Sequence[tuple[str, ...]]) -> list[int]:
    """The family of each wording: the position of its first member."""
    leaves: dict[str, list[int]] = {}
    families = []
    for position, words in enumerate(wordings):
        leaf = leaves.setdefault(words[0] if words else "", [])
        family = _related(words, leaf, wordings)
        if family is None:
            leaf.append(position)
        families.append(position if family is None else family)
    return families


def _related(
    words: tuple[str, ...], leaf: Sequence[int], wordings: Sequence[tuple[str, ...]]
) -> int | None:
    """The first family of the leaf whose first wording is much like this one."""
    for family in leaf[:_RELATED_LIMIT]:
        if _differ_little(words, wordings[family]):
            return family
    return None


def _differ_little(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether all but a quarter of the words stand in the same places, from the front or the back.

    Counted from both ends, one stretch of any length may be put in or left out.
    """
    longer = max(len(one), len(other))
    allowed = longer // 4
    if abs(len(one) - len(other)) > allowed:
        return False
    differing = list(map(str.__ne__, one, other))
    if len(one) == len(other) and sum(differing) <= allowed:
        return True
    front = differing.index(True) if True in differing else len(differing)
    backwards = list(map(str.__ne__, reversed(one), reversed(other)))
    back = backwards.index(True) if True in backwards else len(backwards)
    return min(front + back, len(one), len(other)) >= longer - allowed
