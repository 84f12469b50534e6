"""Lines in a row that are of one kind together, though single lines of them may look otherwise."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from itertools import groupby

from domain.compression.blocks import lines
from domain.compression.segments.detecting import (
    CODE,
    COMMENT,
    FRAME,
    HEADING,
    ITEM,
    KEY,
    LOG,
    MARKUP,
    PIPES,
    line_kind,
    table_share,
)
from domain.compression.segments.outputs import Line, output_blocks


class RunKind(Enum):
    """What lines in a row are."""

    LOG = "log"
    TABLE = "table"
    MARKUP = "markup"
    FRAMES = "frames"
    CODE = "code"
    REMARKS = "remarks"
    """Lines with a number sign or other marks: comments beside code, headings elsewhere."""
    TEXT = "text"


_TABLE_ROWS, _TABLE_SHARE = 3, 90
"""Rows of a table without frame, and how many of a hundred have as many cells as most."""
_HEAD_SEPARATORS = 2
"""Separators in the head of a table whose rows tell times."""
_ROWS_LOOKED_AT = 20_000
"""Characters of a table that are looked at."""
_SCRAP_LINES, _SCRAP_CHARACTERS = 2, 160
"""What is no longer than this, and looks like code among words, is part of the text."""
_LEAST_RECORDS, _RECORD_WORDS, _RECORDS_LOOKED_AT = 4, 4, 20_000
"""Lines and words of records without a time, and characters of them that are looked at."""
_LONGEST_QUOTE = 6_000
"""Characters within which a description in quotation marks must end."""


@dataclass(slots=True)
class Run:
    """Lines in a row.

    Args:
        kind: What they are together.
        start: The first character.
        end: The character behind the last one.
        counts: How many lines of each kind there are.
        is_indented: Whether all of them are.
    """

    kind: RunKind
    start: int
    end: int
    counts: Counter[str] = field(default_factory=Counter)
    is_indented: bool = False

    @property
    def line_count(self) -> int:
        """Lines that are not blank."""
        return self.counts.total()

    @property
    def is_marked_up(self) -> bool:
        """Whether it has headings or a list, as Markdown does."""
        items = self.counts[ITEM]
        return self.counts[HEADING] > 0 or (items > 1 and 5 * items >= self.line_count)

    def take(self, other: "Run") -> None:
        """Make the lines behind part of this run."""
        self.end = other.end
        self.counts += other.counts
        self.is_indented = self.is_indented and other.is_indented


def runs(source: str, start: int, end: int) -> list[Run]:
    """The runs of a stretch of text; blank lines between them belong to none.

    Args:
        source: The whole text.
        start: The first character of the stretch.
        end: The character behind its last one.
    """
    blocks = list(_blocks(source, start, end))
    first, last = output_blocks(source, blocks)
    made = [run for block in blocks[:first] for run in _block_runs(source, block)]
    if first < last:
        told = [line for block in blocks[first:last] for line in block]
        made.append(_run(source, told, RunKind.LOG))
    made += [run for block in blocks[last:] for run in _block_runs(source, block)]
    found = _merged(made)
    for settle in (_settle_remarks, _settle_between, _settle_scraps):
        found = _merged(settle(found))
    return found


def _blocks(source: str, start: int, end: int) -> Iterator[list[Line]]:
    """Lines between blank lines."""
    block: list[Line] = []
    quote, mark = "", _next_mark(source, start, end)
    for line, following in lines(source, start, end):
        if source[line:following].isspace():
            if block:
                yield block
            block = []
            continue
        kind = COMMENT if quote else ""
        if following > mark:
            quote, kind = _quoted(source, line, following, quote)
            mark = _next_mark(source, following, end)
        block.append((kind or line_kind(source, line, following), line, following))
    if block:
        yield block


def _next_mark(source: str, start: int, end: int) -> int:
    """Where the next quotation in the manner of Python may begin or end."""
    found = _marks().search(source, start, end)
    return found.start() if found else end


@cache
def _marks() -> re.Pattern[str]:
    return re.compile(r"\"\"\"|'''")


@cache
def _docstring() -> re.Pattern[str]:
    """A line that opens a description in the manner of Python."""
    return re.compile(r"[ \t]*+[rR]?(\"\"\"|''')(?=[^\s\"'])|[ \t]++[rR]?(\"\"\"|''')$")


def _quoted(source: str, start: int, end: int, quote: str) -> tuple[str, str]:
    """The quotation that goes on behind a line, and the line's kind if it is part of one."""
    if quote:
        return ("" if source.find(quote, start, end) >= 0 else quote), COMMENT
    found = _docstring().match(source, start, end)
    if not found:
        return "", ""
    mark = found[1] or found[2]
    closed = source.find(mark, found.end(), end) >= 0
    far = source.find(mark, end, end + _LONGEST_QUOTE) >= 0
    return ("" if closed or not far else mark), COMMENT


_GROUPS = {LOG: RunKind.LOG, PIPES: RunKind.TABLE}


def _block_runs(source: str, block: Sequence[Line]) -> list[Run]:
    """The runs of lines between blank lines."""
    if _is_headed_table(source, block):
        return [_run(source, block, RunKind.TABLE)]
    grouped = groupby(block, key=lambda line: _GROUPS.get(line[0], RunKind.TEXT))
    found = [_run(source, list(group), kind) for kind, group in grouped]
    found = _merged(_settle_single(found))
    if len(found) > _SCRAP_LINES:
        found = _merged(_settle_logs(found))
    return [_voted(source, run) if run.kind is RunKind.TEXT else run for run in found]


def _is_headed_table(source: str, block: Sequence[Line]) -> bool:
    """Whether rows look like lines of a log because they tell times, but have names above them."""
    kind, start, end = block[0]
    head = source[start:end]
    if kind == LOG or block[-1][0] != LOG or max(map(head.count, "\t,;|")) < _HEAD_SEPARATORS:
        return False
    return len(block) >= _TABLE_ROWS and _is_table(source, _run(source, block, RunKind.TEXT))


def _run(source: str, group: Sequence[Line], kind: RunKind) -> Run:
    counts = Counter([line[0] for line in group])
    is_indented = all(source[line[1]] in " \t" for line in group)
    return Run(kind, group[0][1], group[-1][2], counts, is_indented)


def _settle_single(found: list[Run]) -> list[Run]:
    """A single line of a log or a table is none."""
    if len(found) == 1 and found[0].line_count >= _SCRAP_LINES:
        return found
    totals: Counter[RunKind] = Counter()
    for run in found:
        totals[run.kind] += run.line_count
    for run in found:
        if totals[run.kind] < _SCRAP_LINES:
            run.kind = RunKind.TEXT
    return found


def _settle_logs(found: list[Run]) -> list[Run]:
    """Fewer lines between those of a log, without a blank line, are part of its entries."""
    for before, run, behind in zip(found, found[1:], found[2:], strict=False):
        if before.kind is behind.kind is RunKind.LOG:
            around = before.line_count + behind.line_count
            run.kind = RunKind.LOG if run.line_count <= 2 * around else run.kind
    return found


def _voted(source: str, run: Run) -> Run:
    """What lines of several kinds are by majority."""
    counts, total = run.counts, run.line_count
    if total >= _TABLE_ROWS and _is_table(source, run):
        run.kind = RunKind.TABLE
    elif counts[FRAME] > 1 and 3 * counts[FRAME] >= total:
        run.kind = RunKind.FRAMES
    elif 2 * counts[MARKUP] >= total and _tags(source, run) > _SCRAP_LINES:
        run.kind = RunKind.MARKUP
    elif (
        counts[COMMENT] + counts[HEADING] == total and "##" not in source[run.start : run.start + 3]
    ):
        run.kind = RunKind.REMARKS
    elif _is_code(counts, total, is_indented=_is_listing(run)):
        run.kind = RunKind.CODE
    elif _is_records(source, run):
        run.kind = RunKind.LOG
    return run


def _is_records(source: str, run: Run) -> bool:
    """Whether lines begin with words of one shape, numbers among them, as those of logs do."""
    if run.line_count < _LEAST_RECORDS or run.counts[ITEM]:
        return False
    rows = source[run.start : min(run.end, run.start + _RECORDS_LOOKED_AT)].splitlines()[:-1]
    shapes = Counter(_shape(row) for row in rows)
    usual, count = max(shapes.items(), key=lambda each: each[1], default=("", 0))
    return "0" in usual and 10 * count >= 8 * len(rows) and count >= _LEAST_RECORDS - 1


def _shape(row: str) -> str:
    """The first words of a line with every number as 0, and nothing where they are few."""
    words = row[:80].split()[:_RECORD_WORDS]
    return _numbers().sub("0", " ".join(words[:2])) if len(words) == _RECORD_WORDS else ""


@cache
def _numbers() -> re.Pattern[str]:
    return re.compile(r"\d++")


def _is_code(counts: Counter[str], total: int, *, is_indented: bool) -> bool:
    remarks = counts[COMMENT] + counts[HEADING]
    signs = counts[CODE] + counts[MARKUP] + counts[LOG]
    if total > _SCRAP_LINES and 10 * (counts[KEY] + counts[COMMENT]) >= 7 * total:
        return True
    if is_indented and total > _SCRAP_LINES:
        return True
    return counts[CODE] > 0 and 2 * (signs + remarks + counts[KEY]) >= total + (total > 1)


def _is_listing(run: Run) -> bool:
    """Whether it is set in from the margin as a whole, as listings are, and no list."""
    return run.is_indented and not run.counts[ITEM]


def _is_table(source: str, run: Run) -> bool:
    is_other = 2 * (run.counts[CODE] + run.counts[ITEM]) > run.line_count
    if is_other and source.find("\t", run.start, run.start + 200) < 0:
        return False
    rows = source[run.start : min(run.end, run.start + _ROWS_LOOKED_AT)].splitlines()
    return table_share(rows[:-1] if run.end > run.start + _ROWS_LOOKED_AT else rows) >= _TABLE_SHARE


def _tags(source: str, run: Run) -> int:
    return source.count("<", run.start, min(run.end, run.start + 10_000))


def _settle_remarks(found: list[Run]) -> list[Run]:
    """Remarks are code beside code, and text elsewhere."""
    for at, run in enumerate(found):
        if run.kind is RunKind.REMARKS:
            around = found[max(0, at - 1) : at] + found[at + 1 : at + 2]
            is_code = any(each.kind is RunKind.CODE for each in around)
            run.kind = RunKind.CODE if is_code else RunKind.TEXT
    return found


_ABSORBING = frozenset({RunKind.CODE, RunKind.MARKUP, RunKind.LOG})


def _settle_between(found: list[Run]) -> list[Run]:
    """What stands between two runs of a kind and looks less sure belongs to them."""
    for before, run, behind in zip(found, found[1:], found[2:], strict=False):
        if before.kind is behind.kind and before.kind in _ABSORBING and run.kind is not before.kind:
            run.kind = before.kind if _belongs(before, run, behind) else run.kind
    return found


def _belongs(before: Run, run: Run, behind: Run) -> bool:
    if before.kind is RunKind.CODE:
        is_short = run.line_count <= _SCRAP_LINES and run.end - run.start <= _SCRAP_CHARACTERS
        is_within = before.line_count > _SCRAP_LINES and behind.line_count > _SCRAP_LINES
        return run.is_indented or (is_short and is_within)
    if before.kind is RunKind.MARKUP:
        return True
    return run.kind in (RunKind.FRAMES, RunKind.CODE) or run.is_indented


def _settle_scraps(found: list[Run]) -> list[Run]:
    """A line or two that look like code among words, or like a log among others, are no more."""
    for at, run in enumerate(found):
        around = found[max(0, at - 1) : at] + found[at + 1 : at + 2]
        is_scrap = run.line_count <= _SCRAP_LINES and run.end - run.start <= _SCRAP_CHARACTERS
        if run.kind in (RunKind.CODE, RunKind.LOG) and is_scrap and around:
            sizes = [(each.line_count, each.kind) for each in around]
            largest = max(sizes, key=lambda each: each[0])
            takers = (RunKind.CODE,) if run.kind is RunKind.LOG else (RunKind.TEXT, RunKind.CODE)
            run.kind = largest[1] if largest[1] in takers else run.kind
    return found


def _merged(found: list[Run]) -> list[Run]:
    """Neighbours of one kind as one run."""
    merged: list[Run] = []
    for run in found:
        if merged and merged[-1].kind is run.kind:
            merged[-1].take(run)
        else:
            merged.append(run)
    return merged
