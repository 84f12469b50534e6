"""Leaving out what only goes around something else, where nothing of that is kept."""

from bisect import bisect_left
from collections.abc import Sequence

from domain.compression.model import DROPPED, Option, Part, Piece, Role


def without_idle_frames(
    source: str, parts: Sequence[Part], chosen: Sequence[Option], *, may_vanish: bool = False
) -> list[Option]:
    """What was chosen, without the heads of tables that have no row and the fences around nothing.

    What is pinned stays.

    Args:
        source: The text that the parts are of.
        parts: What was chosen from.
        chosen: An option for each part.
        may_vanish: Whether nothing may be left of the text; otherwise frames stay where nothing
            else was chosen.
    """
    options = list(chosen)
    frames = [place for place, part in enumerate(parts) if part.frames_to]
    if not frames:
        return options
    written = sorted(
        piece.start
        for part, option in zip(parts, chosen, strict=True)
        if not part.frames_to
        for piece in option.pieces
        if _says_something(source, piece)
    )
    for place in frames if written or may_vanish else ():
        part = parts[place]
        following = bisect_left(written, part.end)
        is_idle = following == len(written) or written[following] >= part.frames_to
        if is_idle and all(piece.role is not Role.PINNED for piece in options[place].pieces):
            options[place] = DROPPED
    return options


def _says_something(source: str, piece: Piece) -> bool:
    if piece.text is not None:
        return bool(piece.text.strip())
    return not source[piece.start : piece.end].isspace()
