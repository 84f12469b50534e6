"""A corpus run that ends anywhere and goes on gives the bytes of one that did not end."""

import json
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.outbound.corpora.output import FileCorpusOutputs
from application.corpora.processing import CorpusProcessor
from application.tokens.measures import GaugeMeasures
from domain.tokens.corpora import (
    ChunkResult,
    CorpusChanged,
    CorpusCounting,
    CorpusPlan,
)
from domain.tokens.model import TokenizerSelector
from ports.inbound.corpora import CorpusProgress, CorpusRequest
from tests.contract.corpus_subjects import CORPORA, SMALL, Written, task_of, written
from tests.fakes.clock import FrozenClock
from tests.fakes.corpora import CharacterWork, SerialRunner
from tests.unit.application.world import World

TEXTS = [f"text {'x' * (index % 11)} é {index}" for index in range(24)]
PLAN = CorpusPlan(SMALL, CorpusCounting(TokenizerSelector(model="one")))
CLOCK = FrozenClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


class Killed(Exception):
    """The process ends here."""


class MortalWork(CharacterWork):
    """Ends the process instead of doing one more chunk."""

    def __init__(self, lives: int) -> None:
        self._lives = lives

    def do(self, records: object) -> ChunkResult:
        if not self._lives:
            raise Killed
        self._lives -= 1
        return super().do(records)  # type: ignore[arg-type] # they are what they always are


def processor(work: CharacterWork | None = None) -> tuple[CorpusProcessor, SerialRunner]:
    runner = SerialRunner(task_of(work or CharacterWork()))
    made = CorpusProcessor(
        corpora=CORPORA,
        runner=runner,
        outputs=FileCorpusOutputs(sync_seconds=0),
        measures=GaugeMeasures(World().scales),
        clock=CLOCK,
    )
    return made, runner


def request(corpus: Written, folder: Path) -> CorpusRequest:
    return CorpusRequest(corpus.files, PLAN, str(folder / "out.jsonl"))


def run(asked: CorpusRequest) -> list[CorpusProgress]:
    return list(processor()[0].process(asked))


def states(corpus: Written, folder: Path) -> Iterator[Path]:
    """What is on the disk when a run is killed at its beginning and after each of its chunks."""
    for lives in count():
        state = folder / f"killed {lives}"
        state.mkdir()
        try:
            list(processor(MortalWork(lives))[0].process(request(corpus, state)))
        except Killed:
            yield state
        else:
            return


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Written:
    return written("jsonl", tmp_path_factory.mktemp("corpus"), TEXTS)


@pytest.fixture(scope="module")
def whole(corpus: Written, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The output of a run that did not end before."""
    folder = tmp_path_factory.mktemp("whole")
    run(request(corpus, folder))
    return (folder / "out.jsonl").read_bytes()


@pytest.fixture(scope="module")
def killed(corpus: Written, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """A folder for each state in which a run can be killed."""
    return list(states(corpus, tmp_path_factory.mktemp("killed")))


def test_a_run_goes_on_from_every_chunk(
    corpus: Written, whole: bytes, killed: list[Path], tmp_path: Path
) -> None:
    """Wherever it was killed, the output is the same to the byte, and nothing is left over."""
    outputs, left = set(), set()
    for index, state in enumerate(killed):
        folder = shutil.copytree(state, tmp_path / str(index))
        run(request(corpus, folder))
        outputs.add((folder / "out.jsonl").read_bytes())
        left |= {each.name for each in folder.iterdir()}

    assert len(killed) > 10
    assert {whole} == outputs
    assert {"out.jsonl", "out.jsonl.summary.json"} == left


@settings(deadline=None, max_examples=60)
@given(data=st.data())
def test_a_run_goes_on_from_whatever_reached_the_disk(
    corpus: Written,
    whole: bytes,
    killed: list[Path],
    tmp_path_factory: pytest.TempPathFactory,
    data: st.DataObject,
) -> None:
    """A journal that ends anywhere, and an output with anything behind it, give the same bytes."""
    state = data.draw(st.sampled_from(killed))
    folder = shutil.copytree(state, tmp_path_factory.mktemp("torn") / "state")
    journal, partial = folder / "out.jsonl.journal", folder / "out.jsonl.partial"
    length = data.draw(st.integers(0, journal.stat().st_size))
    journal.write_bytes(journal.read_bytes()[:length] + data.draw(st.binary(max_size=20)))
    partial.write_bytes(partial.read_bytes() + data.draw(st.binary(max_size=100)))

    run(request(corpus, folder))

    assert whole == (folder / "out.jsonl").read_bytes()


def test_what_is_done_is_not_done_again(
    corpus: Written, killed: list[Path], tmp_path: Path
) -> None:
    """A run that goes on after n chunks does all but those."""
    folder = shutil.copytree(killed[5], tmp_path / "state")
    processing, runner = processor()

    told = list(processing.process(request(corpus, folder)))

    assert len(killed) - 5 == len(runner.done)
    assert told[0].resumed == told[0].totals
    assert told[0].resumed_bytes == told[0].done_bytes > 0


def test_the_totals_are_those_of_all_runs(
    corpus: Written, killed: list[Path], tmp_path: Path
) -> None:
    """Whoever goes on knows what was counted before."""
    folder = shutil.copytree(killed[5], tmp_path / "state")

    told = run(request(corpus, folder))

    assert len(TEXTS) == told[-1].totals.record_count
    assert sum(map(len, TEXTS)) == told[-1].totals.token_count
    assert told[-1].total_bytes == told[-1].done_bytes


def test_a_run_that_was_stopped_goes_on(corpus: Written, whole: bytes, tmp_path: Path) -> None:
    """Whoever closes the generator, as after Ctrl-C, loses nothing."""
    with closing(processor()[0].process(request(corpus, tmp_path))) as progress:
        for _ in range(4):
            next(progress)

    run(request(corpus, tmp_path))

    assert whole == (tmp_path / "out.jsonl").read_bytes()


def test_a_run_that_ended_while_it_finished_is_finished(
    corpus: Written, whole: bytes, tmp_path: Path
) -> None:
    """The output has its name already, and the journal is still there: nothing is done again."""
    asked = request(corpus, tmp_path)
    made = processor(MortalWork(10_000))[0]
    journal = tmp_path / "out.jsonl.journal"
    kept = b""
    with closing(made.process(asked)) as progress:
        for _ in progress:
            kept = journal.read_bytes()
    last = _finished(kept)
    journal.write_bytes(kept + last)
    processing, runner = processor()

    list(processing.process(asked))

    assert [] == runner.done
    assert whole == (tmp_path / "out.jsonl").read_bytes()
    assert not journal.exists()


@pytest.mark.parametrize("change", ["field", "model", "file"])
def test_another_corpus_or_plan_is_refused(
    corpus: Written, killed: list[Path], tmp_path: Path, change: str
) -> None:
    """What would give other lines does not go on with these."""
    folder = shutil.copytree(killed[3], tmp_path / "state")
    asked = request(corpus, folder)
    newer = replace(corpus.files[0], modified_ns=corpus.files[0].modified_ns + 1)
    other = {
        "field": replace(asked, plan=replace(PLAN, reading=replace(SMALL, text_field="body"))),
        "model": replace(
            asked, plan=replace(PLAN, question=CorpusCounting(TokenizerSelector(model="small")))
        ),
        "file": replace(asked, files=(newer,)),
    }

    with pytest.raises(CorpusChanged):
        run(other[change])


def _finished(journal: bytes) -> bytes:
    """The line that says that nothing more comes, as it follows the last one of a journal."""
    content = json.loads(journal.splitlines()[-1].partition(b" ")[2]) | {"is_finished": True}
    body = json.dumps(content).encode()
    return b"%08x %s\n" % (zlib.crc32(body), body)
