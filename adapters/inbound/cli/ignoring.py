"""Which files of a tree its .gitignore files leave out."""

from dataclasses import dataclass
from pathlib import Path

from pathspec import GitIgnoreSpec
from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

REPOSITORY = ".git"
"""Never walked; the directory that holds it is where the search for rules above a tree ends."""
IGNORE_FILE = ".gitignore"


@dataclass(frozen=True, slots=True)
class IgnoreRules:
    """The rules that hold in one directory: its own and those of the directories above it.

    Args:
        layers: Each directory that has rules and what they are, outermost first.
    """

    layers: tuple[tuple[Path, GitIgnoreSpec], ...] = ()

    @classmethod
    def above(cls, directory: Path) -> "IgnoreRules":
        """The rules that a directory inherits from those above it, up to the repository's root.

        There are none where there is no repository, and none where the directory itself is ignored:
        whoever names an ignored directory wants what is in it.

        Args:
            directory: An absolute path without symbolic links.
        """
        lineage = (directory, *directory.parents)
        depth = next((n for n, each in enumerate(lineage) if (each / REPOSITORY).exists()), 0)
        rules = cls()
        for parent, child in zip(lineage[depth:0:-1], lineage[depth - 1 :: -1], strict=False):
            rules = rules.within(parent)
            if rules.ignore(child, is_directory=True):
                return cls()
        return rules

    def within(self, directory: Path) -> "IgnoreRules":
        """The rules that hold in a directory directly below."""
        spec = _read_rules(directory / IGNORE_FILE)
        return IgnoreRules((*self.layers, (directory, spec))) if spec else self

    def ignore(self, path: Path, *, is_directory: bool) -> bool:
        """Whether the rules leave a file or directory out; the innermost that speaks of it decides."""
        if path.name == REPOSITORY:
            return True
        for directory, spec in reversed(self.layers):
            relative = path.relative_to(directory).as_posix() + "/" * is_directory
            verdict = spec.check_file(relative).include
            if verdict is not None:
                return verdict
        return False


def _read_rules(path: Path) -> GitIgnoreSpec | None:
    """The rules of a file as git reads them, or None where there are none."""
    if path.is_symlink() or not path.is_file():
        return None
    try:
        content = path.read_bytes()
    except OSError:
        return None
    lines = content.decode("utf-8-sig", "surrogateescape").split("\n")
    patterns = [pattern for line in lines if (pattern := _pattern(line.removesuffix("\r")))]
    return GitIgnoreSpec(patterns) if patterns else None


def _pattern(line: str) -> GitIgnoreSpecPattern | None:
    """The pattern of a line; None for a comment, an empty line, and what git takes for nothing."""
    try:
        pattern = GitIgnoreSpecPattern(line)
    except GitIgnorePatternError:
        return None
    return pattern if pattern.include is not None else None
