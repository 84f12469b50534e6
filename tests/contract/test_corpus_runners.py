"""What every adapter of ports.outbound.corpora.ChunkRunner must promise."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from adapters.outbound.processes.chunks import ProcessChunkRunner
from domain.tokens.corpora import Chunk, ChunkResult, CorpusPlan, CorpusUnreadable, Reading
from ports.outbound.corpora import ChunkRunner, ChunkTask, ChunkWork
from tests.contract.corpus_subjects import PLAN, SMALL, Written, is_alive, task_of, written
from tests.fakes.corpora import (
    DEADLY,
    BuggyWork,
    CharacterWork,
    DeadlyWork,
    SerialRunner,
    TellingWork,
)

type Tasks = Callable[[CorpusPlan], ChunkTask]


def on_ray(tasks: Tasks) -> ChunkRunner:
    """On a cluster of this machine, where the library is installed."""
    pytest.importorskip("ray", reason="the extra ray is not installed")
    from adapters.outbound.ray.runner import RayChunkRunner  # noqa: PLC0415 - it imports ray

    return RayChunkRunner(tasks, process_count=2)


RUNNER_PORTS = (ChunkRunner,)
"""What this suite is for."""
RUNNERS: Mapping[str, Callable[[Tasks], ChunkRunner]] = {
    "serial": SerialRunner,
    "processes": lambda tasks: ProcessChunkRunner(tasks, process_count=2),
    "ray": on_ray,
}


@pytest.fixture(params=RUNNERS)
def runner_of(request: pytest.FixtureRequest) -> Callable[[ChunkWork], ChunkRunner]:
    """Each runner, over some work."""
    return lambda work: RUNNERS[request.param](task_of(work))


@pytest.fixture
def corpus(tmp_path: Path) -> Written:
    """Forty records."""
    return written("jsonl", tmp_path, [f"text {'x' * (index % 7)}" for index in range(40)])


def chunks_of(corpus: Written) -> Iterator[Chunk]:
    return corpus.corpus.chunks(corpus.files, SMALL)


def output_of(results: Iterator[ChunkResult]) -> bytes:
    return b"".join(each.output for each in results)


def test_results_come_in_order(
    runner_of: Callable[[ChunkWork], ChunkRunner], corpus: Written
) -> None:
    """Whoever does them, the results stand in the order of the chunks."""
    expected = output_of(SerialRunner(task_of(CharacterWork())).run_chunks(PLAN, chunks_of(corpus)))

    actual = output_of(runner_of(CharacterWork()).run_chunks(PLAN, chunks_of(corpus)))

    assert expected == actual


def test_nothing_gives_nothing(runner_of: Callable[[ChunkWork], ChunkRunner]) -> None:
    """A corpus without chunks has no results."""
    assert [] == list(runner_of(CharacterWork()).run_chunks(PLAN, ()))


def test_few_chunks_are_taken_ahead(
    runner_of: Callable[[ChunkWork], ChunkRunner], corpus: Written
) -> None:
    """Chunks are taken as there are hands for them, not all at the beginning."""
    chunks = list(chunks_of(corpus)) * 5
    rest = iter(chunks)

    with closing(runner_of(CharacterWork()).run_chunks(PLAN, rest)) as results:
        next(results)
        left = len(list(rest))

    assert left > len(chunks) // 2


def test_what_a_task_raises_is_raised(
    runner_of: Callable[[ChunkWork], ChunkRunner], corpus: Written
) -> None:
    """A file that goes away under the work is told with all its facts."""
    chunks = list(chunks_of(corpus))
    Path(corpus.files[0].path).unlink()

    with pytest.raises(CorpusUnreadable) as raised:
        list(runner_of(CharacterWork()).run_chunks(PLAN, chunks))

    assert {"field": "inputs", "path": "corpus.jsonl"} == raised.value.metadata


class TestProcesses:
    """What only a runner of several processes can promise."""

    def test_a_chunk_is_done_again_when_its_process_dies(self, tmp_path: Path) -> None:
        """The one process that dies over a chunk is replaced, and nothing is missing."""
        corpus = written("jsonl", tmp_path, ["a", DEADLY, *("b" * 9 for _ in range(30))])
        fuse = tmp_path / "fuse"
        fuse.touch()
        expected = output_of(
            SerialRunner(task_of(CharacterWork())).run_chunks(PLAN, chunks_of(corpus))
        )

        runner = ProcessChunkRunner(task_of(DeadlyWork(fuse)), process_count=2)
        actual = output_of(runner.run_chunks(PLAN, chunks_of(corpus)))

        assert expected == actual
        assert not fuse.exists()

    @pytest.mark.parametrize("process_count", [1, 2])
    def test_a_chunk_that_always_kills_is_given_up(
        self, process_count: int, tmp_path: Path
    ) -> None:
        """Its records are errors; those of all others are done, even given to the same process."""
        texts = ["a" * 40, DEADLY + "", "b" * 40, "c" * 40]
        corpus = written("texts", tmp_path, texts)
        chunks = [Chunk((each,)) for each in corpus.files]

        runner = ProcessChunkRunner(task_of(DeadlyWork()), process_count=process_count)
        lines = output_of(runner.run_chunks(PLAN, chunks)).splitlines()

        assert [None, "WORKER_LOST", None, None] == [
            json.loads(each).get("error") for each in lines
        ]

    def test_large_chunks_and_large_results_wait_for_nobody(self, corpus: Written) -> None:
        """Neither fits between two processes while the other one does not read."""
        content = b'{"text": "x"}\n' * 50_000
        chunk = Chunk(corpus.files, end=len(content), content=content)
        plan = CorpusPlan(Reading(), PLAN.question)
        once = output_of(SerialRunner(task_of(CharacterWork())).run_chunks(plan, [chunk]))

        runner = ProcessChunkRunner(task_of(CharacterWork()), process_count=2)
        output = output_of(runner.run_chunks(plan, [chunk] * 12))

        assert once * 12 == output

    def test_processes_end_when_the_work_is_given_up(self, corpus: Written, tmp_path: Path) -> None:
        """Whoever closes the generator leaves no process behind."""
        runner = ProcessChunkRunner(task_of(TellingWork(tmp_path)), process_count=2)

        with closing(runner.run_chunks(PLAN, chunks_of(corpus))) as results:
            next(results)

        pids = [int(each.name) for each in tmp_path.glob("[0-9]*")]
        assert pids
        assert not any(map(is_alive, pids))

    def test_a_bug_is_told_without_the_text(self, tmp_path: Path) -> None:
        """What nobody anticipated names its place and its file, and nothing of the records."""
        corpus = written("jsonl", tmp_path, ["secret"])
        runner = ProcessChunkRunner(task_of(BuggyWork()), process_count=1)

        with pytest.raises(RuntimeError) as raised:
            list(runner.run_chunks(PLAN, chunks_of(corpus)))

        assert "ZeroDivisionError" in str(raised.value)
        assert "corpus.jsonl" in str(raised.value)
        assert "secret" not in str(raised.value)
