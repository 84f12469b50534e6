"""What only goes around something is left out with it."""

from domain.compression.frames import without_idle_frames
from domain.compression.model import DROPPED, Part, Piece, Role, fixed, verbatim
from domain.compression.structured.tables import table_parts

_TABLE = "| a | b |\n| - | - |\n| 1 | 2 |\n"
_SOURCE = f"{_TABLE}Words."


def _parts() -> tuple[Part, ...]:
    return (*table_parts(_SOURCE, 0, len(_TABLE)), verbatim(len(_TABLE), len(_SOURCE)))


def _written(*kept: int) -> str:
    parts = _parts()
    chosen = [part.options[0 if place in kept else -1] for place, part in enumerate(parts)]
    left = without_idle_frames(_SOURCE, parts, chosen)
    return "".join(option.text(_SOURCE) for option in left)


def test_the_head_of_a_table_stays_with_a_row() -> None:
    """The head of a table is written where one of its rows is."""
    assert _written(0, 1, 2, 3) == _SOURCE


def test_the_head_of_a_table_goes_with_its_last_row() -> None:
    """The head of a table is left out where none of its rows is written but something else is."""
    assert _written(0, 1, 3) == "Words."


def test_frames_stay_where_nothing_else_does() -> None:
    """Where nothing but the head of a table was chosen it is written: something beats nothing."""
    assert _written(0, 1) == "| a | b |\n| - | - |\n"


def test_what_is_pinned_stays() -> None:
    """A pinned head of a table is written without rows."""
    pinned = fixed(0, 10).options[0]
    option = type(pinned)(pinned.rung, (Piece(0, 10, role=Role.PINNED),))
    parts = _parts()

    left = without_idle_frames(_SOURCE, parts, [option, DROPPED, DROPPED, parts[3].options[0]])

    assert left[0] == option


def test_frames_go_where_nothing_needs_to_be_left() -> None:
    """Where the whole text may go, the head of a table goes too."""
    parts = _parts()
    chosen = [parts[0].options[0], parts[1].options[0], DROPPED, DROPPED]

    left = without_idle_frames(_SOURCE, parts, chosen, may_vanish=True)

    assert left == [DROPPED] * len(parts)
