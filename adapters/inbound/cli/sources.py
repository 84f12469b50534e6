"""The inputs that the arguments of a command name."""

import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from errno import ENOENT
from os import stat_result, strerror
from pathlib import Path
from typing import BinaryIO

from adapters.inbound.cli.ignoring import IgnoreRules
from adapters.inbound.cli.paths import shown
from adapters.inbound.cli.report import FailedInput, SkippedInput

STANDARD_INPUT = "-"
_NOT_A_FILE = ("NOT_A_FILE", "it is neither a file nor a link to one")


@dataclass(frozen=True, slots=True)
class Source:
    """A text that waits to be read.

    Args:
        name: As shown to people; ``-`` for standard input.
        path: The file; None for standard input.
        is_named: Whether the caller named it; otherwise it was found in a tree.
        expected_bytes: Its size; None where only reading tells.
    """

    name: str
    path: Path | None
    is_named: bool
    expected_bytes: int | None = None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open it for reading.

        Raises:
            OSError: It cannot be opened.
        """
        if self.path:
            with self.path.open("rb") as stream:
                yield stream
        elif sys.stdin:
            yield sys.stdin.buffer
        else:
            raise OSError(0, "Standard input is closed")


type Input = Source | FailedInput | SkippedInput


def list_inputs(names: Iterable[str]) -> Iterator[Input]:
    """Every input that the names stand for, trees in order of their paths.

    Args:
        names: Files, directories, and ``-``.
    """
    for name in names:
        yield from _named_inputs(name)


def named_source(name: str) -> Source | FailedInput:
    """The file of that name, or standard input; reading it says what else is wrong."""
    if name == STANDARD_INPUT:
        return Source(name, None, is_named=True)
    if not name:  # as a path it would be the working directory
        return failed_input(name, FileNotFoundError(ENOENT, strerror(ENOENT)))
    path = Path(name)
    return Source(shown(name), path, is_named=True, expected_bytes=_size(_status(path)))


def _named_inputs(name: str) -> list[Input]:
    source = named_source(name)
    is_file = isinstance(source, Source) and source.path
    status = _status(Path(name)) if is_file else None
    if status and stat.S_ISDIR(status.st_mode):
        return _tree_inputs(Path(name))
    return [source]


def failed_input(name: object, error: OSError) -> FailedInput:
    """What an error of the operating system means for an input."""
    is_missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    sentence = error.strerror or "cannot be read"
    return FailedInput(
        shown(name),
        "FILE_NOT_FOUND" if is_missing else "FILE_NOT_READABLE",
        sentence[:1].lower() + sentence[1:],
    )


def _tree_inputs(root: Path) -> list[Input]:
    """The files of a tree that are not ignored."""
    real_root = root.resolve()
    found: list[tuple[Path, Input]] = []

    def note_error(error: OSError) -> None:
        path = Path(error.filename)
        found.append((path, failed_input(root / path.relative_to(real_root), error)))

    rules = {real_root.parent: IgnoreRules.above(real_root)}
    for folder, folder_names, file_names in real_root.walk(on_error=note_error):
        here = rules[folder] = rules[folder.parent].within(folder)
        folder_names[:] = [
            each for each in folder_names if not here.ignore(folder / each, is_directory=True)
        ]
        found += [
            (path, _found_input(path, root / path.relative_to(real_root)))
            for path in (folder / each for each in file_names)
            if not here.ignore(path, is_directory=False)
        ]
    return [each for _, each in sorted(found, key=lambda pair: pair[0].parts)]


def _found_input(path: Path, name: Path) -> Input:
    status = _status(path)
    if status and not stat.S_ISREG(status.st_mode):
        return SkippedInput(shown(name), *_NOT_A_FILE)
    if not status and path.is_symlink():
        return SkippedInput(shown(name), *_NOT_A_FILE)
    return Source(shown(name), path, is_named=False, expected_bytes=_size(status))


def _status(path: Path) -> stat_result | None:
    """What the operating system knows of a file; None where reading it will say what is wrong."""
    try:
        return path.stat()
    except OSError:
        return None


def _size(status: stat_result | None) -> int | None:
    if not status:
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else None
