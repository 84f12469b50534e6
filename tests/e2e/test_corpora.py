"""``steelyard corpus`` as it is called: on all cores, killed, interrupted, and gone on with."""

import gzip
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT

PATIENCE_S = 60.0
WORDS = ("the", "quick", "brown", "fox", "jumps", "over", "a", "lazy", "dog", "in", "dark", "woods")


def command(name: str, *arguments: object) -> list[str]:
    common = ("--model", "gpt-4o", "--quiet", "--processes", "2")
    return [sys.executable, "-m", "bootstrap", "corpus", name, *common, *map(str, arguments)]


def run(name: str, *arguments: object) -> "subprocess.CompletedProcess[str]":
    """Run a command to its end."""
    return subprocess.run(  # noqa: S603 - our own command line
        command(name, *arguments), cwd=ROOT, capture_output=True, text=True, check=False
    )


def begin(*arguments: object) -> "subprocess.Popen[str]":
    """Begin to count."""
    return subprocess.Popen(  # noqa: S603 - our own command line
        command("count", *arguments),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a signal for it is none for the tests
    )


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until something is so."""
    until = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.005)


def partial_is_longer(folder: Path, length: int = 0) -> Callable[[], bool]:
    """Whether more than so many bytes of an output are written."""
    path = folder / "out.jsonl.partial"
    return lambda: path.exists() and path.stat().st_size > length


def children_of(pid: int) -> list[int]:
    """The processes that a process has forked."""
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in found.read_text().split()]


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus that takes a few seconds to count."""
    path = tmp_path_factory.mktemp("large") / "large.jsonl"
    with path.open("w") as stream:
        for number in range(120_000):
            words = (WORDS[(number * step) % len(WORDS)] for step in range(1, 200))
            stream.write(json.dumps({"id": number, "text": " ".join(words)}) + "\n")
    return path


@pytest.fixture(scope="module")
def whole(large: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The output of a run that was left alone."""
    output = tmp_path_factory.mktemp("whole") / "out.jsonl"
    run("count", large, "-o", output)
    return output.read_bytes()


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with a bit of everything."""
    root = tmp_path / "tree"
    (root / "deep" / "er").mkdir(parents=True)
    (root / ".git").mkdir()
    (root / ".gitignore").write_text("left_out.txt\n")
    (root / "left_out.txt").write_text("nobody counts this")
    (root / "a.txt").write_text("Hello, world")
    (root / "deep" / "Grüße 漢.txt").write_text("Grüße aus 漢")
    (root / "deep" / "er" / "binary.bin").write_bytes(b"\0\1")
    (root / "deep" / "part.jsonl").write_bytes(b'{"id": "x", "text": "Hello"}\n\nnonsense\n')
    (root / "deep" / "part.jsonl.gz").write_bytes(gzip.compress(b'{"text": "Hello"}\r\n'))
    return root


def test_a_tree_is_counted(tree: Path, tmp_path: Path) -> None:
    """Texts and JSON lines are told apart by their names; what cannot be read is in its place."""
    output = tmp_path / "out.jsonl"

    done = run("count", tree, "-o", output)

    told = [
        (Path(each["path"]).name, each.get("line"), each.get("token_count"), each.get("error"))
        for each in lines_of(output)
    ]
    assert [
        (".gitignore", None, 4, None),
        ("a.txt", None, 3, None),
        ("Grüße 漢.txt", None, 6, None),
        ("binary.bin", None, None, "FILE_BINARY"),
        ("part.jsonl", 1, 1, None),
        ("part.jsonl", 3, None, "RECORD_NOT_JSON"),
        ("part.jsonl.gz", 1, 1, None),
    ] == told
    assert done.returncode == 1


def test_the_summary_says_what_was_done(tree: Path, tmp_path: Path) -> None:
    """It stands beside the output, for programs, and on the terminal."""
    output = tmp_path / "out.jsonl"

    done = run("count", tree, "-o", output, "--json")

    summary = json.loads(Path(f"{output}.summary.json").read_text())
    shown = json.loads(done.stdout)
    assert (7, 2, "exact") == tuple(
        summary[each] for each in ("record_count", "failed_count", "method")
    )
    assert summary["provenance"]["tokenizer"] == "o200k_base"
    assert summary["token_count"] == shown["token_count"] == 15


def test_an_output_within_the_corpus_is_no_part_of_it(tree: Path) -> None:
    """Who counts a folder into itself may do so twice."""
    for _ in range(2):
        run("count", tree, "-o", tree / "out.jsonl")

    assert 7 == len(lines_of(tree / "out.jsonl"))


def test_a_corpus_is_compressed(tmp_path: Path) -> None:
    """Each record keeps its budget; one for which it is too small is an error."""
    path, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    sentences = " ".join(f"The {word} is number {n}." for n, word in enumerate(WORDS))
    records = [{"id": n, "text": text} for n, text in enumerate([sentences, "short"])]
    path.write_text("".join(json.dumps(each) + "\n" for each in records))

    done = run("compress", path, "-o", output, "--budget", "50%")

    long, short = lines_of(output)
    assert long["token_count"] <= long["original_token_count"] / 2
    assert long["text"]
    assert short["error"] == "BUDGET_INFEASIBLE"
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("nowhere.jsonl",), 3), (("-",), 2), (("pyproject.toml", "--strict", "--model", "x"), 3)],
)
def test_what_cannot_be_done_is_refused_at_once(
    tmp_path: Path, arguments: tuple[str, ...], code: int
) -> None:
    """Nothing is written for a corpus that is not there or a model that nobody knows."""
    done = run("count", "-o", tmp_path / "out.jsonl", *arguments)

    assert code == done.returncode
    assert not (tmp_path / "out.jsonl").exists()


def test_a_killed_run_goes_on(large: Path, whole: bytes, tmp_path: Path) -> None:
    """Killed twice in the middle, with all its processes, the output is the same to the byte."""
    output = tmp_path / "out.jsonl"
    for length in (len(whole) // 4, len(whole) // 2):
        with begin(large, "-o", output) as process:
            wait_for(partial_is_longer(tmp_path, length))
            process.kill()

    assert not output.exists()
    done = run("count", large, "-o", output, "--json")

    assert whole == output.read_bytes()
    assert json.loads(done.stdout)["record_count"] == 120_000


def test_a_killed_worker_is_replaced(large: Path, whole: bytes, tmp_path: Path) -> None:
    """One process fewer for a moment, and the same output."""
    output = tmp_path / "out.jsonl"
    with begin(large, "-o", output) as process:
        wait_for(partial_is_longer(tmp_path))
        os.kill(children_of(process.pid)[0], signal.SIGKILL)
        process.communicate()

    assert process.returncode == 0
    assert whole == output.read_bytes()


def test_an_interrupted_run_says_how_to_go_on(large: Path, tmp_path: Path) -> None:
    """Ctrl-C ends all processes in order; nothing that was done is lost."""
    output = tmp_path / "out.jsonl"
    with begin(large, "-o", output) as process:
        wait_for(partial_is_longer(tmp_path))
        children = children_of(process.pid)
        os.killpg(process.pid, signal.SIGINT)
        _, complaints = process.communicate()

    assert process.returncode == 130
    assert "the same command goes on" in complaints
    assert not any(Path(f"/proc/{each}").exists() for each in children)


def test_two_runs_do_not_write_one_output(large: Path, tmp_path: Path) -> None:
    """The second one is refused and leaves the first one alone."""
    output = tmp_path / "out.jsonl"
    with begin(large, "-o", output) as process:
        wait_for(partial_is_longer(tmp_path))
        os.kill(process.pid, signal.SIGSTOP)  # or it might be done first
        second = run("count", large, "-o", output)
        os.kill(process.pid, signal.SIGCONT)
        process.communicate()

    assert second.returncode == 3
    assert "another process" in second.stderr
    assert process.returncode == 0
