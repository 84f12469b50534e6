import json
import os
from collections.abc import Mapping
from pathlib import Path

from tests.unit.cli.fakes import CommandLine


def plant(files: Mapping[str, str], *, root: str = "") -> None:
    """Write files, each under the path that is its key."""
    for name, content in files.items():
        path = Path(root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")


def counted(command_line: CommandLine, *arguments: str) -> list[str]:
    """The paths that a count command counts."""
    result = command_line.count("--json", *arguments)
    return [each["path"] for each in json.loads(result.stdout)["files"]]


def skipped(command_line: CommandLine, *arguments: str) -> list[tuple[str, str]]:
    """What a count command skips, and why."""
    result = command_line.count("--json", *arguments)
    return [(each["path"], each["reason"]) for each in json.loads(result.stdout)["skipped"]]


def test_tree_is_counted_in_order(command_line: CommandLine) -> None:
    """The files of a tree are counted in order of their paths, hidden ones included."""
    plant({"t/b": "b", "t/a/z": "z", "t/.hidden": "h", "t/c/d/e": "e", "t/a-": "-"})
    expected = ["t/.hidden", "t/a/z", "t/a-", "t/b", "t/c/d/e"]

    paths = counted(command_line, "t")

    assert expected == paths


def test_working_directory_is_shown_without_a_dot(command_line: CommandLine) -> None:
    """The files below . are shown as they would be named."""
    plant({"a/b": "x"})
    expected = ["a/b"]

    paths = counted(command_line, ".")

    assert expected == paths


def test_directory_above_is_shown_as_it_was_named(
    command_line: CommandLine, tmp_path: Path
) -> None:
    """The files below .. are shown below .. and not under their absolute paths."""
    plant({"t/a": "x", "t/here/b": "y"})
    os.chdir(tmp_path / "t/here")  # the fixture goes back
    expected = ["../a", "../here/b"]

    paths = counted(command_line, "..")

    assert expected == paths


def test_gitignore_of_every_level_is_respected(command_line: CommandLine) -> None:
    """A nested .gitignore adds to the outer one and takes back what it names."""
    plant(
        {
            "t/.gitignore": "*.log\nbuild/\n",
            "t/a.log": "",
            "t/a.py": "",
            "t/build/out": "",
            "t/sub/.gitignore": "!keep.log\n/local\n",
            "t/sub/keep.log": "",
            "t/sub/other.log": "",
            "t/sub/local": "",
            "t/sub/deep/local": "",
        }
    )
    expected = [
        "t/.gitignore",
        "t/a.py",
        "t/sub/.gitignore",
        "t/sub/deep/local",
        "t/sub/keep.log",
    ]

    paths = counted(command_line, "t")

    assert expected == paths


def test_negation_takes_back_an_earlier_line(command_line: CommandLine) -> None:
    """All of a directory's content but one file can be left out."""
    plant({"t/.gitignore": "data/**\n!data/keep\n", "t/data/a": "", "t/data/keep": ""})
    expected = ["t/.gitignore", "t/data/keep"]

    paths = counted(command_line, "t")

    assert expected == paths


def test_ignored_directory_is_not_entered(command_line: CommandLine) -> None:
    """As in git, nothing below an ignored directory can be taken back."""
    plant({"t/.gitignore": "data\n!data/keep\n", "t/data/.gitignore": "!*", "t/data/keep": ""})
    expected = ["t/.gitignore"]

    paths = counted(command_line, "t")

    assert expected == paths


def test_git_directory_is_skipped(command_line: CommandLine) -> None:
    """The .git of a repository and of a submodule is never counted."""
    plant({"t/.git/config": "", "t/a": "", "t/module/.git": "gitdir: elsewhere"})
    expected = ["t/a"]

    paths = counted(command_line, "t")

    assert expected == paths


def test_rules_above_the_tree_hold(command_line: CommandLine) -> None:
    """The .gitignore files from the repository's root down to the tree hold in the tree."""
    plant(
        {
            ".gitignore": "*.far\n",
            "repository/.git/config": "",
            "repository/.gitignore": "*.log\n/a/tree/anchored\n",
            "repository/a/.gitignore": "!b.log\n",
            "repository/a/tree/anchored": "",
            "repository/a/tree/a.log": "",
            "repository/a/tree/b.log": "",
            "repository/a/tree/c.far": "",
        }
    )
    expected = ["repository/a/tree/b.log", "repository/a/tree/c.far"]

    paths = counted(command_line, "repository/a/tree")

    assert expected == paths


def test_named_directory_is_counted_though_ignored(command_line: CommandLine) -> None:
    """Whoever names an ignored directory gets what is in it, by its own rules only."""
    plant(
        {
            ".git/config": "",
            ".gitignore": "build/\n*.log\n",
            "build/deep/.gitignore": "*.tmp\n",
            "build/deep/a.log": "",
            "build/deep/a.tmp": "",
        }
    )
    expected = ["build/deep/.gitignore", "build/deep/a.log"]

    paths = counted(command_line, "build/deep")

    assert expected == paths


def test_named_file_is_counted_though_ignored(command_line: CommandLine) -> None:
    """A file that is named is counted whatever any .gitignore says."""
    plant({".git/config": "", ".gitignore": "*.log\n", "a.log": "x"})
    expected = ["a.log"]

    paths = counted(command_line, "a.log")

    assert expected == paths


def test_what_is_no_text_is_skipped(command_line: CommandLine) -> None:
    """In a tree, what is no text is listed as skipped and is no error."""
    plant({"t/a": "x"})
    Path("t/binary").write_bytes(b"\x89PNG\0")
    Path("t/latin").write_bytes(b"caf\xe9")
    expected = [("t/binary", "FILE_BINARY"), ("t/latin", "TEXT_NOT_UNICODE")]

    found = skipped(command_line, "t")

    assert expected == found


def test_what_is_no_file_is_skipped(command_line: CommandLine) -> None:
    """Pipes are not read and links to directories not followed; links to files are read."""
    plant({"t/a": "x", "elsewhere/b": "y"})
    os.mkfifo("t/pipe")
    Path("t/to-tree").symlink_to(Path("elsewhere").resolve())
    Path("t/to-itself").symlink_to(Path("t").resolve())
    Path("t/to-nothing").symlink_to("nothing")
    Path("t/to-file").symlink_to("a")
    expected = (
        ["t/a", "t/to-file"],
        [
            ("t/pipe", "NOT_A_FILE"),
            ("t/to-itself", "NOT_A_FILE"),
            ("t/to-nothing", "NOT_A_FILE"),
            ("t/to-tree", "NOT_A_FILE"),
        ],
    )

    found = (counted(command_line, "t"), skipped(command_line, "t"))

    assert expected == found


def test_named_link_to_a_tree_is_followed(command_line: CommandLine) -> None:
    """A link to a directory is followed where it is named, and shown under its own name."""
    plant({"t/a": "x"})
    Path("link").symlink_to("t")
    expected = ["link/a"]

    paths = counted(command_line, "link")

    assert expected == paths


def test_skipped_files_are_no_failure(command_line: CommandLine) -> None:
    """Skipped files are named on standard error and leave the exit code at 0."""
    plant({"t/a": "x"})
    Path("t/b").write_bytes(b"\0")
    expected = (
        0,
        "1\tt/a\n",
        "steelyard: skipped t/b: it holds a NUL byte, so it is no text\n",
    )

    result = command_line.count("t")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_many_skipped_files_are_summed_up(command_line: CommandLine) -> None:
    """Of many skipped files only the first are named, and the number of the others."""
    Path("t").mkdir()
    for number in range(30):
        Path(f"t/{number:02}").write_bytes(b"\0")
    expected = "steelyard: skipped 20 more; --json lists all of them"

    result = command_line.count("t")

    assert expected == result.stderr.splitlines()[-1]


def test_empty_tree_counts_nothing(command_line: CommandLine) -> None:
    """A tree without files is no error."""
    Path("t").mkdir()
    expected = (0, "", "")

    result = command_line.count("t")

    assert expected == (result.exit_code, result.stdout, result.stderr)
