"""Corpus work on a cluster of two nodes of this machine: equal results, and workers that die.

``make test-ray`` runs it: Ray has an environment of its own.
"""

import gc
import json
import os
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from domain.shared.errors import InvalidValue
from domain.tokens.corpora import Chunk, ChunkResult, CorpusPlan, CorpusUnreadable
from ports.outbound.corpora import ChunkTask
from tests.contract.corpus_subjects import PLAN, Written, task_of, written
from tests.fakes.corpora import (
    DEADLY,
    BuggyWork,
    CharacterWork,
    DeadlyWork,
    SerialRunner,
    TellingWork,
)

# Ray reads these when it is imported: no report to its maker, and no port beyond the loopback.
os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
ray = pytest.importorskip("ray", reason="the extra ray is not installed; see make test-ray")

from adapters.outbound.ray.remote import ChunkFailed  # noqa: E402 - they need Ray
from adapters.outbound.ray.runner import RayChunkRunner  # noqa: E402 - the same

type Tasks = Callable[[CorpusPlan], ChunkTask]

# Ray itself leaves files and sockets to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where a cluster of two nodes with one worker each is."""
    from ray.cluster_utils import Cluster  # noqa: PLC0415 - it needs Ray

    cluster: Any = Cluster(
        initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False}
    )
    cluster.add_node(num_cpus=1)
    cluster.wait_for_nodes()
    yield cluster.address
    cluster.shutdown()


@pytest.fixture
def corpus(tmp_path: Path) -> Written:
    """Two hundred records in many chunks."""
    return written("jsonl", tmp_path, [f"text {'x' * (index % 37)}" for index in range(200)])


def chunks_of(corpus: Written) -> list[Chunk]:
    return list(corpus.corpus.chunks(corpus.files, PLAN.reading))


def output_of(results: Iterator[ChunkResult]) -> bytes:
    return b"".join(each.output for each in results)


def test_results_are_those_of_this_process(address: str, corpus: Written) -> None:
    """Two nodes give the same bytes in the same order."""
    chunks = chunks_of(corpus)
    expected = output_of(SerialRunner(task_of(CharacterWork())).run_chunks(PLAN, chunks))

    actual = output_of(
        RayChunkRunner(task_of(CharacterWork()), address=address).run_chunks(PLAN, chunks)
    )

    assert expected == actual


def test_workers_take_part(address: str, corpus: Written, tmp_path: Path) -> None:
    """The work is done in more than one process, and none of them is this one."""
    chunks = chunks_of(corpus)

    list(RayChunkRunner(task_of(TellingWork(tmp_path)), address=address).run_chunks(PLAN, chunks))

    pids = {int(each.name) for each in tmp_path.glob("[0-9]*")}
    assert len(pids) > 1
    assert os.getpid() not in pids


def test_a_chunk_is_done_again_when_its_worker_is_killed(address: str, tmp_path: Path) -> None:
    """A worker that is killed over a chunk changes nothing."""
    corpus = written("jsonl", tmp_path, ["a", DEADLY, *("b" * 9 for _ in range(30))])
    fuse = tmp_path / "fuse"
    fuse.touch()
    chunks = chunks_of(corpus)
    expected = output_of(SerialRunner(task_of(CharacterWork())).run_chunks(PLAN, chunks))

    runner = RayChunkRunner(task_of(DeadlyWork(fuse)), address=address)
    actual = output_of(runner.run_chunks(PLAN, chunks))

    assert expected == actual
    assert not fuse.exists()


def test_a_chunk_that_always_kills_is_given_up(address: str, tmp_path: Path) -> None:
    """Its records are errors, and those of all other chunks are done."""
    corpus = written("texts", tmp_path, ["a" * 40, DEADLY, "b" * 40])
    chunks = [Chunk((each,)) for each in corpus.files]

    runner = RayChunkRunner(task_of(DeadlyWork()), address=address)
    lines = output_of(runner.run_chunks(PLAN, chunks)).splitlines()

    assert [None, "WORKER_LOST", None] == [json.loads(each).get("error") for each in lines]


def test_few_chunks_are_taken_ahead(address: str, corpus: Written) -> None:
    """Chunks are taken as there are hands for them, not all at the beginning."""
    chunks = chunks_of(corpus) * 5
    rest = iter(chunks)

    runner = RayChunkRunner(task_of(CharacterWork()), address=address)
    with closing(runner.run_chunks(PLAN, rest)) as results:
        next(results)
        left = len(list(rest))

    assert left > len(chunks) // 2


def test_what_a_task_raises_is_raised(address: str, corpus: Written) -> None:
    """A file that goes away under the work is told with all its facts."""
    chunks = chunks_of(corpus)
    Path(corpus.files[0].path).unlink()

    with pytest.raises(CorpusUnreadable) as raised:
        list(RayChunkRunner(task_of(CharacterWork()), address=address).run_chunks(PLAN, chunks))

    assert {"field": "inputs", "path": "corpus.jsonl"} == raised.value.metadata


def test_a_bug_is_told_without_the_text(address: str, corpus: Written) -> None:
    """What nobody anticipated names its place and its file, and nothing of the records."""
    with pytest.raises(ChunkFailed) as raised:
        list(
            RayChunkRunner(task_of(BuggyWork()), address=address).run_chunks(
                PLAN, chunks_of(corpus)
            )
        )

    assert "ZeroDivisionError" in str(raised.value)
    assert "corpus.jsonl" in str(raised.value)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("address", ["127.0.0.1:1", "127.0.0.1", "127.0.0.1:99999"])
def test_a_cluster_that_is_not_there_is_told(address: str, corpus: Written) -> None:
    """An address at which nobody answers is a wrong value."""
    runner = RayChunkRunner(task_of(CharacterWork()), address=address)

    with pytest.raises(InvalidValue) as raised:
        list(runner.run_chunks(PLAN, chunks_of(corpus)))

    assert "ray_address" == raised.value.field


def test_real_counts_are_those_of_this_machine(address: str, corpus: Written) -> None:
    """The wired task of the command travels to the workers and counts what it counts here."""
    from bootstrap.corpora import RemoteTasks  # noqa: PLC0415 - loads all of the core
    from bootstrap.settings import Settings  # noqa: PLC0415 - the same
    from domain.tokens.corpora import CorpusCounting  # noqa: PLC0415 - the same
    from domain.tokens.model import TokenizerSelector  # noqa: PLC0415 - the same

    plan = CorpusPlan(PLAN.reading, CorpusCounting(TokenizerSelector(model="gpt-4o")))
    tasks = RemoteTasks(Settings.from_environment({"STEELYARD_SHADOW_SAMPLE_EVERY": "0"}))
    chunks = chunks_of(corpus)
    expected = output_of(SerialRunner(tasks).run_chunks(plan, chunks))
    gc.collect()  # the sockets of what was wired here go while nobody minds

    actual = output_of(RayChunkRunner(tasks, address=address).run_chunks(plan, chunks))

    assert expected == actual
