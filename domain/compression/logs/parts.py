"""A log, taken apart so that all that happened is told once before anything is told twice.

The first entry of every template is a part: its line as it stands and, where there is room, a line
of ours behind it that counts the template's entries and says how far they range. The other entries
are parts of a few entries each, which a query may call for and which fill what room is left.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domain.compression.atoms import inside_atom
from domain.compression.logs.entries import (
    entry_spans,
    is_alarm,
    line_spans,
    place_of,
    telling_lines,
)
from domain.compression.logs.ranges import count_text, ranges
from domain.compression.logs.templates import (
    MOST_RELATED,
    WORDING_LIMIT,
    Template,
    folded,
    templates,
)
from domain.compression.model import DROPPED, Option, Part, Piece, Rung, verbatim

_RARE = 3
"""Entries up to which a template is rare."""
_USUAL = 1_500
_USUAL_PER_CHARACTER = 2
"""What the first entry of an ordinary family is worth; more for its length, as it costs more."""
_URGENT = 6_000
_URGENT_PER_CHARACTER = 25
"""What an alarm or a rare entry is worth; its cost is not to outweigh it."""
_REPEATS_SHARE = 4
"""How much less an entry is worth that differs from a shown one in names and levels only."""
_LONGEST_WORTH = 1_200
"""Characters of an entry that count towards its worth."""
_COUNT_WORTH = 40
"""What the count behind an entry is worth beside the entry's own; the same for every template."""
_RANGES_WORTH = 30
_BARE_PERMILLE = 220
"""What an entry without its head is worth: below what a head costs, unless that is most of it."""
_SHORTENED_PERMILLE = 900
_REPEATED_WORTH = 20
"""What an entry is worth whose template has already been shown."""
_BLOCKS = 400
"""Parts that the repeated entries of a log are put into, about."""
_LONG_ENTRY = 1_500
"""Characters from which on an entry of few lines is shortened."""
_BEGINNING = 480
"""Characters of such an entry that are kept, at most."""
_SHORT_LINES = 12
"""Lines of an entry that is not shortened."""
_FEWEST_FOR_BARE = 8
"""Templates of a log in which a head can be told from the rest."""
_SHORTEST_HEAD = 16
"""Characters of a head that is worth leaving out."""

type Way = tuple[Rung, tuple[Piece, ...], int]
"""A way to write an entry, and what that is worth."""


def log_parts(source: str, start: int, end: int, *, document: int = 0) -> tuple[Part, ...]:
    """The parts of a stretch of log.

    The first options of all parts, of rung FULL, give back the stretch as it stands. Options of
    rung TEMPLATE are an entry with a line in brackets behind it, which counts the entries like it;
    it stands at an empty range of the source.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind the last one.
        document: The number that its parts have in common.

    Returns:
        The parts, in the order of the source.
    """
    if start >= end:
        return ()
    spans = entry_spans(source, start, end)
    local = [(first - start, last - start) for first, last in spans]
    found = templates(folded(source[start:end]), local)
    log = _Log(source, spans, len(found), document)
    shown = found if len(found) <= MOST_RELATED else _most_telling(log, found)
    parts = [_template_part(log, each) for each in shown]
    leaders = {each.entries[0] for each in shown}
    parts.extend(_repeated_parts(log, leaders))
    return tuple(sorted(parts, key=_start))


@dataclass(frozen=True, slots=True)
class _Log:
    """A stretch of log as entries.

    Args:
        source: The whole text.
        spans: Where each entry starts and ends.
        templates: How many templates they have.
        document: The number that its parts have in common.
    """

    source: str
    spans: Sequence[tuple[int, int]]
    templates: int
    document: int

    @property
    def repeats(self) -> bool:
        """Whether most entries are like others, so that it says something if one is not."""
        return 2 * self.templates <= len(self.spans)

    def entry(self, position: int, limit: int = WORDING_LIMIT) -> str:
        """The text of an entry, cut to a number of characters."""
        start, end = self.spans[position]
        return self.source[start : min(end, start + limit)]

    def alarms(self, template: Template) -> bool:
        """Whether a template tells of an error, a warning or a failure."""
        return is_alarm(self.entry(template.entries[0]), template.words)


def _most_telling(log: _Log, found: Sequence[Template]) -> Sequence[Template]:
    """Of too many templates those that get a part of their own: alarms, then the first ones."""
    alarms = [each for each in found if log.alarms(each)][:MOST_RELATED]
    known = {each.entries[0] for each in alarms}
    others = [each for each in found[:MOST_RELATED] if each.entries[0] not in known]
    return [*alarms, *others[: MOST_RELATED - len(alarms)]]


def _template_part(log: _Log, template: Template) -> Part:
    """The first entry of a template, with or without a line that counts the others."""
    start, end = log.spans[template.entries[0]]
    own = _worth(log, template, min(end - start, _LONGEST_WORTH))
    word = template.telling[0] if template.telling else ""
    ways = [
        (Rung.FULL, (Piece(start, end),), own),
        *_counted(log, template, own),
        *_shortened(log.source, start, end, own),
    ]
    if log.templates >= _FEWEST_FOR_BARE:
        ways.extend(_bare(log.source, (start, end), word, own))
    best = max(worth for _, _, worth in ways)
    options = [Option(rung, pieces, 1_000 * worth // best) for rung, pieces, worth in ways]
    return Part(start, end, (*options, DROPPED), best, log.document)


def _worth(log: _Log, template: Template, length: int) -> int:
    """What the first entry of a template is worth.

    Args:
        log: The log.
        template: The template.
        length: The characters of its first entry that count.
    """
    usual = _USUAL + _USUAL_PER_CHARACTER * length
    urgent = _URGENT + _URGENT_PER_CHARACTER * length
    rare = log.repeats and len(template.entries) <= _RARE
    reasons = rare + log.alarms(template)
    place = template.place
    if template.repeat:
        return (2 + rare) * usual // (_REPEATS_SHARE * template.repeat)
    if reasons:
        return (1 + reasons) * urgent // (place + 1) ** 2 if place else urgent
    return 2 * usual // (place + 2) if place else usual


def _counted(log: _Log, template: Template, own: int) -> Iterator[Way]:
    """The first entry with what is said of the others, the most first."""
    count = len(template.entries)
    if count == 1:
        return
    start, end = log.spans[template.entries[0]]
    said = ranges([log.entry(each) for each in template.entries], template.telling[:1])
    if said:
        pieces = (Piece(start, end), Piece(end, end, said))
        yield Rung.TEMPLATE, pieces, own + _COUNT_WORTH + _RANGES_WORTH
    yield Rung.TEMPLATE, (Piece(start, end), Piece(end, end, count_text(count))), own + _COUNT_WORTH


def _shortened(source: str, start: int, end: int, own: int) -> Iterator[Way]:
    """A long entry by the lines that tell the most of it, or by the beginning of its only line."""
    pieces: tuple[Piece, ...] = ()
    lines = line_spans(source, start, end)
    if len(lines) > _SHORT_LINES:
        kept = telling_lines(source, lines)
        note = f"[\u2026 {len(lines) - len(kept)} lines]\n"
        pieces = (*(Piece(*lines[each]) for each in kept), Piece(end, end, note))
    elif end - start > _LONG_ENTRY and (cut := _cut(source, start)):
        note = f"[\u2026 {end - cut} characters]\n"
        pieces = (Piece(start, cut), Piece(end, end, note))
    if pieces:
        yield Rung.EXTRACT, pieces, own * _SHORTENED_PERMILLE // 1_000


def _cut(source: str, start: int) -> int:
    """Where a long entry may be cut: behind a blank near its beginning; 0 where there is none."""
    for place in range(start + _BEGINNING, start + _BEGINNING // 2, -1):
        if source[place - 1].isspace() and not inside_atom(source, place):
            return place
    return 0


def _bare(source: str, span: tuple[int, int], word: str, own: int) -> Iterator[Way]:
    """An entry without what most entries begin with."""
    start, end = span
    place = place_of(source, start, min(end, start + WORDING_LIMIT), word)
    if place - start >= _SHORTEST_HEAD:
        yield Rung.STUB, (Piece(place, end),), max(own * _BARE_PERMILLE // 1_000, 1)


def _repeated_parts(log: _Log, leaders: set[int]) -> Iterator[Part]:
    """The entries that no template shows, in runs that follow one another in the source."""
    longest = max(1, len(log.spans) // _BLOCKS)
    first = 0
    for position in range(len(log.spans) + 1):
        stands = position < len(log.spans) and position not in leaders
        if first < position and (not stands or position - first >= longest):
            yield _run(log, first, position)
            first = position
        if not stands:
            first = position + 1


def _run(log: _Log, first: int, last: int) -> Part:
    worth = _REPEATED_WORTH * (last - first)
    start, end = log.spans[first][0], log.spans[last - 1][1]
    return verbatim(start, end, document=log.document, prior_permille=worth)


def _start(part: Part) -> int:
    return part.start
