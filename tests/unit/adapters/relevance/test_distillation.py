"""How the table of meanings is fitted, and to what."""

from pathlib import Path

import numpy as np
import pytest

from scripts.distillation_fitting import Floats, Ragged, _slope, fit, unit
from scripts.distillation_texts import is_latin, sentences, texts_of

RANDOM = np.random.default_rng(3)
TEXTS = Ragged.of([[0, 2, 2], [1], [3, 1]])


def _floats(*shape: int) -> Floats:
    return RANDOM.standard_normal(shape).astype(np.float32)


def test_sums_of_rows() -> None:
    """A text's vector is the sum of its rows, repeated ones included."""
    table = _floats(4, 5)

    expected = [table[0] + 2 * table[2], table[1], table[3] + table[1]]
    np.testing.assert_allclose(TEXTS.sums(table), expected, rtol=1e-5)


def test_picked_texts() -> None:
    """Texts that are picked keep their rows, in the order of the picking."""
    actual = TEXTS.pick(np.array([2, 0]))

    assert [3, 1, 0, 2, 2] == actual.rows.tolist()
    assert [0, 2, 5] == actual.starts.tolist()


def test_gradients_of_rows() -> None:
    """A row's gradient is the sum of those of the texts that hold it, once for each time."""
    gradients = _floats(3, 5)

    rows, actual = TEXTS.gather(gradients)

    expected = [gradients[0], gradients[1] + gradients[2], 2 * gradients[0], gradients[2]]
    assert [0, 1, 2, 3] == rows.tolist()
    np.testing.assert_allclose(actual, expected, rtol=1e-5)


def test_slopes_lead_to_targets() -> None:
    """A step against the slope brings sums nearer to where they should point."""
    sums, targets = _floats(40, 8), unit(_floats(40, 8))

    before, slope = _slope(sums, targets)
    after, _ = _slope(sums - np.float32(0.05) * slope, targets)

    assert after < before


def test_fitting_brings_texts_to_their_targets() -> None:
    """Sums of rows point nearer to where they should after a few passes over the texts."""
    truth = _floats(30, 8)
    table = truth + _floats(30, 8)
    texts = Ragged.of([RANDOM.integers(0, 30, 3).tolist() for _ in range(2_048)])
    targets = unit(texts.sums(truth))
    before = (unit(texts.sums(table)) * targets).sum(axis=1).mean()

    fit(table, texts, targets, epochs=4, pace=0.2)

    after = (unit(texts.sums(table)) * targets).sum(axis=1).mean()
    assert after > before + (1 - before) / 4


def test_sentences_read_as_language() -> None:
    """Sentences have three words or more and are mostly letters."""
    text = "One  short\nsentence. Two. a[1] = {2: 3} + 4 * 5; More words follow here!"

    assert ["One short sentence.", "More words follow here!"] == list(sentences(text))


def test_pages_are_read_without_scripts(tmp_path: Path) -> None:
    """Of a page, what a reader sees is taken, block by block, each sentence once."""
    page = "<style>a b c d</style><p>Rows are <b>added</b> up<p>Rows are added up<li>in their order"
    (tmp_path / "page.html").write_text(page)

    assert ["Rows are added up", "in their order"] == texts_of([tmp_path])


def test_definitions_are_read(tmp_path: Path) -> None:
    """Of a synset come its definition with and without its word, a question, and its examples."""
    line = '1 04 n 02 cat 0 true_cat 0 001 @ 2 n 0000 | feline mammal; "the cat sat down"  \n'
    (tmp_path / "data.noun").write_text(f"  1 This is the licence\n{line}")

    actual = texts_of([tmp_path])

    definitions = ["cat is feline mammal", "feline mammal"]
    expected = [*definitions, "what is true cat", "cat, true cat", "the cat sat down"]
    assert expected == actual


@pytest.mark.parametrize(("text", "expected"), [("naïve café", True), ("Эти файлы", False)])
def test_latin_texts(text: str, expected: bool) -> None:  # noqa: FBT001 - a test's parameter
    """Texts beyond the Latin letters are told apart."""
    assert expected == is_latin(text)
