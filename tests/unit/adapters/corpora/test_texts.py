"""Files that are one text each, as they are found."""

from pathlib import Path

import pytest

from domain.tokens.corpora import CorpusFile, CorpusFormat, CorpusRecord, FailedRecord
from tests.contract.corpus_subjects import CORPORA, SMALL, Written, file_of


def corpus_of(*paths: Path) -> Written:
    files = tuple(file_of(path, CorpusFormat.TEXT) for path in paths)
    return Written(CORPORA[CorpusFormat.TEXT], files)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"a\0b", "FILE_BINARY"), (b"caf\xe9", "TEXT_NOT_UNICODE"), (b"x" * 300, "RECORD_TOO_LARGE")],
)
def test_what_is_no_text_fails_alone(tmp_path: Path, content: bytes, reason: str) -> None:
    """Whatever is found in a tree, the texts beside it are read."""
    paths = [tmp_path / "a", tmp_path / "b"]
    paths[0].write_bytes(content)
    paths[1].write_bytes(b"text")

    failed, read = corpus_of(*paths).records()

    assert isinstance(failed, FailedRecord)
    assert reason == failed.reason
    assert isinstance(read, CorpusRecord)


def test_a_file_that_is_gone_fails_alone() -> None:
    """A file that went away between the look at the tree and its turn is an error in its line."""
    file = CorpusFile("/nowhere/at/all", "all", CorpusFormat.TEXT)
    corpus = Written(CORPORA[CorpusFormat.TEXT], (file,))

    (record,) = corpus.records()

    assert isinstance(record, FailedRecord)
    assert "FILE_NOT_FOUND" == record.reason


def test_line_ends_and_marks_stay(tmp_path: Path) -> None:
    """A text is counted as it stands in its file."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")

    assert ["\ufeffa\r\nb\r\n"] == corpus_of(path).texts()


def test_many_small_files_are_several_chunks(tmp_path: Path) -> None:
    """Files without content still come in batches, so that all processes have some."""
    path = tmp_path / "a"
    path.touch()
    corpus = corpus_of(path)

    chunks = list(corpus.corpus.chunks(corpus.files * 600, SMALL))

    assert [256, 256, 88] == [len(each.files) for each in chunks]
