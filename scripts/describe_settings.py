"""Write docs/settings.md from the settings classes, or check that it is fresh.

Usage: describe_settings.py [--check]
"""

import sys
from enum import Enum
from pathlib import Path

from bootstrap.settings import Settings

TARGET = Path(__file__).resolve().parent.parent / "docs" / "settings.md"

HEAD = """\
# Settings

Environment variables, read once at start. All mistakes are told together, and a variable with the
prefix `STEELYARD_` that is no setting is one of them. Written by `make docs`.

| variable | default | what it is for |
| --- | --- | --- |
"""


def page() -> str:
    """The page as it should be."""
    rows = [
        f"| `{variable}` | {shown(default)} | {note} |\n"
        for variable, default, note in Settings.described()
    ]
    return HEAD + "".join(rows)


def shown(default: object) -> str:
    """A default as an operator would write it."""
    if isinstance(default, Enum):
        default = default.value
    if isinstance(default, bool):
        default = str(default).lower()
    return f"`{default}`" if default != "" else "none"


def main() -> int:
    """Write, or with ``--check`` compare; return the exit code."""
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(page(), encoding="utf-8")
        return 0
    if TARGET.read_text(encoding="utf-8") == page():
        return 0
    print("stale docs/settings.md: run 'make docs'")
    return 1


if __name__ == "__main__":
    sys.exit(main())
