"""Which files of a tree its .gitignore files leave out."""

import os
from dataclasses import dataclass
from pathlib import Path

from adapters.inbound.cli.gitignore import GitignorePattern, parse_gitignore

REPOSITORY = ".git"
"""Never walked; the directory that holds it is where the search for rules above a tree ends."""
IGNORE_FILE = ".gitignore"


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules that hold in one directory: its own and those of the directories above it.

    Args:
        layers: Each directory that has rules and its patterns, innermost first.
    """

    layers: tuple[tuple[Path, tuple[GitignorePattern, ...]], ...] = ()

    @classmethod
    def above(cls, directory: Path) -> "IgnoreRules":
        """The rules that a directory inherits from those above it, up to the repository's root.

        There are none where there is no repository, and none where the directory itself is ignored:
        whoever names an ignored directory wants what is in it.

        Args:
            directory: An absolute path without symbolic links.
        """
        lineage = (directory, *directory.parents)
        depth = next((n for n, each in enumerate(lineage) if _holds_repository(each)), 0)
        rules = cls()
        for level in range(depth, 0, -1):
            rules = rules.within(lineage[level])
            if rules.ignore(lineage[level - 1], is_directory=True):
                return cls()
        return rules

    def within(self, directory: Path) -> "IgnoreRules":
        """The rules that hold in a directory directly below."""
        patterns = _read_patterns(directory / IGNORE_FILE)
        return IgnoreRules(((directory, patterns), *self.layers)) if patterns else self

    def ignore(self, path: Path, *, is_directory: bool) -> bool:
        """Whether a file or directory is left out; the innermost rule that names it decides."""
        if path.name == REPOSITORY:
            return True
        for directory, patterns in self.layers:
            relative = os.fsencode(path.relative_to(directory))
            for pattern in patterns:
                if pattern.names(relative, is_directory=is_directory):
                    return not pattern.is_negated
        return False


def _holds_repository(directory: Path) -> bool:
    try:
        return (directory / REPOSITORY).exists()
    except OSError:
        return False


def _read_patterns(path: Path) -> tuple[GitignorePattern, ...]:
    """The patterns of a file; none where there is no such file. Like git, no link is followed."""
    try:
        if path.is_symlink() or not path.is_file():
            return ()
        return parse_gitignore(path.read_bytes())
    except OSError:
        return ()
