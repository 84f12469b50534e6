"""Durations as the caller writes them."""

import re

import typer

_DURATION = re.compile(r"(\d{1,9})([smhd])", re.ASCII)
_MS = {"s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def read_duration_ms(value: str) -> int:
    """A duration such as ``90s``, ``15m``, ``2h`` or ``7d``, in milliseconds.

    Raises:
        typer.BadParameter: It is none.
    """
    found = _DURATION.fullmatch(value)
    if not found:
        raise typer.BadParameter(f"{value!r} is no duration; it is given as 90s, 15m, 2h or 7d")
    number, unit = found.groups()
    return int(number) * _MS[unit]
