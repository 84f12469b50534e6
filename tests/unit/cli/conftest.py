from pathlib import Path

import pytest

from tests.unit.cli.fakes import CommandLine


@pytest.fixture
def command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """The command line in an empty directory."""
    monkeypatch.chdir(tmp_path)
    return CommandLine()
