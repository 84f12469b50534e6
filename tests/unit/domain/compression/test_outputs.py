"""The output of a build is told as a whole, and so is a table whose rows tell times."""

from domain.compression.model import SegmentKind
from domain.compression.segments.segmenting import segments

_BUILD = "\n\n".join(
    f"#{step} [build {step}/6] RUN make part{step}\n#{step} DONE {step}.2s" for step in range(1, 7)
)
_ROWS = "\n".join(f"A-{n},Ann,{n}.50,2026-10-0{n}T06:15:00Z" for n in range(1, 9))


def _kinds(text: str) -> list[SegmentKind]:
    return [each.kind for each in segments(text)]


def test_the_output_of_a_build_is_a_log() -> None:
    """Steps of a build, which have no times, are a log in one piece."""
    assert _kinds(_BUILD) == [SegmentKind.LOG]


def test_a_question_behind_the_output_of_a_build_is_none_of_it() -> None:
    """What is said before and behind the output of a build stays text."""
    text = f"This is what I got:\n\n{_BUILD}\n\nWhy does it take so long?"

    assert _kinds(text) == [SegmentKind.PROSE, SegmentKind.LOG, SegmentKind.PROSE]


def test_rows_with_times_under_a_head_are_a_table() -> None:
    """A table with a column of times is no log, and its head is part of it."""
    assert _kinds(f"id,name,amount,placed_at\n{_ROWS}\n") == [SegmentKind.TABLE]
