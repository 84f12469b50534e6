"""What every adapter of ports.outbound.corpora.Corpus and ChunkTask must promise.

The other ports of that module have suites beside this one, which it imports so that they count.
"""

import json
import pickle
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from domain.tokens.corpora import (
    Chunk,
    CorpusFile,
    CorpusFormat,
    CorpusRecord,
    CorpusUnreadable,
    FailedRecord,
    Reading,
)
from ports.outbound.corpora import ChunkTask, Corpus
from tests.contract.corpus_subjects import (
    CORPORA,
    KINDS,
    PLAN,
    SMALL,
    Written,
    file_of,
    task_of,
    written,
)
from tests.contract.test_corpus_outputs import OUTPUT_PORTS
from tests.contract.test_corpus_runners import RUNNER_PORTS
from tests.contract.test_corpus_works import WORK_PORTS
from tests.fakes.corpora import CharacterWork

type Write = Callable[[Sequence[str]], Written]

TEXTS = ("short", "", "two\nlines", "Grüße 漢字 😀", "x" * 100, 'quoted "text" \\', "last")
PORTS = (Corpus, ChunkTask, *OUTPUT_PORTS, *RUNNER_PORTS, *WORK_PORTS)
"""What this suite and those beside it are for."""


@pytest.fixture(params=KINDS)
def write(request: pytest.FixtureRequest, tmp_path: Path) -> Write:
    """Writes a corpus of each kind."""
    return lambda texts: written(request.param, tmp_path, texts)


def test_all_texts_are_read_in_order(write: Write) -> None:
    """Whatever the chunks, the texts of a corpus come whole and in order."""
    corpus = write(TEXTS)

    actual = corpus.texts()

    assert list(TEXTS) == actual


def test_a_corpus_is_cut_the_same_way_again(write: Write) -> None:
    """Two runs see the same chunks."""
    corpus = write(TEXTS * 3)

    first, second = (list(corpus.corpus.chunks(corpus.files, SMALL)) for _ in range(2))

    assert first == second


def test_a_corpus_has_several_chunks(write: Write) -> None:
    """What is larger than a chunk is cut."""
    corpus = write(TEXTS * 10)

    chunks = list(corpus.corpus.chunks(corpus.files, SMALL))

    assert len(chunks) > 1


def test_chunks_are_read_in_any_order_and_elsewhere(write: Write) -> None:
    """A chunk that was pickled and comes last is read as it would be when it comes first."""
    corpus = write(TEXTS * 3)
    chunks: list[Chunk] = list(corpus.corpus.chunks(corpus.files, SMALL))
    expected = corpus.records()

    parts = [list(corpus.corpus.records(_sent(each), SMALL)) for each in reversed(chunks)]

    assert expected == [record for part in reversed(parts) for record in part]


def test_chunks_add_up_to_the_files(write: Write) -> None:
    """The progress ends with all bytes of all files."""
    corpus = write(TEXTS * 3)
    expected = sum(each.byte_count for each in corpus.files)

    actual = sum(each.byte_count for each in corpus.corpus.chunks(corpus.files, SMALL))

    assert expected == actual


def test_records_know_where_they_stand(write: Write) -> None:
    """Lines and rows are numbered from 1, through all chunks; a file that is a record has none."""
    corpus = write(TEXTS * 3)
    is_numbered = bool(corpus.files[0].format.position_name)

    actual = [each.place.position for each in corpus.records()]

    assert (list(range(1, len(actual) + 1)) if is_numbered else [0] * len(actual)) == actual


def test_an_empty_corpus_has_no_records(write: Write) -> None:
    """Nothing is nothing."""
    corpus = write(())

    assert [] == corpus.records()


def test_a_record_that_is_too_long_fails_alone(write: Write) -> None:
    """Its neighbours are read, and it is told where it stands."""
    corpus = write(("before", "x" * 1_000, "after"))

    before, too_long, after = corpus.records()

    assert isinstance(too_long, FailedRecord)
    assert too_long.reason == "RECORD_TOO_LARGE"
    assert isinstance(before, CorpusRecord)
    assert isinstance(after, CorpusRecord)
    assert ("before", "after") == (before.text, after.text)


def test_a_large_chunk_changes_nothing(write: Write) -> None:
    """The records are the same, however they are cut."""
    corpus = write(TEXTS * 3)

    assert corpus.texts() == corpus.texts(Reading())


@pytest.mark.parametrize("kind", [CorpusFormat.JSONL, CorpusFormat.PARQUET])
def test_a_file_that_is_missing_is_told(kind: CorpusFormat, tmp_path: Path) -> None:
    """A file of many records that is not there ends the work."""
    corpus = CORPORA[kind]
    if kind is CorpusFormat.PARQUET:
        pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    file = CorpusFile(str(tmp_path / "gone"), "gone", kind)

    with pytest.raises(CorpusUnreadable) as raised:
        list(corpus.chunks([file], SMALL))

    assert raised.value.metadata["path"] == "gone"


@pytest.mark.parametrize("kind", ["packed jsonl", "parquet"])
@pytest.mark.parametrize("damage", [b"nothing of the kind", b"PAR1" + b"\0" * 100 + b"PAR1"])
def test_a_damaged_file_is_a_record_that_failed(kind: str, damage: bytes, tmp_path: Path) -> None:
    """The files around it are done all the same."""
    folders = [tmp_path / name for name in ("before", "damaged", "after")]
    for folder in folders:
        folder.mkdir()
    corpora = [written(kind, folder, ["a", "bc"]) for folder in folders]
    path = Path(corpora[1].files[0].path)
    path.write_bytes(damage)
    files = [*corpora[0].files, file_of(path, corpora[1].files[0].format), *corpora[2].files]
    chunks = list(corpora[0].corpus.chunks(files, SMALL))
    task = task_of(CharacterWork())(PLAN)

    lines = [json.loads(line) for each in chunks for line in task.do(each).output.splitlines()]

    assert [1, 2, None, 1, 2] == [each.get("token_count") for each in lines]
    assert ("FILE_DAMAGED", path.name) == (lines[2]["error"], lines[2]["path"])
    assert sum(each.byte_count for each in files) == sum(each.byte_count for each in chunks)


def test_a_task_does_the_work_on_each_record(write: Write) -> None:
    """A line for each record, with its tokens."""
    corpus = write(TEXTS)
    task = task_of(CharacterWork())(PLAN)
    chunks = corpus.corpus.chunks(corpus.files, SMALL)

    lines = b"".join(task.do(each).output for each in chunks).splitlines()

    assert [len(text) for text in TEXTS] == [json.loads(line)["token_count"] for line in lines]


def test_a_task_gives_up_every_record(write: Write) -> None:
    """What kills whoever does it becomes errors, each with its place."""
    corpus = write(TEXTS)
    task = task_of(CharacterWork())(PLAN)
    chunks = corpus.corpus.chunks(corpus.files, SMALL)

    results = [task.give_up(each) for each in chunks]

    lines = b"".join(each.output for each in results).splitlines()
    assert ["WORKER_LOST"] * len(TEXTS) == [json.loads(line)["error"] for line in lines]
    assert len(TEXTS) == sum(each.totals.failed_count for each in results)


def _sent(chunk: Chunk) -> Chunk:
    """A chunk as another process gets it."""
    received: Chunk = pickle.loads(pickle.dumps(chunk))  # noqa: S301 - our own bytes
    return received
