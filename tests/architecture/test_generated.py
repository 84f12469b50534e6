"""What is generated and committed is what its source would generate today."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.architecture.source import ROOT

INDEX = "index"
LOCKS = ["requirements.lock", "requirements-dev.lock"]
PINNED = re.compile(r"(?P<name>[a-z0-9._-]+)==[^ ;]+( ; [^\\]+)? \\")
HASH = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}( \\)?")


def script(name: str) -> ModuleType:
    """A script of the repository as a module; scripts are no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def buf_lint(protos: Path) -> tuple[int, str]:
    """The exit code of buf's linter and what it found."""
    buf = Path(sys.executable).with_name("buf")
    run = subprocess.run(  # noqa: S603 - our own command line
        [buf, "lint"], cwd=protos, capture_output=True, text=True, check=False
    )
    return run.returncode, run.stdout + run.stderr


def odd_lines(lock: str) -> list[str]:
    """Lines of a lock that are neither a pinned package nor one of its hashes."""
    return [
        line
        for line in lock.splitlines()
        if line and not PINNED.fullmatch(line) and not HASH.fullmatch(line)
    ]


def test_stubs_are_fresh(tmp_path: Path) -> None:
    """The committed stubs are those that the protos generate."""
    generator = script("generate_protos")
    generator.generate(tmp_path)
    expected: list[str] = []

    stale = generator.stale(tmp_path)

    assert expected == stale


def test_stale_stubs_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stub that differs, one that is missing and one that is left over are named."""
    generator = script("generate_protos")
    package = Path("steelyard/v1")
    for side, names in (("fresh", "ab"), ("committed", "bc")):
        (tmp_path / side / package).mkdir(parents=True)
        for name in names:
            (tmp_path / side / package / f"{name}_pb2.py").write_text(side, encoding="utf-8")
    monkeypatch.setattr(generator, "ROOT", tmp_path / "committed")
    expected = [f"{package}/{name}_pb2.py" for name in "abc"]

    stale = generator.stale(tmp_path / "fresh")

    assert expected == stale


def test_protos_pass_buf_lint() -> None:
    """The protos follow buf's standard rules, comments included."""
    expected = (0, "")

    actual = buf_lint(ROOT / "protos")

    assert expected == actual


def test_buf_lint_finds_a_violation(tmp_path: Path) -> None:
    """A message without a comment is found, so the linter reads the rules of the repository."""
    shutil.copytree(ROOT / "protos", tmp_path / "protos")
    types = tmp_path / "protos/steelyard/v1/types.proto"
    types.write_text(types.read_text(encoding="utf-8") + "\nmessage Planted {}\n", encoding="utf-8")

    code, findings = buf_lint(tmp_path / "protos")

    assert code != 0
    assert "Planted" in findings


def test_golden_vectors_are_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """The committed golden vectors are what the pinned reference tokenizer makes of the texts."""
    maker = script("make_golden_vectors")
    monkeypatch.setattr(sys, "argv", ["make_golden_vectors.py", "--check"])
    expected = 0

    actual = maker.main()

    assert expected == actual


@pytest.mark.parametrize("name", LOCKS)
def test_lock_holds_pins_and_hashes_only(name: str) -> None:
    """A lock names no index, no host and no address: every line is a pin or a hash."""
    expected: list[str] = []

    actual = odd_lines((ROOT / name).read_text(encoding="utf-8"))

    assert expected == actual


@pytest.mark.parametrize(
    "line",
    [
        f"--{INDEX}-url https://index.example/simple",
        "-i https://index.example/simple",
        "--find-links wheels",
        "# from https://index.example/simple",
        "thing @ https://index.example/thing.whl",
        "thing>=1",
        "thing==1",
    ],
)
def test_line_that_a_lock_must_not_hold_is_found(line: str) -> None:
    """Indexes, hosts, loose versions and pins without a hash are found."""
    lock = f"fine==1 \\\n    --hash=sha256:{'0' * 64}\n{line}\n"
    expected = [line]

    actual = odd_lines(lock)

    assert expected == actual
