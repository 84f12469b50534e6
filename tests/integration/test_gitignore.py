import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from adapters.inbound.cli.sources import Source, list_inputs

TREES = 60
NAMES = ("a", "b", "foo", "x.py", "y.txt", "build", "keep.d", "k d", "é")
PATTERNS = (
    "a", "b/", "/foo", "foo/", "!foo/", "*.py", "!*.py", "build/*", "!build/a", "**/b", "a/**",
    "!a/**/x.py", "*", "!*/", "**", "/*", "!/build/", "y.*", "!y.txt", "a/b", "!a/b/", "/a/*",
    "!/a/b", "# c", "", "foo/**/a", "[ab]", "[!a]", "[^b]*", "[[:alpha:]]", "[b-a]", "[]a]", "[a",
    "a\\", "?", "k\\ d", "k d ", "k?d", "\\!a", "a/*/b", "!b", "**foo", "f**o", "a/**/", "/**/",
    "**/", "*.[dt]*", " ", "foo\\ ", "b/**", "!b/a", "é",
)  # fmt: skip
"""Lines that between them use everything that git knows."""


def grow(directory: Path, seeded: random.Random, *, depth: int = 0) -> None:
    """Fill a directory with files, directories and .gitignore files by chance."""
    for name in seeded.sample(NAMES, seeded.randint(1, 5)):
        if depth < 3 and seeded.random() < 0.5:
            (directory / name).mkdir()
            grow(directory / name, seeded, depth=depth + 1)
        else:
            (directory / name).write_text("x")
    if seeded.random() < (0.9 if depth == 0 else 0.3):
        lines = seeded.choices(PATTERNS, k=seeded.randint(1, 5))
        (directory / ".gitignore").write_text("\n".join(lines), encoding="utf-8")


def git(root: Path, *arguments: str) -> bytes:
    """What git says, without the settings of whoever runs the test."""
    command = (shutil.which("git") or "git", "-C", str(root), *arguments)
    alone = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    return subprocess.run(command, env=alone, capture_output=True, check=True).stdout  # noqa: S603 - our own command line


def files_of_git(root: Path) -> list[str]:
    """The files that git would add."""
    listed = git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return sorted(os.fsdecode(each) for each in listed.split(b"\0") if each)


def files_of_ours(root: Path) -> list[str]:
    """The files that a count command would read."""
    found = list_inputs([str(root)])
    paths = [each.path for each in found if isinstance(each, Source) and each.path]
    return sorted(str(each.relative_to(root)) for each in paths)


@pytest.mark.skipif(not shutil.which("git"), reason="git is the reference, and it is not installed")
def test_trees_are_walked_as_git_walks_them(tmp_path: Path) -> None:
    """On generated trees the files that are found are those that git would add."""
    seeded = random.Random(7)
    roots = [(tmp_path / str(number)).resolve() for number in range(TREES)]
    for root in roots:
        root.mkdir()
        git(root, "init", "--quiet")
        grow(root, seeded)
    expected = [files_of_git(root) for root in roots]

    actual = [files_of_ours(root) for root in roots]

    assert expected == actual
