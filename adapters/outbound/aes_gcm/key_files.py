"""Files with the keys that seal what is stored.

A key is 32 random bytes in base64, one a line, as ``openssl rand -base64 32`` makes them. Empty
lines and what follows a ``#`` are not looked at.
"""

import base64
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from domain.shared.errors import InvalidValue

KEY_BYTES = 32
"""The length of a key of AES-256."""


def read_keys(path: Path) -> tuple[bytes, ...]:
    """The keys of a file that nobody else may read.

    As with the keys of ssh, only a file of one's own is judged by its mode: one that belongs to
    somebody else, such as a secret that is mounted into a container, is not ours to protect.

    Raises:
        InvalidValue: The file is not there, is open to others, or does not hold keys.
    """
    try:
        with path.open("rb") as file:
            found = os.fstat(file.fileno())
            if found.st_uid == os.getuid() and found.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
                raise _unusable(f"{path} may be used by others; set its mode to 600")
            return parse_keys(file.read().decode(errors="replace"))
    except OSError as error:
        raise _unusable(f"{path} cannot be read: {error.strerror}") from None


def parse_keys(text: str) -> tuple[bytes, ...]:
    """The keys that a file holds, in its order: the first one seals, all of them open.

    Raises:
        InvalidValue: There is none, one is no key, or one is there twice.
    """
    lines: dict[bytes, int] = {}
    for number, line in _lines(text):
        key = _key(line, number)
        if key in lines:
            raise _unusable(f"line {number} repeats the key of line {lines[key]}")
        lines[key] = number
    if not lines:
        raise _unusable("there is no key in it")
    return tuple(lines)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if content := line.partition("#")[0].strip():
            yield number, content


def _key(line: str, number: int) -> bytes:
    try:
        key = base64.b64decode(line, validate=True)
    except ValueError:
        raise _unusable(f"line {number} is not base64") from None
    if len(key) != KEY_BYTES:
        raise _unusable(f"line {number} holds {len(key)} bytes, and a key has {KEY_BYTES}")
    return key


def _unusable(why: str) -> InvalidValue:
    """The error, which never shows a key."""
    return InvalidValue(f"the file with the storage keys cannot be used: {why}", field="settings")
