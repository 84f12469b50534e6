import json
from pathlib import Path

import pytest

from domain.tokens.boundaries import Boundary
from domain.tokens.truncation import Side
from tests.unit.cli.fakes import CommandLine


def test_truncated_text_is_all_of_the_output(command_line: CommandLine) -> None:
    """Standard output gets what is left, byte by byte; standard error says what became of it."""
    Path("a").write_bytes("hä\r\nllo".encode())
    expected = (
        0,
        "hä\r\n".encode(),
        "steelyard: removed 3 of 7 characters, left 4 tokens; EXACT with characters by fake 1\n",
    )

    result = command_line.run("truncate", "a", "--model", "known", "--limit", "4")

    assert expected == (result.exit_code, result.stdout_bytes, result.stderr)


def test_text_that_fits_is_left_alone(command_line: CommandLine) -> None:
    """A short text is written as it is."""
    expected = (
        "hi",
        "steelyard: nothing was removed: 2 tokens; EXACT with characters by fake 1\n",
    )

    result = command_line.run("truncate", "-", "--encoding", "c", "--limit", "4", stdin="hi")

    assert expected == (result.stdout, result.stderr)


def test_truncation_is_as_asked(command_line: CommandLine) -> None:
    """The side and the marker reach the use case."""
    expected = {"side": Side.MIDDLE, "marker": "…"}

    command_line.run(
        *("truncate", "-", "-m", "known", "--limit", "1", "--side", "middle", "--marker", "…"),
        stdin="hi",
    )

    assert expected == command_line.cuts.asked


def test_truncation_is_shown_as_json(command_line: CommandLine) -> None:
    """With --json the text is in the object, with what was removed from it."""
    expected = {
        "text": "hel",
        "truncated": True,
        "removed": [{"start": 3, "end": 5}],
        "count": {
            "token_count": 3,
            "upper_bound_token_count": 6,
            "method": "HEURISTIC",
            "frame_token_count": 0,
            "not_counted": [],
        },
        "provenance": {
            "encoding": "characters",
            "engine": "fake 1",
            "vocabulary_sha256": "ab" * 32,
            "catalogue_version": "7",
            "framing": None,
        },
        "unknown_models": [{"model": "unknown", "nearest": ["known", "knows"]}],
    }

    result = command_line.run(
        "truncate", "-", "--json", "-m", "unknown", "--limit", "3", stdin="hello"
    )

    assert expected == json.loads(result.stdout)


def test_chunks_have_a_line_each(command_line: CommandLine) -> None:
    """Each chunk has its tokens, its place, and how it begins, on one line."""
    expected = (0, "4\t0\t4\tab\\nc\n1\t4\t5\td\n", "")

    result = command_line.run("split", "-", "-m", "known", "--limit", "4", stdin="ab\ncd")

    assert expected == (result.exit_code, result.stdout, result.stderr)


def test_estimated_chunks_are_upper_bounds(command_line: CommandLine) -> None:
    """Where chunks are not counted exactly that is said on standard error."""
    expected = "steelyard: HEURISTIC with characters by fake 1; the tokens are upper bounds"

    result = command_line.run("split", "-", "-m", "unknown", "--limit", "4", stdin="abcd")

    assert expected == result.stderr.splitlines()[-1]


def test_split_is_as_asked(command_line: CommandLine) -> None:
    """The overlap and the boundary reach the use case."""
    expected = {"overlap": 2, "boundary": Boundary.MARKDOWN}

    command_line.run(
        *("split", "-", "-m", "known", "--limit", "4", "--overlap", "2", "--boundary", "Markdown"),
        stdin="ab",
    )

    assert expected == command_line.cuts.asked


def test_chunks_are_shown_as_json(command_line: CommandLine) -> None:
    """With --json each chunk has its text."""
    expected = [
        {"start": 0, "end": 3, "token_count": 3, "text": "hel"},
        {"start": 3, "end": 5, "token_count": 2, "text": "lo"},
    ]

    result = command_line.run("split", "-", "--json", "-m", "a", "--limit", "3", stdin="hello")

    assert expected == json.loads(result.stdout)["chunks"]


def test_chunks_become_files(command_line: CommandLine) -> None:
    """With --output each chunk is a file; joined in order they are the text."""
    content = "a\r\nbß".encode()
    Path("notes.md").write_bytes(content)
    expected = ("3\tnew/out/0001.md\n2\tnew/out/0002.md\n", content)

    result = command_line.run("split", "notes.md", "-m", "a", "--limit", "3", "--output", "new/out")

    written = b"".join(path.read_bytes() for path in sorted(Path("new/out").iterdir()))
    assert expected == (result.stdout, written)


def test_chunks_of_standard_input_are_text_files(command_line: CommandLine) -> None:
    """What has no name of its own becomes .txt files, in an empty directory too."""
    Path("out").mkdir()
    expected = ["out/0001.txt"]

    command_line.run("split", "-", "-m", "a", "--limit", "9", "--output", "out", stdin="hello")

    assert expected == [str(path) for path in Path("out").iterdir()]


@pytest.mark.parametrize("name", ["full", "full/file"])
def test_files_are_never_mixed(command_line: CommandLine, name: str) -> None:
    """Chunks go neither among other files nor in the place of one."""
    Path("full").mkdir()
    Path("full/file").write_text("x")
    expected = (2, ["file"])

    result = command_line.run(
        "split", "-", "-m", "a", "--limit", "9", "--output", name, stdin="hello"
    )

    assert expected == (result.exit_code, [path.name for path in Path("full").iterdir()])


def test_chunks_that_cannot_be_written_end_with_1(command_line: CommandLine) -> None:
    """A directory that cannot be made is an error in one sentence."""
    name = "x" * 300
    expected = (1, "File name too long")

    result = command_line.run(
        "split", "-", "-m", "a", "--limit", "9", "--output", f"out/{name}", stdin="hello"
    )

    assert expected == (result.exit_code, result.stderr.strip().rpartition(": ")[2])


def test_limit_that_is_too_small_is_refused(command_line: CommandLine) -> None:
    """What the use case refuses ends with code 3."""
    expected = 3

    result = command_line.run("split", "-", "-m", "a", "--limit", "0", stdin="hello")

    assert expected == result.exit_code


@pytest.mark.parametrize(
    "arguments",
    [
        ("truncate", "-", "--limit", "1"),
        ("truncate", "-", "-m", "a"),
        ("truncate", "-", "-m", "a", "--encoding", "b", "--limit", "1"),
        ("truncate", "-", "-m", "a", "--limit", "-1"),
        ("truncate", "-", "-m", "a", "--limit", "1", "--side", "left"),
        ("split", "-", "--limit", "1"),
        ("split", "-", "-m", "a", "--limit", "1", "--boundary", "page"),
        ("split", "-", "-m", "a", "--limit", "1", "--json", "--output", "out"),
    ],
)
def test_wrong_usage_ends_with_2(command_line: CommandLine, arguments: tuple[str, ...]) -> None:
    """No tokenizer or two, no limit, and words that mean nothing: wrong usage."""
    expected = (2, "")

    result = command_line.run(*arguments, stdin="x")

    assert expected == (result.exit_code, result.stdout)


@pytest.mark.parametrize("command", ["truncate", "split"])
def test_unknown_model_is_refused_with_strict(command_line: CommandLine, command: str) -> None:
    """With --strict no text is cut by an estimate."""
    expected = (3, "")

    result = command_line.run(
        command, "-", "--strict", "-m", "unknown", "--limit", "1", stdin="hello"
    )

    assert expected == (result.exit_code, result.stdout)
