"""What options write when nothing sets them apart: only the pieces, one behind the other."""

from collections.abc import Sequence

from domain.compression.model import Option, Piece


def rendered(source: str, chosen: Sequence[Option]) -> str:
    """What options of the parts of a text write together, in the order of the source."""
    pieces = sorted((piece for option in chosen for piece in option.pieces), key=_place)
    return "".join(
        [source[each.start : each.end] if each.text is None else each.text for each in pieces]
    )


def _place(piece: Piece) -> tuple[int, int]:
    return piece.start, piece.end
