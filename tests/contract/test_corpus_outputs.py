"""What every adapter of ports.outbound.corpora.CorpusOutputs and CorpusOutput must promise."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from adapters.outbound.corpora.output import FileCorpusOutput, FileCorpusOutputs
from domain.shared.storage import StorageFull, StorageUnavailable
from domain.tokens.corpora import ChunkResult, CorpusChanged, CorpusTotals
from ports.outbound.corpora import CorpusOutput, CorpusOutputs
from tests.architecture.source import ROOT

OUTPUT_PORTS = (CorpusOutputs, CorpusOutput)
"""What this suite is for."""
FIRST = ChunkResult(b"one\ntwo\n", CorpusTotals(record_count=2, token_count=5))
SECOND = ChunkResult(b"three\n", CorpusTotals(record_count=1, token_count=7))

HOLD = """
import sys
from adapters.outbound.corpora.output import FileCorpusOutputs

output = FileCorpusOutputs().open(sys.argv[1], fingerprint="same", restart=False)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def outputs() -> CorpusOutputs:
    return FileCorpusOutputs()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "out.jsonl"


@contextmanager
def files_of_at_most(byte_count: int) -> Iterator[None]:
    """Let no file of this process grow longer, as on a disk without room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def begun(outputs: CorpusOutputs, path: Path, fingerprint: str = "same") -> CorpusOutput:
    return outputs.open(str(path), fingerprint=fingerprint, restart=False)


def test_an_output_gets_its_name_when_it_is_finished(outputs: CorpusOutputs, path: Path) -> None:
    """Nobody takes half an output for a whole one; beside it are its summary and nothing else."""
    output = begun(outputs, path)
    output.add(FIRST)
    output.add(SECOND)
    was_there = path.exists()
    output.finish("{}")
    output.close()

    assert not was_there
    assert b"one\ntwo\nthree\n" == path.read_bytes()
    assert {"out.jsonl", "out.jsonl.summary.json"} == {each.name for each in path.parent.iterdir()}


def test_an_output_goes_on_where_it_was(outputs: CorpusOutputs, path: Path) -> None:
    """What was added before is known and not written again."""
    output = begun(outputs, path)
    output.add(FIRST)
    output.close()

    again = begun(outputs, path)
    counts = again.done_count, again.totals
    again.add(SECOND)
    again.finish("{}")
    again.close()

    assert (1, FIRST.totals) == counts
    assert b"one\ntwo\nthree\n" == path.read_bytes()
    assert isinstance(again, FileCorpusOutput)


def test_another_corpus_is_refused(outputs: CorpusOutputs, path: Path) -> None:
    """What was begun with other inputs or options is neither gone on with nor lost."""
    output = begun(outputs, path)
    output.add(FIRST)
    output.close()

    with pytest.raises(CorpusChanged):
        begun(outputs, path, "other")

    again = begun(outputs, path)
    again.close()
    assert again.done_count == 1


def test_a_restart_throws_away_what_was_begun(outputs: CorpusOutputs, path: Path) -> None:
    """With other options too, the output begins with nothing."""
    output = begun(outputs, path)
    output.add(FIRST)
    output.close()

    again = outputs.open(str(path), fingerprint="other", restart=True)
    again.add(SECOND)
    again.finish("{}")
    again.close()

    assert b"three\n" == path.read_bytes()


def test_what_has_nothing_done_may_begin_with_another_corpus(
    outputs: CorpusOutputs, path: Path
) -> None:
    """A run that failed at its first file leaves nothing that has to be thrown away."""
    begun(outputs, path).close()

    output = begun(outputs, path, "other")
    output.close()

    assert output.done_count == 0


def test_another_process_is_kept_away(outputs: CorpusOutputs, path: Path) -> None:
    """Two runs never write one output, and the first one is not disturbed."""
    with subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-c", HOLD, str(path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout
        holder.stdout.readline()

        with pytest.raises(CorpusChanged):
            begun(outputs, path)

        holder.communicate("")

    begun(outputs, path).close()


def test_an_output_that_became_shorter_is_refused(outputs: CorpusOutputs, path: Path) -> None:
    """Lines that somebody removed are not replaced by nothing."""
    output = begun(outputs, path)
    output.add(FIRST)
    output.close()
    Path(f"{path}.partial").write_bytes(b"one\n")

    with pytest.raises(CorpusChanged):
        begun(outputs, path)


def test_a_finished_output_can_be_made_again(outputs: CorpusOutputs, path: Path) -> None:
    """Nothing is left of the first run; until the second one ends, its output stays."""
    for result in (FIRST, SECOND):
        output = begun(outputs, path)
        output.add(result)
        output.finish("{}")
        output.close()

    assert b"three\n" == path.read_bytes()


def test_an_output_that_cannot_be_made_is_told(outputs: CorpusOutputs, tmp_path: Path) -> None:
    """A folder that is not there is named by the error of the operating system."""
    with pytest.raises(StorageUnavailable) as raised:
        begun(outputs, tmp_path / "nowhere" / "out.jsonl")

    assert raised.value.metadata["cause"] == "ENOENT"


def test_a_full_disk_is_told(path: Path) -> None:
    """What does not fit is a typed error, and with more room the output goes on before it."""
    outputs = FileCorpusOutputs(sync_seconds=0)
    output = begun(outputs, path)
    output.add(FIRST)
    with files_of_at_most(50_000):
        with pytest.raises(StorageFull):
            output.add(ChunkResult(b"x" * 100_000, CorpusTotals()))
        with suppress(StorageFull):  # whatever is still to be written does not fit either
            output.close()

    again = begun(outputs, path)
    again.add(SECOND)
    again.finish("{}")
    again.close()

    assert b"one\ntwo\nthree\n" == path.read_bytes()
