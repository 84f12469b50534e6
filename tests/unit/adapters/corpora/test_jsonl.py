"""JSON lines as they are found."""

import gzip
import json
from pathlib import Path

import pytest

from domain.tokens.corpora import (
    CorpusFormat,
    CorpusRecord,
    CorpusUnreadable,
    FailedRecord,
    Reading,
    Record,
)
from tests.contract.corpus_subjects import CORPORA, SMALL, Written, file_of


def corpus_of(folder: Path, content: bytes, name: str = "corpus.jsonl") -> Written:
    path = folder / name
    path.write_bytes(content)
    return Written(CORPORA[CorpusFormat.JSONL], (file_of(path, CorpusFormat.JSONL),))


def told(record: Record) -> str:
    """The text of a record, or why there is none."""
    return record.text if isinstance(record, CorpusRecord) else record.reason


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"text": "a"}', "a"),
        (b'  {"text": "a"}\t', "a"),
        (b'{"text": "a"}\r', "a"),
        (b'{"text": "\\ud83d\\ude00"}', "\U0001f600"),
        (b'{"text": "caf\xc3\xa9"}', "café"),
        (b'{"text": "caf\xe9"}', "TEXT_NOT_UNICODE"),
        (b'{"text": "\\ud83d"}', "TEXT_NOT_UNICODE"),
        (b'{"text": "a"', "RECORD_NOT_JSON"),
        (b'{"text": "a"} {}', "RECORD_NOT_JSON"),
        (b"nonsense", "RECORD_NOT_JSON"),
        (b'{"n": ' + b"1" * 5_000 + b"}", "RECORD_NOT_JSON"),
        (b"[" * 100_000, "RECORD_NOT_JSON"),
        (b'"text"', "RECORD_NOT_OBJECT"),
        (b'{"body": "a"}', "FIELD_MISSING"),
        (b'{"text": null}', "FIELD_NOT_TEXT"),
        (b'{"text": ["a"]}', "FIELD_NOT_TEXT"),
    ],
)
def test_a_line_is_a_text_or_an_error(tmp_path: Path, line: bytes, expected: str) -> None:
    """What is wrong with a line is told, and the lines around it are read."""
    content = b'{"text": "before"}\n' + line + b'\n{"text": "after"}\n'
    corpus = corpus_of(tmp_path, content)

    actual = [told(each) for each in corpus.records(Reading())]

    assert ["before", expected, "after"] == actual


@pytest.mark.parametrize("line", [b'{"text": "secret', b'{"other": "secret"}', b'{"text": \xe9}'])
def test_an_error_says_nothing_of_the_text(tmp_path: Path, line: bytes) -> None:
    """Messages go to logs, where no text of anybody belongs."""
    (record,) = corpus_of(tmp_path, line).records(Reading())

    assert isinstance(record, FailedRecord)
    assert "secret" not in record.message


@pytest.mark.parametrize(
    "content",
    [
        b'{"text": "a"}\n{"text": "b"}\n',
        b'{"text": "a"}\n{"text": "b"}',
        b'{"text": "a"}\r\n{"text": "b"}\r\n',
        b'\xef\xbb\xbf{"text": "a"}\n{"text": "b"}\n',
    ],
)
def test_files_may_begin_and_end_as_they_like(tmp_path: Path, content: bytes) -> None:
    """A byte order mark, ends of lines of any kind, and a last line without one are no matter."""
    assert ["a", "b"] == corpus_of(tmp_path, content).texts()


def test_blank_lines_are_no_records_but_lines(tmp_path: Path) -> None:
    """The numbers of lines are those that an editor shows."""
    corpus = corpus_of(tmp_path, b'\n{"text": "a"}\n \r\n\n{"text": "b"}\n\n')

    actual = [(each.place.position, told(each)) for each in corpus.records()]

    assert [(2, "a"), (5, "b")] == actual


@pytest.mark.parametrize(
    ("named", "expected"),
    [('"x"', "x"), ("7", 7), ("true", None), ("1.5", None), ("null", None), ("{}", None)],
)
def test_a_record_may_have_a_name(tmp_path: Path, named: str, expected: str | int | None) -> None:
    """A text or a whole number names a record; anything else does not."""
    corpus = corpus_of(tmp_path, f'{{"id": {named}, "text": "a"}}\n'.encode())

    (record,) = corpus.records()

    assert expected == record.place.record_id


def test_other_fields_may_hold_text_and_name(tmp_path: Path) -> None:
    """The fields are named by whoever reads."""
    corpus = corpus_of(tmp_path, b'{"key": "k", "body": "a", "text": 1}\n')

    (record,) = corpus.records(Reading(text_field="body", id_field="key"))

    assert ("a", "k") == (told(record), record.place.record_id)


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz"])
@pytest.mark.parametrize("length", range(SMALL.chunk_bytes - 16, SMALL.record_bytes + 3))
def test_long_lines_are_cut_nowhere(tmp_path: Path, name: str, length: int) -> None:
    """Lines of about a chunk's and of about a record's length are read whole, or fail alone."""
    line = json.dumps({"text": "x" * (length - 13)}).encode() + b"\n"
    content = b'{"text": "a"}\n' + line + b'{"text": "b"}\n'
    corpus = corpus_of(tmp_path, gzip.compress(content) if name.endswith("gz") else content, name)

    actual = [(told(each)[:1], each.place.position, each.byte_count) for each in corpus.records()]

    kept = "x" if len(line) <= SMALL.record_bytes else "R"
    assert [("a", 1, 14), (kept, 2, len(line)), ("b", 3, 14)] == actual


def test_a_chunk_of_a_packed_file_needs_no_file(tmp_path: Path) -> None:
    """Its bytes come along, since whoever does it would have to unpack all before them."""
    corpus = corpus_of(tmp_path, gzip.compress(b'{"text": "a"}\n' * 40), "corpus.jsonl.gz")
    chunks = list(corpus.corpus.chunks(corpus.files, SMALL))
    Path(corpus.files[0].path).unlink()

    texts = [told(each) for chunk in chunks for each in corpus.corpus.records(chunk, SMALL)]

    assert ["a"] * 40 == texts


PACKED = gzip.compress(b"".join(b'{"text": "%d"}\n' % (7**index) for index in range(40)), mtime=0)


@pytest.mark.parametrize("kept", range(1, len(PACKED), 5))
def test_what_stands_before_the_damage_is_read(tmp_path: Path, kept: int) -> None:
    """Of a file that was cut off all whole lines are read, and then it is told from where not."""
    corpus = corpus_of(tmp_path, PACKED[:kept], "corpus.jsonl.gz")

    *chunks, last = corpus.corpus.chunks(corpus.files, SMALL)
    records = [each for chunk in chunks for each in corpus.corpus.records(chunk, SMALL)]

    assert [str(7**index) for index in range(len(records))] == list(map(told, records))
    assert (last.damage is not None, last.first_position) == (True, len(records) + 1)
    assert kept == sum(each.byte_count for each in (*chunks, last))


def test_a_line_longer_than_a_chunk_is_read_before_the_damage(tmp_path: Path) -> None:
    """Nor is a whole line lost that needed more than one look."""
    packed = gzip.compress(b'{"text": "%s"}\n{"text": "b"}\n' % (b"a" * 100), mtime=0)
    corpus = corpus_of(tmp_path, packed[:-8], "corpus.jsonl.gz")

    *chunks, last = corpus.corpus.chunks(corpus.files, SMALL)
    records = [each for chunk in chunks for each in corpus.corpus.records(chunk, SMALL)]

    assert (["a" * 100, "b"], 3) == (list(map(told, records)), last.first_position)


def test_a_file_that_became_shorter_is_told(tmp_path: Path) -> None:
    """A chunk is never silently read in part."""
    corpus = corpus_of(tmp_path, b'{"text": "a"}\n' * 40)
    chunks = list(corpus.corpus.chunks(corpus.files, SMALL))
    Path(corpus.files[0].path).write_bytes(b'{"text": "a"}\n')

    with pytest.raises(CorpusUnreadable):
        list(corpus.corpus.records(chunks[-1], SMALL))
