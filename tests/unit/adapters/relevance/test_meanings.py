"""What texts mean to each other by the packaged table."""

import multiprocessing
import time
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import adapters.outbound.relevance.meanings as packaged
from adapters.outbound.relevance.meanings import CHUNK_ROWS, MeaningTable
from domain.tokens.model import VocabularyCorrupt

TABLE = MeaningTable()
TEXTS = [
    "The cat sat on the mat.",
    "",
    "Interest rates were raised by the central bank",
    "§§§ \u200b",
    "def total(items): return sum(items)",
]
HOSTILE = {
    "no blanks": "x" * 400_000,
    "letters": "".join(chr(97 + at * at % 26) for at in range(60_000)),
    "long words": " ".join("q" * 99 for _ in range(800)),
    "marks": "e" + "\u0301\u0323" * 20_000,
    "ideographs": "\u4e2d\u5927" * 20_000,
    "surrogates": "\ud800" * 40_000,
    "punctuation": "!?" * 20_000,
}


def test_vectors_have_length_one() -> None:
    """Every text with a known word has a vector of length one."""
    lengths = np.linalg.norm(TABLE.encode(["a cat", "rates", "中"]), axis=1)

    np.testing.assert_allclose(lengths, 1, rtol=1e-6)


def test_vectors_are_floats_of_the_table_s_width() -> None:
    """The answer is a matrix of 32-bit floats, a row a text."""
    actual = TABLE.encode(TEXTS)

    assert ("float32", (len(TEXTS), TABLE.width)) == (actual.dtype.name, actual.shape)


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "\ufffe", "\udc80"])
def test_texts_without_words_are_zero(text: str) -> None:
    """A text without a known word has a vector of zeros."""
    actual = TABLE.encode([text])

    assert not actual.any()


def test_no_texts_give_no_vectors() -> None:
    """No texts give a matrix without rows."""
    actual = TABLE.encode([])

    assert (0, TABLE.width) == actual.shape


@pytest.mark.parametrize(
    ("text", "near", "far"),
    [
        ("a cat sleeps", "the kitten is napping", "the bank raised rates"),
        ("who wrote the novel", "its author is a writer", "the water is cold"),
        ("how to repair a car", "fixing the engine of a vehicle", "a song of a bird"),
    ],
)
def test_likeness_of_meaning(text: str, near: str, far: str) -> None:
    """Texts of like meaning are nearer to each other than texts of unlike meaning."""
    vectors = TABLE.encode([text, near, far])

    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.text() | st.sampled_from(TEXTS), max_size=12), st.randoms())
def test_company_does_not_matter(texts: list[str], source: object) -> None:
    """A text has the same vector, to the bit, alone and among others."""
    del source
    together = TABLE.encode(texts)

    alone = [TABLE.encode([each])[0] for each in texts]

    assert [each.tobytes() for each in alone] == [each.tobytes() for each in together]


def test_chunks_do_not_matter() -> None:
    """A text of more rows than are added at once is the sum of its parts."""
    word = "winter summer "
    long = TABLE.encode([word * CHUNK_ROWS, *([word] * CHUNK_ROWS)])

    assert {long[0].tobytes()} == {each.tobytes() for each in long}


def test_forked_children_agree() -> None:
    """A child process that is forked after loading encodes as its parent does."""
    TABLE.load()
    expected = TABLE.encode(TEXTS).tobytes()

    with multiprocessing.get_context("fork").Pool(1) as pool:
        actual = pool.apply(_encoded)

    assert expected == actual


def _encoded() -> bytes:
    return TABLE.encode(TEXTS).tobytes()


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_linear_time(name: str) -> None:
    """Odd texts of up to 400,000 characters are read in time that grows with their length."""
    text = HOSTILE[name]
    TABLE.encode([text[:1_000]])

    marks = [time.process_time()]
    for share in (len(text) // 4, len(text)):
        TABLE.encode([text[:share]])
        marks.append(time.process_time())

    quarter, whole = (after - before for before, after in pairwise(marks))
    assert whole < 12 * quarter + 0.05


@pytest.mark.parametrize("name", [packaged.TABLE_FILE, packaged.PIECES_FILE])
def test_other_files_are_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not the distilled one is refused by name."""
    monkeypatch.setitem(packaged.SHA256, name, "0" * 64)

    with pytest.raises(VocabularyCorrupt) as caught:
        MeaningTable().load()

    assert name == caught.value.metadata["encoding"]


def test_the_table_is_small() -> None:
    """The packaged table stays within ten million bytes."""
    rows = TABLE._rows

    assert rows.nbytes <= 10_000_000
